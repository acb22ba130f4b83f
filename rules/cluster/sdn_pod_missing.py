"""A node runs no pod of the SDN.

Checks: where the SDN runs in pods (from 3.10 on), each node has a pod sdn-*, and where Open vSwitch
    does (3.10 to 4.5), a pod ovs-*.
Why: without its sdn pod a node gets no flows for new pods, nodes and services; without its ovs pod
    it has no bridge.
Symptom: pods of that node hang in ContainerCreating, or lose their network.
Remedy: look why the DaemonSet has no pod there: a taint, a node selector, a pod that hangs in
    Terminating (oc describe ds -n openshift-sdn; oc get pods -n openshift-sdn -o wide).
"""

from __future__ import annotations

from datetime import timedelta

from parsers.kube.nodes import NodeObject, Nodes
from parsers.kube.pods import Pod, Pods
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.short_tables import ShortTables
from rules.derived.whole_lists import whole_in

SDN = "openshift-sdn"
YOUNG = timedelta(minutes=5)


@rule(Severity.ERROR, "39.7.4", "CH-02", explains=("pods-not-started", "cni-config-missing-log"))
def sdn_pod_missing(
    nodes: Nodes, pods: Pods, time: BundleTime | None, short: ShortTables
) -> Findings:
    """Compare the nodes with the pods of both DaemonSets."""
    ours = [pod for pod in pods.items if pod.namespace == SDN and pod.node]
    if not any(is_sdn(pod) for pod in ours):
        raise NotApplicable("no sdn pod was collected: the SDN may run outside of pods")
    if not whole_in(pods, SDN):
        raise NotApplicable(f"not all pods of {SDN} were listed")
    if (why := short.ended(Pods)) and pods.items[-1].namespace <= SDN:
        raise NotApplicable(why)
    kinds = [("sdn", {pod.node for pod in ours if is_sdn(pod)})]
    with_ovs = {pod.node for pod in ours if pod.name.startswith("ovs-")}
    if with_ovs:
        kinds.append(("ovs", with_ovs))
    for kind, have in kinds:
        if len(have) * 2 < len(nodes.items):
            continue  # most lack it: these are some of the pods, not all
        count = f"{len(have)} of {len(nodes.items)}"
        example = next(pod for pod in ours if pod.name.startswith(f"{kind}-"))
        for node in nodes.items:
            if node.name not in have and not young(node, time):
                yield Finding(
                    f"{node.name} has no pod {kind}-* in {SDN}; {count} nodes have one",
                    subjects=(node.name, f"{kind} pod"),
                    evidence=(
                        node.source,
                        pods.absence(f"{kind}-* on {node.name}"),
                        example.source,
                    ),
                    node=node.name,
                )


def is_sdn(pod: Pod) -> bool:
    """Return whether a pod is one of the DaemonSet sdn: sdn-controller-* are another."""
    return pod.name.startswith("sdn-") and not pod.name.startswith("sdn-controller")


def young(node: NodeObject, time: BundleTime | None) -> bool:
    """Return whether a node joined shortly before the collection."""
    return time is not None and node.created is not None and time.collected - node.created < YOUNG
