"""A pod's flows disagree on its port.

Checks: the port that a pod's packets come in by, the one that ARP for it leaves by and the one
    that IP for it leaves by are the same.
Why: one direction of its traffic goes to another pod's port, or to none.
Symptom: the pod sends but is not answered, or answers arrive in another pod.
Remedy: delete the pod so that it is attached anew.
"""

from __future__ import annotations

from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.overlay.pod_flows_missing import names


@rule(
    Severity.ERROR,
    "39.7.4",
    "PT-10 FP-06",
    explains=("port-without-flows", "multicast-flows-wrong"),
)
def pod_port_inconsistent(
    node: Node, flows: FlowTable, layout: Layout, pods: LocalPods
) -> Findings:
    """Compare the ports of each pod's flows."""
    for pod in pods.items:
        ip = pod.pod_ip or ""
        ports: dict[int, Flow] = {}
        if layout.pod_in_table is not None:
            for field in ("arp_spa", "nw_src"):
                for flow in flows.find(layout.pod_in_table, **{field: ip}):
                    port = flow.match.get("in_port")
                    if isinstance(port, int):
                        ports.setdefault(port, flow)
        for table, field in ((layout.pod_arp_table, "arp_tpa"), (layout.pod_ip_table, "nw_dst")):
            for flow in flows.find(table, **{field: ip}) if table is not None else ():
                port = flow.reg(2) if flow.reg(2) is not None else next(iter(flow.outputs), None)
                if isinstance(port, int) and not flow.is_drop:
                    ports.setdefault(port, flow)
        if len(ports) > 1:
            said = " and ".join(str(port) for port in ports)
            yield Finding(
                f"the flows of pod {pod.full_name} ({ip}) on {node} name ports {said}",
                subjects=(*names(pod), *(f"port {port}" for port in ports)),
                evidence=(pod.source_of("podIP"), *(flow.source for flow in ports.values())),
            )
