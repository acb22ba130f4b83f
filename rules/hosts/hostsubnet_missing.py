"""A node has no HostSubnet.

Checks: every Node has a HostSubnet of its name.
Why: without a subnet the SDN can't start on the node, and no other node knows how to reach its
    pods.
Symptom: pods stay in ContainerCreating; the node's log waits for its subnet.
Remedy: look at the master's controllers (3.x) or the sdn-controller (4.x): no subnet left, or an
    error; then restart the node's SDN.
"""

from __future__ import annotations

from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.short_tables import ShortTables


@rule(
    Severity.ERROR,
    "39.6",
    "HS-01",
    explains=(
        "subnet-not-allocated-log", "subnet-allocation-failed-log", "sdn-setup-failed-log",
        "tun0-missing", "flows-empty", "bridge-missing", "pod-outside-node-subnet",
        "stale-remote-flow", "egress-ip-unhosted",
    ),
)  # fmt: skip
def hostsubnet_missing(
    nodes: Nodes, subnets: HostSubnets, time: BundleTime | None, short: ShortTables
) -> Findings:
    """Join nodes and HostSubnets by name."""
    if subnets.partial or not subnets.items:
        raise NotApplicable("not all HostSubnets were listed")
    if why := short.ended(HostSubnets):
        raise NotApplicable(why)
    for node in nodes.items:
        young = time is not None and time.young(node.created)
        if node.name not in subnets.by_name and node.ready is not None and not young:
            yield Finding(
                f"node {node.name} has no HostSubnet",
                subjects=tuple(filter(None, (node.name, node.internal_ip))),
                evidence=(node.source, subnets.absence(node.name)),
                node=node.name,
            )
