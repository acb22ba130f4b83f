"""The flows and rules in the dumps that carry a packet between two capture points, or that lack."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.base import Source
from parsers.iptables import IptablesSave
from parsers.ovs_flows import FlowTable
from rules.base import PerNode
from rules.derived.address_names import AddressNames
from rules.derived.layout import Layout
from rules.derived.service_chains import read_chains
from rules.derived.stages import CLIENT, CLIENT_UPLINK, SERVER, SERVER_UPLINK


def suspects(
    source: str,
    destination: str,
    stages: tuple[int | None, int | None],
    names: AddressNames,
    flows: PerNode[FlowTable],
    layouts: PerNode[Layout],
) -> Iterator[tuple[str, Source]]:
    """Yield (what it is, the flow or its absence) of the node between two points of the way."""
    first, last = stages
    here, there = names.node_of(source) or "", names.node_of(destination) or ""
    if first is not None and first < CLIENT_UPLINK and here in flows and here in layouts:
        table, layout = flows[here], layouts[here]
        if first == CLIENT and layout.pod_in_table is not None:
            yield from one(table, layout.pod_in_table, "nw_src", source, "lets the pod send")
        if there != here and there:
            subnet = names.subnet_of(there)
            if subnet is not None:
                yield from one(
                    table, layout.ip_remote_table, "nw_dst", str(subnet), f"sends to {there}"
                )
    if last == SERVER and there in flows and there in layouts:
        table, layout = flows[there], layouts[there]
        sender = names.host_ip(here) if here and here != there else None
        if sender and layout.tun_src_table is not None and first in {CLIENT_UPLINK, SERVER_UPLINK}:
            yield from one(table, layout.tun_src_table, "tun_src", sender, f"accepts {here}")
        yield from one(table, layout.pod_ip_table, "nw_dst", destination, "gives to the pod")


def one(
    table: FlowTable, number: int, field: str, value: str, what: str
) -> Iterator[tuple[str, Source]]:
    """Yield the flow of a table for a value, or that it is not there."""
    found = table.find(number, **{field: value})
    if found:
        yield f"table {number} {what}", found[0].source
    elif table.complete:
        said = f"no flow of table {number} {what}"
        yield said, table.absence(f"{field}={value}", number)


def translator(
    save: IptablesSave, service: str, port: int, protocol: str, target: tuple[str, int]
) -> tuple[str, Source] | None:
    """Return kube-proxy's chain and rule that send a service's address to an endpoint."""
    if "nat" not in save.tables:
        return None
    chains = read_chains(save)
    portal = chains.portals.get((service, protocol, port))
    if portal is None or portal.target is None:
        return None
    sep = chains.to(portal.target).get(target)
    lines = chains.sources(sep) if sep else []
    return (sep, lines[0]) if sep and lines else None
