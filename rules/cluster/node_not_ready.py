"""A node is not ready.

Checks: the Ready condition of each node is True, and NetworkUnavailable is not.
Why: pods of such a node are taken out of their services, and after five minutes evicted.
Symptom: `oc get nodes` shows NotReady; services lose the endpoints of that node.
Remedy: read the condition's message: `cni config uninitialized` means that the SDN of the node did
    not finish its start (its log tells why); a message about the kubelet means that the node or its
    way to the master is gone.
"""

from __future__ import annotations

from parsers.kube.nodes import Nodes
from rules.base import Finding, Findings, Severity, rule


@rule(
    Severity.ERROR,
    "39.7.4",
    "CH-01 CH-06",
    explains=("sdn-pod-not-ready", "pods-not-started", "cni-config-missing-log"),
)
def node_not_ready(nodes: Nodes) -> Findings:
    """Look at the conditions."""
    for node in nodes.items:
        if node.ready is not False:
            continue
        why = node.not_ready_message
        yield Finding(
            f"node {node.name} is not ready" + (f": {why}" if why else ""),
            subjects=(node.name, *((node.internal_ip,) if node.internal_ip else ())),
            evidence=(node.source_of("Ready"),),
            node=node.name,
        )
