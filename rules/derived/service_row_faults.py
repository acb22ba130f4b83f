"""How a service's rules on one node differ from what tables of `oc get` show of it.

Such a row of Endpoints holds three pairs of address and port at most, and no names of ports: it
does not tell which port of the service leads to which. Sure is what holds for any of them:
kube-proxy writes for each port a rule that leads on or one that rejects, never none and not both;
some port leads to each pair that is shown; and where all pairs are shown, none leads elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from parsers.iptables_rule import IptRule
from parsers.kube.endpoints import EndpointsObject
from parsers.kube.services import Service, ServicePort
from rules.base import Severity
from rules.derived.service_chains import ServiceChains, Target
from rules.derived.service_faults import Fault, differing, listing, missing

YOUNG = timedelta(minutes=10)
"""The rules of a node that were dumped before may lack a younger service."""


def unjoined(service: Service, endpoints: EndpointsObject) -> bool:
    """Return whether tables do not show which endpoints belong to which port."""
    rows = service.from_table or endpoints.from_table
    return rows and (endpoints.truncated or len(service.ports) > 1)


@dataclass(slots=True)
class Rows:
    """One service and its endpoints as tables show them, beside the chains of one node."""

    service: Service
    endpoints: EndpointsObject
    chains: ServiceChains
    unsure: frozenset[str]
    shown: set[Target] = field(init=False)
    led: dict[Target, IptRule] = field(default_factory=dict)
    """Where the ports lead, with the rule of one of them."""

    def __post_init__(self) -> None:
        """Collect the pairs that the table shows."""
        self.shown = {
            (address.ip, port.port)
            for subset in self.endpoints.subsets
            for port in subset.ports
            for address in subset.ready
        }

    def of_port(self, port: ServicePort) -> Iterator[Fault]:
        """Yield what is wrong with the rules of one port."""
        address = self.service.cluster_ip or ""
        portal = (address, port.protocol.lower(), port.port)
        name = f"{self.service.full_name} ({address}:{port.port}/{portal[1]})"
        common = (self.service.full_name, self.service.name, address)
        jump, reject = self.chains.portals.get(portal), self.chains.rejects.get(portal)
        if jump is None:
            if self.shown and reject is None and self.chains.rejects_known:
                yield missing(
                    self.service, self.endpoints, self.chains, portal, name, common, len(self.shown)
                )
            return
        chain = jump.target or ""
        if chain not in self.chains.table.chains:
            yield Fault(
                self.service,
                self.endpoints,
                f"has no chain {chain} for {name}",
                (*common, chain),
                (jump.source, self.chains.table.absence(chain)),
            )
            return
        there = self.chains.to(chain)
        self.led |= dict.fromkeys(there, jump)
        stale = self.stale(there)
        addresses = {ip for ip, _ in self.shown}
        lost: list[Target] = []
        # Where one address is behind all ports, each port leads to it.
        if len(addresses) == 1 and not (self.endpoints.truncated or addresses & self.unsure):
            lost = [(ip, None) for ip in addresses if ip not in {to for to, _ in there}]
        if stale or lost:
            sure: dict[Target, str | None] = dict.fromkeys(lost)
            yield differing(
                self.service, self.endpoints, self.chains, name, (*common, chain), chain, lost,
                stale, sure,
            )  # fmt: skip
        elif reject is not None:
            # Translated packets do not meet it; it shows that the rules are not brought up to date.
            yield Fault(
                self.service,
                self.endpoints,
                f"still has a rule that rejects {name}, to whose endpoints another leads",
                common,
                (reject.source, jump.source),
                Severity.WARNING,
            )

    def stale(self, there: dict[Target, str]) -> list[Target]:
        """Return where a port leads that is no endpoint, if the table shows all of them."""
        known = {ip for ip, _ in self.shown}
        if self.endpoints.truncated or not self.shown or known & self.unsure:
            return []
        return [
            (ip, port)
            for ip, port in there
            if ip not in self.unsure
            and (ip not in known if port is None else (ip, port) not in self.shown)
        ]

    def lost(self) -> list[Target]:
        """Return the pairs that no port leads to."""
        addresses = {ip for ip, port in self.led if port is None}
        return [
            pair
            for pair in sorted(self.shown, key=str)
            if pair not in self.led and pair[0] not in self.unsure | addresses
        ]


def faults_of_rows(
    service: Service, endpoints: EndpointsObject, chains: ServiceChains, unsure: frozenset[str]
) -> Iterator[Fault]:
    """Yield what differs whichever way ports and endpoints belong together."""
    local = any(
        (jump.target or "").startswith("KUBE-SVL-")
        for (address, _, _), jump in chains.portals.items()
        if address == service.cluster_ip
    )
    if local or (service.age is not None and service.age < YOUNG):
        return
    rows = Rows(service, endpoints, chains, unsure)
    found = [fault for port in service.ports for fault in rows.of_port(port)]
    yield from found
    if not found and (lost := rows.lost()):
        yield Fault(
            service,
            endpoints,
            f"does not send {service.full_name} ({service.cluster_ip}) to {listing(lost)}",
            (service.full_name, service.name, service.cluster_ip or "", *(ip for ip, _ in lost)),
            tuple(jump.source for jump in dict.fromkeys(rows.led.values())) or (service.source,),
        )
