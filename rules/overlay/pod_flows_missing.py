"""A pod has no complete set of flows on its node.

Checks: br0 has for every live pod of the node its arp_spa, arp_tpa, nw_src and nw_dst flows, in
    conntrack mode the one in table 25 as well.
Why: each is one direction of the pod's traffic: what has no flow ends in the drop flow of its
    table.
Symptom: the pod can't send, can't be reached, or not through services, though it runs.
Remedy: delete the pod so that it is attached anew; if several pods are affected, restart the SDN
    on the node.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.base import Source
from parsers.kube.pods import Pod
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import SETTING_UP, Layout
from rules.derived.local_pods import LocalPods


@rule(
    Severity.ERROR,
    "39.7.4",
    "FP-01 FP-02 FP-03 FP-04",
    explains=(
        "port-without-flows",
        "pod-network-not-attached-log",
        "stale-pod-flow",
        "unexplained-flow",
    ),
)
def pod_flows_missing(node: Node, flows: FlowTable, layout: Layout, pods: LocalPods) -> Findings:
    """Report each pod once, with the kinds of flows that it lacks."""
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    if max((flow.duration or SETTING_UP for flow in flows.flows), default=0.0) < SETTING_UP:
        raise NotApplicable("br0 was rebuilt just before, and pods are attached one by one")
    lost = [(pod, lacking) for pod in pods.items if (lacking := list(lacks(pod, flows, layout)))]
    if len(lost) > 1 and len(lost) == len(pods.items):
        yield Finding(
            f"br0 on {node} lacks flows of all {len(lost)} pods that run there",
            subjects=(
                node.name,
                *layout.unfinished,
                *(part for pod, _ in lost for part in names(pod)),
            ),
            evidence=(
                *(pod.source_of("podIP") for pod, _ in lost[:5]),
                *(s for _, s in lost[0][1]),
            ),
        )
        return
    for pod, lacking in lost:
        kinds = ", ".join(kind for kind, _ in lacking)
        yield Finding(
            f"br0 on {node} has no {kinds} flow for pod {pod.full_name} ({pod.pod_ip})",
            subjects=(*names(pod), *layout.unfinished),
            evidence=(pod.source_of("podIP"), *(source for _, source in lacking)),
        )


def names(pod: Pod) -> tuple[str, ...]:
    """Return everything that a pod is called by."""
    return (pod.pod_ip or "", pod.full_name, pod.name, pod.namespace)


def lacks(pod: Pod, flows: FlowTable, layout: Layout) -> Iterator[tuple[str, Source]]:
    """Yield (kind of flow, proof of its absence) for the flows that a pod does not have."""
    ip = pod.pod_ip or ""
    wanted: list[tuple[str, int | None, str]] = [
        ("arp_spa", layout.pod_in_table if layout.since("L1") else None, "arp_spa"),
        ("nw_src", layout.pod_in_table, "nw_src"),
        ("arp_tpa", layout.pod_arp_table, "arp_tpa"),
        ("nw_dst", layout.pod_ip_table, "nw_dst"),
        ("table 25 nw_src", layout.reload_table, "nw_src"),
    ]
    for kind, table, field in wanted:
        if table is not None and not flows.find(table, **{field: ip}):
            yield kind, flows.absence(f"{field}={ip}", table)
    if layout.id == "L1":
        # A project's pod has one flow for its own VNID and one for the VNID that all may use.
        senders = {flow.match.get("reg0") for flow in flows.find(7, nw_dst=ip)} - {None}
        if senders and (0 not in senders or len(senders) < 2):
            lost = "VNID" if 0 in senders else "0"
            yield "second nw_dst", flows.absence(f"reg0={lost},nw_dst={ip}", 7)
