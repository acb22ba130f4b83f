"""A node is tainted, since the MTU of its card has no room for VXLAN.

Checks: no node has the taint network.openshift.io/mtu-too-small, which 4.1 to 4.8 set.
Why: VXLAN takes 50 bytes of each packet; the SDN pod compares the MTU of the card of the default
    route with that of the SDN when it starts.
Symptom: no pods are scheduled to the node; large packets to its pods are lost.
Remedy: raise the MTU of the card, or lower the SDN's (network operator, MTU migration), restart the
    SDN pod, and remove the taint: oc adm taint nodes NODE network.openshift.io/mtu-too-small-.
"""

from __future__ import annotations

from parsers.kube.nodes import Nodes
from rules.base import Finding, Findings, Severity, rule

TAINT = "network.openshift.io/mtu-too-small"


@rule(Severity.ERROR, "39.8.1", "MT-07", explains=("mtu-too-small-log", "pods-not-started"))
def node_tainted_for_mtu(nodes: Nodes) -> Findings:
    """Look for the taint."""
    for item in nodes.items:
        if TAINT in item.taints:
            yield Finding(
                f"node {item.name} is tainted {TAINT}: no pod is scheduled to it",
                subjects=(item.name, *filter(None, (item.internal_ip,))),
                evidence=(item.source, item.source_of("taints")),
                node=item.name,
            )
