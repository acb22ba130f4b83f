"""The SDN of a node did not start.

Checks: the node's log holds a failure of the SDN's start, no later start got further, and the
    node is not Ready.
Why: the SDN's process ends at such a failure; the bridge is as the last start left it, or
    missing.
Symptom: the node is NotReady, or its pods have no network; the node's or the sdn pod's log ends
    with the failure, or repeats it at every restart.
Remedy: repair what the message names (ip_forward, iptables, docker, the API server's address),
    then restart atomic-openshift-node or delete the node's sdn pod.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from parsers.kube.nodes import Nodes
from rules.base import Findings, Node, Severity, rule
from rules.logs.contradictions import node_is_ready
from rules.logs.standing import STARTED, report

MESSAGES = {
    "docker-network-failed": "CH-06",
    "iptables-setup-failed": "CH-06",
    "sdn-setup-failed": "CH-06",
    "sdn-setup-incomplete": "CH-06",
    "sdn-not-ready": "CH-06",
    "ip-forward-off": "LN-12",
    "egress-policies-unread": "CH-06",
    "own-subnet-invalid": "HS-02",
}


@rule(
    Severity.ERROR,
    "39.10",
    "CH-06 LN-12 HS-02",
    explains=("node-not-ready", "cni-config-missing-log", "tun0-missing", "version-note-missing"),
)
def sdn_setup_failed_log(node: Node, log: NodeLog, nodes: Nodes | None) -> Findings:
    """Report failures of the start after which none went well."""
    yield from report(
        node.name,
        log,
        MESSAGES,
        ends=STARTED,
        contradicted=node_is_ready(node, nodes),
        invariants=MESSAGES,
    )
