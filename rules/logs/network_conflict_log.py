"""A network of the SDN overlaps another one.

Checks: the node's log says that its address, or a network of the host, lies in the cluster or
    service network, or that a HostSubnet is ignored as invalid.
Why: the SDN routes the whole cluster network to tun0: an address of the outside that lies in it
    can't be reached, and for an ignored HostSubnet no flows are made.
Symptom: some hosts outside, or the pods of one node, can't be reached from pods or from the node.
Remedy: choose cluster and service networks that nobody else uses, or renumber the other network;
    delete a HostSubnet that is not in the cluster network.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import report

MESSAGES = {
    "node-ip-conflict": "HS-11",
    "local-networks-conflict": "HS-23",
    "subnet-invalid": "HS-02",
}


@rule(Severity.ERROR, "39.10", "HS-02 HS-11 HS-23")
def network_conflict_log(node: Node, log: NodeLog) -> Findings:
    """Report what the last start of the SDN said of its networks."""
    yield from report(node.name, log, MESSAGES, ends=("sdn-node-starting",), invariants=MESSAGES)
