"""br0 has no version note: its set-up did not finish.

Checks: from 3.2 on, table 253 holds exactly one flow, whose note names plugin and rule version.
Why: later releases write the note last; without it the set-up died half way, or someone deleted
    it.
Symptom: new pods stay in ContainerCreating, or flows are missing; the next start rebuilds the
    bridge.
Remedy: read the log of the SDN on the node for the step that failed, then restart it.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import VERSIONS, Layout


@rule(Severity.ERROR, "39.7.4", "FL-02", explains=(
    "sdn-setup-failed-log", "static-flow-missing", "dns-flow-missing", "remote-sender-unknown",
    "remote-subnet-unreachable", "pod-flows-missing", "service-flow-missing", "vnid-rule-missing",
    "policy-flows-missing", "pod-vxlan-allowed",
))  # fmt: skip
def version_note_missing(node: Node, flows: FlowTable, layout: Layout) -> Findings:
    """Report a bridge without its note; an unknown version is a warning."""
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    if not layout.since("L1"):
        raise NotApplicable(f"layout {layout.id} has no note")
    notes = [flow for flow in flows.in_table(253) if "note:" in flow.actions_text]
    if not notes:
        yield Finding(
            f"br0 on {node} has no version note in table 253",
            subjects=(node.name, "table 253"),
            evidence=(flows.absence("actions=note:", 253),),
        )
    elif layout.version not in VERSIONS:
        said = "an unreadable note" if layout.version is None else f"version {layout.version:02X}"
        yield Finding(
            f"br0 on {node} has {said}, which no release wrote",
            subjects=(node.name, "table 253"),
            evidence=(notes[0].source,),
            severity=Severity.WARNING,
        )
    elif len(notes) > 1:
        yield Finding(
            f"br0 on {node} has {len(notes)} version notes: the SDN will rebuild it at its start",
            subjects=(node.name, "table 253"),
            evidence=tuple(flow.source for flow in notes),
            severity=Severity.WARNING,
        )
