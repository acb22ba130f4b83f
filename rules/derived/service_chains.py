"""Where kube-proxy's chains of one node send each service, and where its Endpoints should."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from parsers.base import Source
from parsers.iptables import IptablesSave, Table
from parsers.iptables_rule import IptRule
from parsers.kube.endpoints import EndpointsObject
from parsers.kube.services import Service, ServicePort

BODY = re.compile(
    r"^(?:\[\d+:\d+\] )?-A (KUBE-S(?:VC|EP)-\S+) (?:-s ([\d.]+)/32 )?.*"
    r"-j (?:(KUBE-SEP-\S+)|(DNAT) (?:.*--to-destination (\S+))?|KUBE-MARK-MASQ).*$",
    re.MULTILINE,
)
"""Jumps to endpoints, and what these do."""
Portal = tuple[str, str, int]
"""Cluster address, protocol in lower case, port."""
Target = tuple[str, int | None]
"""Address and port; None where the dump does not show the port."""


@dataclass(slots=True)
class ServiceChains:
    """kube-proxy's rules of one node, joined once."""

    table: Table
    portals: dict[Portal, IptRule] = field(default_factory=dict)
    """The rule of KUBE-SERVICES that sends a portal to its chain."""
    rejects: dict[Portal, IptRule] = field(default_factory=dict)
    """The rule of the filter table that rejects a portal."""
    rejects_known: bool = False
    """True where the filter table was dumped whole."""
    endpoints: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    """KUBE-SVC chain -> its KUBE-SEP chains, in order."""
    targets: dict[str, Target] = field(default_factory=dict)
    """KUBE-SEP chain -> where it sends."""

    def sources(self, sep: str) -> list[Source]:
        """Return the lines by which an endpoint's chain translates."""
        chain = self.table.chains.get(sep)
        rules = chain.rules if chain else []
        return [each.source for each in rules if each.target == "DNAT"]

    def to(self, chain: str) -> dict[Target, str]:
        """Return where a service's chain sends, with the endpoint's chain."""
        return {
            self.targets[sep]: sep for sep in self.endpoints.get(chain, ()) if sep in self.targets
        }


def read_chains(save: IptablesSave) -> ServiceChains:
    """Join the chains of one node."""
    table = save.tables["nat"]
    chains = ServiceChains(table)
    services = table.chains.get("KUBE-SERVICES")
    for each in services.rules if services else ():
        if (each.target or "").startswith(("KUBE-SVC-", "KUBE-SVL-")) and each.dport:
            chains.portals.setdefault(portal(each), each)
    rejecting = save.tables.get("filter")
    chains.rejects_known = (
        rejecting is not None and rejecting.complete and "KUBE-SERVICES" in rejecting.chains
    )
    for name in ("KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES"):
        found = save.chain("filter", name)
        for each in found.rules if found else ():
            if each.target == "REJECT" and each.destination_text and each.dport:
                chains.rejects.setdefault(portal(each), each)
    sources: dict[str, str] = {}
    translating: set[str] = set()
    for chain, source, sep, dnat, to in BODY.findall(table.text):
        if dnat:
            translating.add(chain)
        if sep:
            chains.endpoints[chain][sep] = None
        elif to and to[0].isdigit():
            address, _, port = to.partition(":")
            chains.targets[chain] = (address, int(port) if port.isdigit() else None)
        elif source:
            sources[chain] = source
    for chain, source in sources.items():
        if chain not in translating:
            continue  # it marks packets and lets them go on untranslated
        # `--to-destination [unsupported revision]`, as an older iptables-save prints it.
        chains.targets.setdefault(chain, (source, None))
    return chains


def portal(each: IptRule) -> Portal:
    """Return the portal that a rule of KUBE-SERVICES is for."""
    return each.destination_text.removesuffix("/32"), each.protocol or "tcp", each.dport or 0


def expected(
    service: Service, port: ServicePort, endpoints: EndpointsObject
) -> dict[Target, str | None] | None:
    """Return where a port of a service must lead, with the pods' names; None if it is not known.

    Where tables of several ports do not join them, `service_row_faults` judges what they show.
    """
    rows = service.from_table or endpoints.from_table
    if rows and len(service.ports) > 1:
        return None
    found: dict[Target, str | None] = {}
    for subset in endpoints.subsets:
        ports = [
            p.port
            for p in subset.ports
            if rows or (p.name == port.name and p.protocol == port.protocol)
        ]
        if not ports and subset.ready and rows:
            return None
        for address in subset.ready:
            for number in ports:
                found[address.ip, number] = address.target
    return found
