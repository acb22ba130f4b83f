"""A node is configured for another network plugin than the master.

Checks: the node's log says that its plugin differs from the master's, that there is no
    ClusterNetwork, or that the plugin does not work with this proxy mode.
Why: the node refuses to start the SDN with a plugin, or a proxy mode, that does not fit.
Symptom: the node is NotReady; its pods have no network.
Remedy: set networkPluginName in node-config.yaml to what master-config.yaml says (or proxy-mode
    to iptables), and restart the node.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from parsers.kube.nodes import Nodes
from rules.base import Findings, Node, Severity, rule
from rules.logs.contradictions import node_is_ready
from rules.logs.standing import STARTED, report

MESSAGES = {
    "plugin-mismatch": "HS-24",
    "no-cluster-network": "HS-22",
    "proxy-mode-mismatch": "HS-24",
}


@rule(Severity.ERROR, "39.10", "HS-22 HS-24", explains=("node-not-ready",))
def plugin_mismatch_log(node: Node, log: NodeLog, nodes: Nodes | None) -> Findings:
    """Report a refusal to start, unless a later start went well."""
    yield from report(
        node.name,
        log,
        MESSAGES,
        ends=STARTED,
        contradicted=node_is_ready(node, nodes),
        invariants=MESSAGES,
    )
