"""A pod's flows carry a VNID that is not its project's.

Checks: the VNID that a pod's flows load is the netid of its namespace's NetNamespace, the same in
    all of them; in ovs-subnet mode it is 0.
Why: isolation compares VNIDs: the pod is cut off from its own project, or let into another.
Symptom: the pod can't talk to pods and services of its own project, or it can to those of
    another.
Remedy: delete the pod so that it is attached anew; if all pods of the project are affected,
    restart the SDN on the node, which missed a change of the NetNamespace.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.kube.netnamespaces import NetNamespace, NetNamespaces
from parsers.kube.pods import Pod
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.overlay.pod_flows_missing import names


@rule(
    Severity.ERROR,
    "39.7.4",
    "FP-05 VN-06 VN-09",
    explains=("vnid-rule-missing", "policy-flows-missing", "service-flow-missing"),
)
def pod_vnid_mismatch(
    node: Node, flows: FlowTable, layout: Layout, pods: LocalPods, networks: NetNamespaces | None
) -> Findings:
    """Report each pod whose flows disagree; one finding a project where all its pods do alike."""
    wrong: dict[tuple[str, int], list[tuple[Pod, list[Flow]]]] = defaultdict(list)
    for pod in pods.items:
        loaded = vnids(pod, flows, layout)
        network = networks.by_name.get(pod.namespace) if networks else None
        expected = 0 if layout.plugin == "subnet" else network.netid if network else None
        values = {vnid for vnid, _ in loaded}
        if expected is None and len(values) > 1:
            expected = loaded[0][0]
        bad = [flow for vnid, flow in loaded if vnid != expected]
        if expected is not None and bad:
            first = next(vnid for vnid, _ in loaded if vnid != expected)
            wrong[pod.namespace, first].append((pod, bad))
    for (namespace, vnid), found in wrong.items():
        network = networks.by_name.get(namespace) if networks else None
        said = expectation(network, layout, namespace)
        which = ", ".join(f"{pod.full_name} ({pod.pod_ip})" for pod, _ in found[:4])
        more = f" and {len(found) - 4} more" if len(found) > 4 else ""
        netid = f"{network.netid:#x}" if network and network.netid is not None else "0"
        yield Finding(
            f"the flows of pod {which}{more} on {node} carry VNID {vnid:#x}, {said}",
            subjects=(
                *(part for pod, _ in found for part in names(pod)), f"{vnid:#x}", netid
            ),
            evidence=(
                *((network.source_of("netid"),) if network and layout.plugin != "subnet" else ()),
                *(flow.source for _, bad in found[:2] for flow in bad[:4]),
                found[0][0].source,
            ),
        )  # fmt: skip


def expectation(network: NetNamespace | None, layout: Layout, namespace: str) -> str:
    """Say what the VNID should be, and by whom."""
    if layout.plugin == "subnet":
        return "in ovs-subnet mode it is always 0"
    if network is None or network.netid is None:
        return "not the same in all of them"
    return f"NetNamespace {namespace} has {network.netid} ({network.netid:#x})"


def vnids(pod: Pod, flows: FlowTable, layout: Layout) -> list[tuple[int, Flow]]:
    """Return the VNIDs that a pod's flows load, each with its flow."""
    ip = pod.pod_ip or ""
    found: list[tuple[int, Flow]] = []
    for table, fields, register in (
        (layout.pod_in_table, ("arp_spa", "nw_src"), 0),
        (layout.reload_table, ("nw_src",), 0),
        (layout.pod_ip_table, ("nw_dst",), 1),
    ):
        if table is None or (register and not layout.since("L2")):
            continue
        for field in fields:
            for flow in flows.find(table, **{field: ip}):
                vnid = flow.reg(register)
                if vnid is not None and not flow.is_drop:
                    found.append((vnid, flow))
    return found
