"""Nothing was collected of a node.

Checks: of each node that the cluster's objects name there is an artifact.
Why: a fault on that node shows here only in what others say of it.
Symptom: checks of that node are not judged.
Remedy: collect from that node what *Ask next* names; a node that could not be collected from is
    often the node at fault.
"""

from __future__ import annotations

from parsers.base import Source
from parsers.collected import Collected
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from rules.base import Finding, Findings, Missing, Severity, rule

ASSIGNED = "pod.network.openshift.io/assign-subnet"
"""Marks the subnet of a machine that is no node: a load balancer, a ramp node."""


@rule(Severity.INFO, "39.12", "CO-01")
def node_without_data(
    collected: Collected, nodes: Nodes | None, subnets: HostSubnets | None
) -> Findings:
    """Name the nodes, with the objects that name them."""
    if nodes is None and subnets is None:
        raise Missing(Nodes, HostSubnets)
    named: dict[str, Source] = {}
    # With the Nodes at hand, a HostSubnet without one is a load balancer's, or stale.
    for subnet in subnets.items if subnets and nodes is None else ():
        if ASSIGNED not in subnet.annotations:
            named[subnet.host or subnet.name] = subnet.source
    for node in nodes.items if nodes else ():
        named[node.name] = node.source
    absent = [name for name in collected.nodes_without_data if name in named]
    if not absent:
        return
    said = ", ".join(absent[:5]) + (f" and {len(absent) - 5} more" if len(absent) > 5 else "")
    every = len(absent) == len(named)
    yield Finding(
        f"no artifact of {'any node' if every else said} was collected",
        subjects=tuple(absent),
        evidence=tuple(named[name] for name in absent),
    )
