"""What a cluster consists of, as things with a name: so that two states can be subtracted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from analyzer.batch.fact_rows import plain_fields
from analyzer.facts import Facts
from parsers.ip_addr import Addresses
from parsers.ip_route import RouteTable
from parsers.iptables_tables import IptablesSave
from parsers.kube.catalog import KINDS
from parsers.kube.objects import Described, Objects
from parsers.ovs_flow_table import FlowTable
from parsers.ovs_ports import PortTable

DROPS = {"DROP", "REJECT"}


@dataclass(frozen=True, slots=True)
class Thing:
    """One flow, route, rule, address, port or object."""

    said: str = ""
    """What it says beyond its name; another text under the same name is a change."""
    dropped: int | None = None
    """Packets that it dropped, where it drops and counts."""


Things = dict[str, Thing]
Key = tuple[str, str | None]
"""(kind, node)"""


def flows(table: FlowTable) -> Iterator[tuple[str, Thing]]:
    """Yield the flows by their text without statistics."""
    for flow in table.flows:
        counts = flow.is_drop and flow.duration is not None
        yield flow.text, Thing(dropped=flow.n_packets if counts else None)


def rules(save: IptablesSave) -> Iterator[tuple[str, Thing]]:
    """Yield the rules by table and text without counters."""
    for table in save.tables.values():
        for rule in table.rules():
            text = rule.text[rule.text.find("-A ") :] if "-A " in rule.text else rule.text
            yield (
                f"{table.name}: {text}",
                Thing(dropped=rule.packets if rule.target in DROPS else None),
            )


def routes(table: RouteTable) -> Iterator[tuple[str, Thing]]:
    """Yield the routes by what they do."""
    for route in table.routes:
        words = [route.kind if route.kind != "unicast" else "", str(route.destination)]
        words += [f"via {route.via}" if route.via else "", f"dev {route.device or '-'}"]
        words += [f"src {route.src}" if route.src else "", f"mtu {route.mtu}" if route.mtu else ""]
        words += [f"metric {route.metric}" if route.metric else ""]
        words += ["linkdown" if route.linkdown else ""]
        yield " ".join(filter(None, words)), Thing()


def addresses(found: Addresses) -> Iterator[tuple[str, Thing]]:
    """Yield the links with their MTU and state, and each address."""
    for link in found.links:
        yield link.name, Thing(f"MTU {link.mtu}, {'up' if link.up else 'not up'}")
        for address in link.inet:
            yield f"{address} on {link.name}", Thing()


def ports(table: PortTable) -> Iterator[tuple[str, Thing]]:
    """Yield the ports of br0 with their numbers."""
    for name, port in table.by_name.items():
        yield name, Thing(f"port {port.number}{', down' if port.down else ''}")


def objects(found: Objects[Described]) -> Iterator[tuple[str, Thing]]:
    """Yield the objects of one kind; of a partial list what is there says nothing of the rest."""
    for item in found.items:
        fields = plain_fields(item)
        fields = {k: v for k, v in fields.items() if k not in {"name", "namespace", "created"}}
        said = ", ".join(
            f"{k} {v}" for k, v in sorted(fields.items()) if v not in (None, [], "", {})
        )
        name = f"{item.raw.namespace}/{item.raw.name}" if item.raw.namespace else item.raw.name
        yield name, Thing(said)


PER_NODE: tuple[tuple[str, type, Callable[..., Iterator[tuple[str, Thing]]]], ...] = (
    ("flows", FlowTable, flows),
    ("ports", PortTable, ports),
    ("iptables rules", IptablesSave, rules),
    ("routes", RouteTable, routes),
    ("addresses", Addresses, addresses),
)


def of(facts: Facts) -> Mapping[Key, Things]:
    """Return every thing of a bundle by kind and node; a kind that was not collected is absent."""
    found: dict[Key, Things] = {}
    for kind, fact, reader in PER_NODE:
        for node in facts.nodes:
            held = facts.known(fact, node)
            if held is not None and getattr(held, "complete", True):
                found[kind, node] = _united(reader(held))
    for spec in KINDS:
        held = facts.known(spec.fact)
        if isinstance(held, Objects) and not held.partial:
            found[spec.fact.KIND, None] = _united(objects(held))
    return found


def _united(pairs: Iterator[tuple[str, Thing]]) -> Things:
    """Add up the counters of things of one name: duplicates of an iptables rule, say."""
    found: Things = {}
    for name, thing in pairs:
        known = found.get(name)
        if known is not None and known.dropped is not None and thing.dropped is not None:
            found[name] = Thing(thing.said, known.dropped + thing.dropped)
        else:
            found[name] = thing
    return found
