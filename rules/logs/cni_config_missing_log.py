"""The kubelet finds no CNI configuration.

Checks: the kubelet says to the end of its log that the network plugin is not ready, and the Node
    is not Ready.
Why: the SDN writes /etc/cni/net.d/80-openshift-network.conf as the last step of its start; until
    then no pod is started.
Symptom: the node is NotReady with NetworkPluginNotReady; pods stay in ContainerCreating.
Remedy: look at the log of the node's SDN for the reason that it did not finish its start, and
    restart it.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from parsers.kube.nodes import Nodes
from rules.base import Findings, Node, Severity, rule
from rules.logs.contradictions import node_is_ready
from rules.logs.standing import STARTED, report


@rule(Severity.WARNING, "39.10", "CH-06")
def cni_config_missing_log(node: Node, log: NodeLog, nodes: Nodes | None) -> Findings:
    """Report what the kubelet said last of its network."""
    yield from report(
        node.name,
        log,
        ("cni-config-missing",),
        ends=STARTED,
        contradicted=node_is_ready(node, nodes),
    )
