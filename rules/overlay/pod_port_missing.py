"""Pods run on a node for which br0 has no port.

Checks: br0 has at least as many veth ports as live pods of the node need.
Why: each pod on the SDN has one veth; without it the pod has no network.
Symptom: the pod runs, but nothing reaches it and it reaches nothing.
Remedy: delete the pods so that they are attached anew. After a restart of Open vSwitch in 3.9 to
    3.11 all pods of the node may be affected: drain the node or restart the SDN on it.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from parsers.ovs_ports import PortTable
from parsers.ovs_vsctl import OvsConfig
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.derived.pod_ports import pod_ports
from rules.overlay.interface_error import without_device


@rule(
    Severity.ERROR,
    "39.7.4",
    "PT-06 LN-03",
    explains=("pod-flows-missing", "flow-uses-missing-port", "interface-error"),
)
def pod_port_missing(
    node: Node,
    ports: PortTable,
    pods: LocalPods,
    flows: FlowTable | None,
    layout: Layout | None,
    config: OvsConfig | None,
) -> Findings:
    """Count, and name the pods whose flows lead to no port."""
    if not ports.complete or not ports.ports:
        raise NotApplicable("the port dump is not whole")
    if layout is not None and not layout.since("L1"):
        raise NotApplicable(f"layout {layout.id} may have pods on a Linux bridge")
    lacking = len(pods.items) - len(ports.veths)
    if lacking <= 0:
        return
    attached = set()
    if flows is not None and layout is not None:
        for pod in pods.items:
            if any(port in ports.by_number for port in pod_ports(pod.pod_ip or "", flows, layout)):
                attached.add(pod.pod_ip)
    suspects = [pod for pod in pods.items if pod.pod_ip not in attached]
    if not suspects:
        return
    which = ", ".join(f"{pod.full_name} ({pod.pod_ip})" for pod in suspects[:4])
    more = f" and {len(suspects) - 4} more" if len(suspects) > 4 else ""
    yield Finding(
        f"br0 on {node} has {len(ports.veths)} veth ports for {len(pods.items)} pods: "
        f"none for {which}{more}",
        subjects=(
            *(part for pod in suspects for part in (pod.pod_ip or "", pod.full_name, pod.name)),
            *without_device(config),
        ),
        evidence=(
            *(pod.source_of("podIP") for pod in suspects[:6]),
            ports.absence("a veth port for each pod"),
        ),
    )
