"""The subnets of two nodes overlap.

Checks: no two HostSubnets share addresses.
Why: the same pod address may be on two nodes, and which one gets a packet is not defined.
Symptom: connections reach the wrong pod, or none.
Remedy: delete the HostSubnet of the node that is gone; register the other anew so that it gets a
    free subnet.
"""

from __future__ import annotations

from parsers.kube.hostsubnets import HostSubnet, HostSubnets
from rules.base import Finding, Findings, Severity, rule


@rule(
    Severity.ERROR,
    "39.6",
    "HS-06",
    explains=(
        "remote-subnet-wrong-node", "duplicate-pod-ip", "tun0-missing", "stale-hostsubnet",
        "pod-outside-node-subnet", "remote-subnet-unreachable",
    ),
)  # fmt: skip
def overlapping_subnets(subnets: HostSubnets) -> Findings:
    """Sort by address: an overlap is then between neighbours, or with the widest before."""
    ordered = sorted(
        ((item.subnet, item) for item in subnets.items if item.subnet is not None),
        key=lambda pair: (int(pair[0].network_address), pair[0].prefixlen),
    )
    widest: HostSubnet | None = None
    for network, item in ordered:
        if widest is not None and widest.subnet is not None and network.overlaps(widest.subnet):
            yield Finding(
                f"HostSubnets {widest.name} ({widest.subnet_text}) and {item.name} "
                f"({item.subnet_text}) overlap",
                subjects=tuple(
                    filter(None, (
                        widest.subnet_text, item.subnet_text, widest.name, item.name,
                        widest.host_ip, item.host_ip,
                    ))
                ),
                evidence=(widest.source_of("subnet"), item.source_of("subnet")),
            )  # fmt: skip
        if (
            widest is None
            or widest.subnet is None
            or (network.broadcast_address > widest.subnet.broadcast_address)
        ):
            widest = item
