"""A flow uses a port that br0 does not have.

Checks: every port that a flow matches or sends to is among the ports of br0.
Why: packets that are sent to such a port vanish without a counter.
Symptom: a pod that runs can't be reached, or can't send.
Remedy: delete the pod so that it is attached anew; if several are affected, restart the SDN on
    the node.
"""

from __future__ import annotations

from parsers.kube.pods import Pod
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from parsers.ovs_ports import PortTable
from parsers.ovs_vsctl import OvsConfig
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.overlay.interface_error import without_device
from rules.overlay.pod_flows_missing import names


@rule(
    Severity.ERROR,
    "39.7.4",
    "PT-06 PT-09 FP-06 LN-03",
    explains=(
        "pod-network-not-attached-log", "pod-port-inconsistent", "multicast-flows-wrong",
        "interface-error",
    ),
)  # fmt: skip
def flow_uses_missing_port(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    ports: PortTable,
    pods: LocalPods | None,
    config: OvsConfig | None,
) -> Findings:
    """Report each missing port once, with the pod that it was given to."""
    if not ports.complete or not ports.ports:
        raise NotApplicable("the port dump is not whole")
    owners = {pod.pod_ip: pod for pod in pods.items} if pods else {}
    lost: dict[int, list[Flow]] = {}
    for table in {layout.pod_in_table, layout.pod_arp_table, layout.pod_ip_table} - {None}:
        for flow in flows.in_table(table or 0):
            for port in used(flow):
                if port not in ports.by_number:
                    lost.setdefault(port, []).append(flow)
    for port, found in lost.items():
        addresses = {str(value) for flow in found for value in flow.match.values()}
        pod: Pod | None = next((owners[a] for a in addresses if a in owners), None)
        if pods and pod is None:
            continue  # flows that a pod left behind are another fault
        whose = f" of pod {pod.full_name} ({pod.pod_ip})" if pod else ""
        yield Finding(
            f"flows on {node} use port {port}{whose}, which br0 does not have",
            subjects=(f"port {port}", *(names(pod) if pod else ()), *without_device(config)),
            evidence=(
                *((pod.source_of("podIP"),) if pod else ()),
                *(flow.source for flow in found[:4]),
                ports.absence(f"port {port}"),
            ),
        )


def used(flow: Flow) -> set[int]:
    """Return the ports of pods that a flow matches or sends to."""
    found = {flow.match.get("in_port"), flow.reg(2), *flow.outputs}
    return {port for port in found if isinstance(port, int) and 2 < port < 0xFF00}
