"""A pod's flows disagree on its port.

Checks: the port that a pod's packets come in by, the one that ARP for it leaves by and the one
    that IP for it leaves by are the same.
Why: one direction of its traffic goes to another pod's port, or to none.
Symptom: the pod sends but is not answered, or answers arrive in another pod.
Remedy: delete the pod so that it is attached anew.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.derived.pod_ports import pod_ports
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
        ports = pod_ports(ip, flows, layout)
        if len(ports) > 1:
            said = " and ".join(str(port) for port in ports)
            yield Finding(
                f"the flows of pod {pod.full_name} ({ip}) on {node} name ports {said}",
                subjects=(*names(pod), *(f"port {port}" for port in ports)),
                evidence=(pod.source_of("podIP"), *(flow.source for flow in ports.values())),
            )
