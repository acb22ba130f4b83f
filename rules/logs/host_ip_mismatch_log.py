"""The HostSubnet of a node holds another address than the node has.

Checks: the node's log says that HostSubnet and node IP differ, or that the node IP is of no
    interface, and nothing later says that the SDN started.
Why: other nodes send VXLAN to the address in the HostSubnet; the node's SDN waits until the
    master has corrected it.
Symptom: the node is NotReady after its address changed, or no other node reaches its pods.
Remedy: give the node a fixed address, or `oc edit hostsubnet <node>` and set hostIP; set nodeIP
    in node-config.yaml where the node has several interfaces; restart the node's SDN.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import STARTED, report

MESSAGES = {
    "host-ip-mismatch": "HS-03",
    "node-ip-public": "HS-03",
    "node-interface-unknown": "HS-03",
}


@rule(Severity.ERROR, "39.10", "HS-03")
def host_ip_mismatch_log(node: Node, log: NodeLog) -> Findings:
    """Report that addresses differ, unless the SDN started after all."""
    yield from report(node.name, log, MESSAGES, ends=STARTED)
