"""A veth port of br0 is named by no flow.

Checks: every veth port is matched or sent to by some flow.
Why: the port was left behind by a pod that is gone, or its pod was attached only in part.
Symptom: none, or the pod behind it has no network.
Remedy: find the pod by its sandbox; delete the pod, or the port (ovs-vsctl del-port br0 NAME).
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from parsers.ovs_ports import PortTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.overlay.flow_uses_missing_port import used


@rule(Severity.INFO, "39.7.4", "PT-08")
def port_without_flows(node: Node, ports: PortTable, flows: FlowTable, layout: Layout) -> Findings:
    """Report the ports that no flow names."""
    if not flows.complete or not layout.since("L1"):
        raise NotApplicable("the dump holds only some of the flows, or names no ports")
    named = {
        port
        for table in (layout.pod_in_table, layout.pod_arp_table, layout.pod_ip_table)
        for flow in flows.in_table(table if table is not None else -1)
        for port in used(flow)
    }
    idle = [port for port in ports.veths if port.number not in named]
    if idle:
        yield Finding(
            f"no flow on {node} names {', '.join(f'{p.number} ({p.name})' for p in idle[:4])}",
            subjects=tuple(part for p in idle for part in (p.name, f"port {p.number}")),
            evidence=(*(p.source for p in idle[:6]), flows.absence(f"port {idle[0].number}")),
        )
