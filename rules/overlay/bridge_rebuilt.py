"""br0 was built anew shortly before the collection.

Checks: the flows of br0 are older than ten minutes.
Why: all pods of the node were cut off while it was built; something restarted the SDN or Open
    vSwitch.
Symptom: a short outage of all pods of the node at that time.
Remedy: look into the logs of Open vSwitch and the SDN for what restarted them; if it goes on,
    that is the fault to look for.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout

RECENT = 600.0
"""Seconds."""


@rule(Severity.INFO, "39.7.4", "FL-08 FP-11")
def bridge_rebuilt(node: Node, flows: FlowTable, layout: Layout) -> Findings:
    """Report a bridge whose oldest flow is young."""
    ages = [flow.duration for flow in flows.flows if flow.duration is not None]
    if not ages or not flows.complete:
        raise NotApplicable("the dump has no durations, or not all flows")
    if max(ages) < RECENT:
        yield Finding(
            f"br0 on {node} was built {max(ages):.0f} s before its flows were dumped",
            subjects=(node.name, "br0"),
            evidence=(layout.source,),
        )
