"""The SDN could not add flows to the bridge.

Checks: no `Output of adding table=...` ends in an error, no `Error adding OVS flow`, no failed
    synchronisation of flows is the last word on its flow: no later success, no new start of the
    SDN, and the flow is not in the node's dump.
Why: a flow that was refused is not tried again before its object changes or the SDN restarts.
Symptom: one subnet, service or pod can't be reached from this node, while all others can.
Remedy: look at the error in the message (`ovs-ofctl` says why); restart openvswitch if it does
    not answer, then the node's SDN, which adds all flows anew.
"""

from __future__ import annotations

import re

from parsers.journal import LogEntry, NodeLog
from parsers.ovs_flows import FlowTable
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import RESTARTED, report

MESSAGES = {
    "flow-not-added": "CH-09",
    "flow-error": "CH-09",
    "subnet-flows-error": "FH-01",
    "service-flows-error": "FS-01",
    "service-flows-skipped": "FS-01",
    "policy-flows-error": "FN-01",
}
SUBNET = re.compile(r"\b(?:nw_dst|arp_tpa)=(?P<subnet>\d+(?:\.\d+){3}/\d+)")


@rule(
    Severity.ERROR,
    "39.10",
    "CH-09 FH-01 FH-02 FS-01 FN-01",
    explains=(
        "remote-subnet-unreachable",
        "remote-sender-unknown",
        "pod-flows-missing",
        "service-flow-missing",
        "policy-flows-missing",
    ),
)
def flow_not_added(node: Node, log: NodeLog, flows: FlowTable | None) -> Findings:
    """Report flows that were refused and are not known to have come later."""

    def contradicted(entry: LogEntry) -> str:
        match = SUBNET.search(entry.groups.get("rule", ""))
        subnet = match["subnet"] if match else entry.groups.get("subnet")
        if flows is not None and subnet and flows.tunnels_to.get(subnet):
            return f"the flows to {subnet} are there"
        return ""

    yield from report(
        node.name,
        log,
        MESSAGES,
        ends=(*RESTARTED, "flow-added"),
        same=("rule",),
        contradicted=contradicted,
        invariants=MESSAGES,
    )
