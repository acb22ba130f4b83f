"""A node waits for its subnet.

Checks: the node's log says that it has no HostSubnet, and nothing later says that the SDN
    started.
Why: the master gives each node a subnet; without one the node's SDN does not start.
Symptom: the node stays NotReady and its pods in ContainerCreating.
Remedy: look at the master's controllers (or the sdn-controller pod) for the reason: no subnet
    left in the cluster network, or the Node has no address; then restart them.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from parsers.kube.nodes import Nodes
from rules.base import Findings, Node, Severity, rule
from rules.logs.contradictions import node_is_ready
from rules.logs.standing import STARTED, report


@rule(
    Severity.ERROR,
    "39.10",
    "HS-01",
    explains=("node-not-ready", "cni-config-missing-log", "sdn-setup-failed-log"),
)
def subnet_not_allocated_log(node: Node, log: NodeLog, nodes: Nodes | None) -> Findings:
    """Report that the node waits, unless it went on later."""
    yield from report(
        node.name,
        log,
        ("subnet-not-allocated", "subnet-not-got"),
        ends=(*STARTED, "sdn-subnet", "sdn-setup-required", "sdn-already-set-up"),
        contradicted=node_is_ready(node, nodes),
    )
