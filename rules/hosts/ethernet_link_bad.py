"""The network card of a node has no link, or runs half duplex.

Checks: the interface that carries the node's address has a link and runs full duplex.
Why: half duplex means collisions and loss under load; mostly one side does not negotiate.
Symptom: slow and lossy traffic of the whole node; without a link none at all.
Remedy: look at cable, switch port and driver; let both sides negotiate, or set both alike.
"""

from __future__ import annotations

from parsers.ethtool import EthernetLinks
from parsers.ip_addr import Addresses
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.own_subnet import OwnSubnet

VIRTUAL = ("veth", "tun0", "br0", "vxlan", "docker", "lo", "ovs-", "virbr", "lbr0")


@rule(Severity.WARNING, "39.6", "HS-20", explains=("one-way-vxlan",))
def ethernet_link_bad(
    node: Node, ethernet: EthernetLinks, addresses: Addresses | None, own: OwnSubnet | None
) -> Findings:
    """Report the node's own interface; another one only where it is not known which that is."""
    nic = addresses.link_with(own.host_ip) if addresses and own and own.host_ip else None
    for link in ethernet.links:
        if link.name.startswith(VIRTUAL) or (nic is not None and link.name != nic.name):
            continue
        if link.detected is False:
            yield Finding(
                f"{link.name} of {node} has no link",
                subjects=(link.name,),
                evidence=(link.sources[""], link.sources["Link detected"]),
                severity=Severity.ERROR if nic is not None else Severity.INFO,
            )
        elif link.duplex is not None and link.duplex.lower() == "half":
            yield Finding(
                f"{link.name} of {node} runs half duplex"
                + (f" at {link.speed}" if link.speed else ""),
                subjects=(link.name,),
                evidence=(link.sources[""], link.sources["Duplex"]),
            )
