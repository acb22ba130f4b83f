"""br0 has no flows of the SDN.

Checks: the dump of br0 holds more than nothing and more than `actions=NORMAL`.
Why: the bridge was made but never set up, or its flows were deleted; in secure mode it drops all.
Symptom: no pod of the node reaches anything, and nothing reaches it.
Remedy: restart the SDN on the node and read its log; look at why Open vSwitch was restarted.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule


@rule(
    Severity.ERROR,
    "39.7.4",
    "FL-01",
    explains=(
        "pod-port-missing", "port-without-flows", "sdn-setup-failed-log", "version-note-missing",
    ),
)  # fmt: skip
def flows_empty(node: Node, flows: FlowTable) -> Findings:
    """Report a bridge without flows."""
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    if not flows.flows:
        yield Finding(
            f"br0 on {node} has no flows at all",
            subjects=(node.name, "br0"),
            evidence=(flows.absence("any flow"),),
        )
    elif all(flow.actions_text == "NORMAL" for flow in flows.flows):
        yield Finding(
            f"br0 on {node} has only the flow of a plain switch",
            subjects=(node.name, "br0"),
            evidence=(flows.flows[0].source, flows.absence("any flow of the SDN")),
        )
