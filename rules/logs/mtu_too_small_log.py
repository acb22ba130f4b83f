"""The interface of a node is too small for the SDN's MTU.

Checks: the node's log says that the MTU of its interface has no room for VXLAN, and nothing later
    says that the SDN started.
Why: VXLAN takes 50 bytes of each packet; the SDN refuses to start, or taints the node.
Symptom: the node is NotReady or tainted, or large packets are lost.
Remedy: raise the MTU of the interface, or lower the MTU in the cluster's network configuration to
    50 less.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import STARTED, report


@rule(Severity.ERROR, "39.8.1", "MT-07")
def mtu_too_small_log(node: Node, log: NodeLog) -> Findings:
    """Report an MTU that is too small, unless the SDN started after all."""
    yield from report(node.name, log, ("mtu-too-small", "mtu-tainted"), ends=STARTED)
