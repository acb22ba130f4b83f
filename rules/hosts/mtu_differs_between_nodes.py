"""Nodes do not agree on the MTU.

Checks: tun0 has the same MTU on all nodes, and every node's interface is large enough for the
    largest of them.
Why: a packet that one node sends whole may not fit where it arrives.
Symptom: large transfers hang between some nodes only; TLS handshakes time out.
Remedy: set the same mtu in the configuration of all nodes, restart the node services, recreate
    the pods.
"""

from __future__ import annotations

from collections import Counter

from parsers.ip_addr import Addresses
from rules.base import Finding, Findings, Missing, PerNode, Severity, rule
from rules.derived.own_subnet import OwnSubnet
from rules.local.sdn_mtu_too_large import OVERHEAD


@rule(
    Severity.ERROR,
    "39.8.1",
    "MT-04 XN-01 XN-06",
    explains=("tun-mtu-mismatch", "tls-handshake-timeout-log"),
)
def mtu_differs_between_nodes(addresses: PerNode[Addresses], own: PerNode[OwnSubnet]) -> Findings:
    """Compare tun0 over the nodes."""
    sizes = {
        node: link for node, dump in addresses.items()
        if (link := dump.by_name.get("tun0")) is not None and link.mtu
    }  # fmt: skip
    if len(sizes) < 2:
        raise Missing(Addresses)
    if len({link.mtu for link in sizes.values()}) < 2:
        return
    usual, count = Counter(link.mtu for link in sizes.values()).most_common(1)[0]
    first = next(link for link in sizes.values() if link.mtu == usual)
    odd = {node: link for node, link in sizes.items() if link.mtu != usual}
    largest = max(link.mtu or 0 for link in sizes.values())
    tight = {}
    for node in sizes:
        subnet = own.get(node)
        nic = addresses[node].link_with(subnet.host_ip) if subnet and subnet.host_ip else None
        if nic and nic.mtu and largest + OVERHEAD > nic.mtu:
            tight[node] = nic
    said = ", ".join(f"{link.mtu} on {node}" for node, link in list(odd.items())[:4])
    most = count * 2 > len(sizes)
    where = "most nodes" if most else ", ".join([node for node in sizes if node not in odd][:4])
    yield Finding(
        f"tun0 has MTU {usual} on {where}, but {said}",
        subjects=("tun0", str(usual), *(str(x.mtu) for x in odd.values()), *odd, *tight),
        evidence=(first.source, *(link.source for link in list(odd.values())[:6])),
        severity=None if tight else Severity.WARNING,
        node=next(iter(odd)) if most and len(odd) == 1 else None,
    )
