"""The SDN does not reach Open vSwitch.

Checks: the node's log says that OVS does not answer, is missing or too old, or gave a port
    another number than asked; and nothing later says that the SDN started.
Why: without OVS no flow is changed, and after a restart of OVS there are none until the SDN has
    set up the bridge again.
Symptom: all pods of the node lose their network, or new ones stay in ContainerCreating.
Remedy: look at openvswitch.service (or the node's ovs pod): start it, then restart the node's
    SDN.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from parsers.kube.nodes import Nodes
from rules.base import Findings, Node, Severity, rule
from rules.logs.contradictions import node_is_ready
from rules.logs.standing import STARTED, report

MESSAGES = {
    "ovs-waited-for": "PT-01",
    "ovs-unreachable": "PT-01",
    "ovs-unhealthy": "PT-01",
    "ovs-restarted": "CH-13",
    "ovs-missing": "PT-13",
    "ovs-too-old": "PT-13",
    "ofport-mismatch": "PT-02",
    "ovs-vxlan-refused": "PT-05",
    "ovs-device-missing": "PT-05",
}


@rule(
    Severity.ERROR,
    "39.10",
    "PT-01 PT-02 PT-05 PT-13 CH-13",
    explains=(
        "node-not-ready",
        "bridge-missing",
        "flows-empty",
        "sdn-setup-failed-log",
        "cni-config-missing-log",
    ),
)
def ovs_unreachable_log(node: Node, log: NodeLog, nodes: Nodes | None) -> Findings:
    """Report that OVS fails the SDN, unless the SDN went on later."""
    yield from report(
        node.name,
        log,
        MESSAGES,
        ends=(*STARTED, "sdn-setup-required"),
        contradicted=node_is_ready(node, nodes),
        invariants=MESSAGES,
    )
