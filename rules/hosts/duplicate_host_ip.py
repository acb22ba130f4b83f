"""Two HostSubnets claim the same node address.

Checks: the hostIP of every HostSubnet is its own.
Why: flows are kept by address: what is meant for one node goes to the other, and deleting one
    removes both.
Symptom: traffic to the pods of one of the two nodes is lost.
Remedy: delete the HostSubnet of the node that is gone (oc delete hostsubnet NAME), restart the
    SDN on the nodes.
"""

from __future__ import annotations

from parsers.kube.hostsubnets import HostSubnets
from rules.base import Finding, Findings, Severity, rule


@rule(
    Severity.ERROR,
    "39.6",
    "HS-05",
    explains=(
        "remote-subnet-unreachable", "remote-sender-unknown", "stale-hostsubnet",
        "host-ip-not-on-node", "remote-subnet-wrong-node", "stale-remote-flow",
        "multicast-list-wrong", "egress-ip-flows-wrong", "egress-group-missing",
        "egress-ip-rules-wrong",
    ),
)  # fmt: skip
def duplicate_host_ip(subnets: HostSubnets) -> Findings:
    """Group HostSubnets by address."""
    for address, owners in subnets.by_host_ip.items():
        if len(owners) > 1:
            names = [owner.name for owner in owners]
            yield Finding(
                f"HostSubnets {' and '.join(names[:4])} all say {address}",
                subjects=(address, *names, *(owner.subnet_text for owner in owners)),
                evidence=tuple(owner.source_of("hostIP") for owner in owners),
            )
