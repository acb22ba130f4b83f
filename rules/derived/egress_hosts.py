"""Which project leaves by which egress IPs, and which nodes hold these."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from parsers.kube.hostsubnets import HostSubnet, HostSubnets
from parsers.kube.netnamespaces import NetNamespace, NetNamespaces
from rules.base import NotApplicable
from rules.derived.layout import Layout
from rules.derived.short_tables import ShortTables

HIGH = 0x8000
"""A bit that kube-proxy used for itself; since 2022 a mark does not have it."""


@dataclass(frozen=True, slots=True)
class EgressHosts:
    """Claims on egress IPs, joined once for all nodes."""

    projects: tuple[NetNamespace, ...]
    """Those that ask for an egress IP."""
    hosts: dict[str, tuple[HostSubnet, ...]]
    """Egress IP -> the HostSubnets that hold it."""
    claims: dict[str, tuple[NetNamespace, ...]]
    """Egress IP -> the projects that ask for it."""

    def of(self, project: NetNamespace) -> list[tuple[str, HostSubnet]]:
        """Return a project's egress IPs that one node holds, and no other project asks for."""
        return [
            (ip, self.hosts[ip][0])
            for ip in project.egress_ips
            if len(self.hosts.get(ip, ())) == 1 and len(self.claims[ip]) == 1
        ]


def derive_egress_hosts(
    networks: NetNamespaces, subnets: HostSubnets, short: ShortTables
) -> EgressHosts:
    """Join NetNamespaces and HostSubnets by address; raises NotApplicable if nobody asks."""
    projects = tuple(each for each in networks.items if each.egress_ips)
    if not projects and not any(each.egress_ips for each in subnets.items):
        raise NotApplicable("no project asks for an egress IP")
    if networks.partial or subnets.partial:
        raise NotApplicable("not all NetNamespaces or HostSubnets were listed")
    if why := short.ended(NetNamespaces) or short.ended(HostSubnets):
        raise NotApplicable(why)
    hosts: dict[str, list[HostSubnet]] = defaultdict(list)
    claims: dict[str, list[NetNamespace]] = defaultdict(list)
    for subnet in subnets.items:
        for ip in dict.fromkeys(subnet.egress_ips):
            hosts[ip].append(subnet)
    for project in projects:
        for ip in dict.fromkeys(project.egress_ips):
            claims[ip].append(project)
    return EgressHosts(
        projects,
        {ip: tuple(each) for ip, each in hosts.items()},
        {ip: tuple(each) for ip, each in claims.items()},
    )


def marks(netid: int, bit: int, layout: Layout) -> set[int]:
    """Return the packet marks that builds of a layout give to a project's packets."""
    found = {netid or 0xFF000000}
    if netid & HIGH and layout.since("L8"):
        moved = (netid | 0x10000000) & ~HIGH
        found = {moved} if layout.since("L10") else found | {moved}
    return {(mark | 0x01000000) & ~bit if mark & bit else mark for mark in found}
