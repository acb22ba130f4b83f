"""A pod's port on br0 is down.

Checks: no veth port of br0 is PORT_DOWN or LINK_DOWN.
Why: the pod's end of the pair is gone or down: nothing passes.
Symptom: the pod has no network, though it runs.
Remedy: delete the pod so that it is attached anew.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from parsers.ovs_ports import PortTable
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.overlay.pod_flows_missing import names


@rule(Severity.ERROR, "39.7.4", "PT-07 LN-03")
def pod_port_down(
    node: Node,
    ports: PortTable,
    flows: FlowTable | None,
    layout: Layout | None,
    pods: LocalPods | None,
) -> Findings:
    """Report each port that is down, with its pod where the flows tell it."""
    by_ip = {pod.pod_ip: pod for pod in pods.items} if pods else {}
    owners = {}
    if flows is not None and layout is not None:
        for flow in flows.in_table(layout.pod_ip_table):
            ip = flow.match.get("nw_dst")
            number = flow.reg(2) or next(iter(flow.outputs), None)
            if ip in by_ip:
                owners[number] = by_ip[str(ip)]
    for port in ports.veths:
        if not port.down:
            continue
        pod = owners.get(port.number)
        whose = f" of pod {pod.full_name} ({pod.pod_ip})" if pod else ""
        said = ", ".join((*port.config, *port.state))
        yield Finding(
            f"port {port.number} ({port.name}){whose} on {node} is {said}",
            subjects=(port.name, f"port {port.number}", *(names(pod) if pod else ())),
            evidence=(port.source, *((pod.source_of("podIP"),) if pod else ())),
            # Without a live pod behind it, it may be a port that was left behind.
            severity=None if pod else Severity.WARNING,
        )
