"""br0 has no flows that let pods ask the node for names.

Checks: from 3.6 on there are flows for TCP and UDP port 53 of the node's own address, before
    egress policies are asked.
Why: without them an egress policy or an egress address takes the questions as well.
Symptom: pods of projects with an EgressNetworkPolicy or egress IP can't resolve names.
Remedy: restart the SDN on the node; if its address changed, correct the HostSubnet first.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet


@rule(Severity.WARNING, "39.7.4", "FL-06")
def dns_flow_missing(node: Node, flows: FlowTable, layout: Layout, own: OwnSubnet) -> Findings:
    """Look for the two flows in each table that a release put them in."""
    if not layout.since("L3"):
        raise NotApplicable(f"layout {layout.id} has no such flows")
    if not flows.complete or own.host_ip is None:
        raise NotApplicable("the node's address or the whole dump is not known")
    tables = (99,) if layout.since("L9") else (100, 101)
    there = [flow for table in tables for flow in flows.find(table, tp_dst=53)]
    lacking = [
        proto for proto in ("tcp", "udp")
        if not any(f.proto == proto and f.match.get("nw_dst") == own.host_ip for f in there)
    ]  # fmt: skip
    if lacking:
        others = {str(flow.match.get("nw_dst")) for flow in there} - {own.host_ip}
        yield Finding(
            f"br0 on {node} has no {' and '.join(lacking)} flow for names asked of {own.host_ip}"
            + (f", but for {', '.join(sorted(others))}" if others else ""),
            subjects=(own.host_ip, *sorted(others), *layout.unfinished, str(node)),
            evidence=(
                own.source,
                *(flow.source for flow in there[:2]),
                flows.absence(f"nw_dst={own.host_ip},tp_dst=53", tables[0]),
            ),
        )
