"""The network cards of nodes run at different speeds.

Checks: the interfaces with the nodes' addresses all have one speed.
Why: the slowest card limits the pods of its node; a card that negotiated less than its kind can is
    the commoner reason.
Symptom: traffic to one node's pods is slower than to others'.
Remedy: compare driver, cable and switch port of the node that differs; ignore it where the machines
    differ by design.
"""

from __future__ import annotations

from collections import Counter

from parsers.ethtool import EthernetLink, EthernetLinks
from parsers.ip_addr import Addresses
from rules.base import Finding, Findings, Missing, NotApplicable, PerNode, Severity, rule
from rules.derived.own_subnet import OwnSubnet


@rule(Severity.INFO, "39.6", "XN-06 HS-20")
def link_speed_differs(
    ethernet: PerNode[EthernetLinks], addresses: PerNode[Addresses], own: PerNode[OwnSubnet]
) -> Findings:
    """Compare the speed of each node's own interface."""
    found: dict[str, EthernetLink] = {}
    for node, links in ethernet.items():
        subnet, dump = own.get(node), addresses.get(node)
        nic = dump.link_with(subnet.host_ip) if dump and subnet and subnet.host_ip else None
        for link in links.links:
            if nic is not None and link.name == nic.name and link.speed and link.speed[0].isdigit():
                found[node] = link
    if len(found) < 2 <= len(own):
        raise Missing(EthernetLinks, Addresses)
    if len(found) < 2:
        raise NotApplicable("the speed of two nodes' own interfaces is not known")
    usual = Counter(link.speed for link in found.values()).most_common(1)[0][0]
    odd = {node: link for node, link in found.items() if link.speed != usual}
    if odd:
        home, first = next(item for item in found.items() if item[1].speed == usual)
        said = ", ".join(
            f"{link.name} of {node} {link.speed}" for node, link in list(odd.items())[:4]
        )
        yield Finding(
            f"{first.name} of {home} runs at {usual}, but {said}",
            subjects=(*odd, *(link.name for link in odd.values())),
            evidence=(first.sources["Speed"], *(link.sources["Speed"] for link in odd.values())),
        )
