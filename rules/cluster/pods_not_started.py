"""Pods of one node do not start, while those of other nodes do.

Checks: no node has several pods, of several projects, that hang in ContainerCreating or Pending
    after they were given to it.
Why: that many pods of one node hang at once is a fault of the node: mostly its network plugin,
    which must attach each pod before its containers start.
Symptom: ContainerCreating; events FailedCreatePodSandBox on that node.
Remedy: look at the log of that node's SDN and at the events of one of the pods.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pod, Pods
from parsers.node_log import NodeLog
from rules.base import Finding, Findings, Missing, Severity, rule
from rules.derived.bundle_time import BundleTime

HANGING = timedelta(minutes=5)
FEW = 3
WAITING = {"ContainerCreating", "PodInitializing"}


@rule(Severity.WARNING, "39.7.4", "CH-04 CH-05", explains=("pod-network-not-attached-log",))
def pods_not_started(pods: Pods, time: BundleTime | None) -> Findings:
    """Count the pods that hang, by node; of a row its age tells how long."""
    if time is None and not all(pod.from_table for pod in pods.items):
        raise Missing((Nodes, NodeLog))  # nothing tells when all was collected
    hanging: dict[str, list[Pod]] = defaultdict(list)
    running: set[str] = set()
    for pod in pods.items:
        if not pod.node or pod.deleting or pod.host_network:
            continue
        if pod.phase == "Running":
            running.add(pod.node)
        elif pod.phase == "Pending" and stuck(pod, time):
            hanging[pod.node].append(pod)
    for node, stuck_pods in hanging.items():
        if len(stuck_pods) < FEW or len({pod.namespace for pod in stuck_pods}) < 2:
            continue
        names = ", ".join(pod.full_name for pod in stuck_pods[:3])
        yield Finding(
            f"{len(stuck_pods)} pods of {node} do not start: {names}"
            + (" ..." if len(stuck_pods) > 3 else ""),
            subjects=(node, *(pod.name for pod in stuck_pods[:20])),
            evidence=tuple(pod.source_of("phase") for pod in stuck_pods),
            node=node,
        )


def stuck(pod: Pod, time: BundleTime | None) -> bool:
    """Return whether a pod has waited long, and not for an image or a volume's container."""
    if pod.from_table:
        return (
            pod.pod_ip is None
            and pod.shown in {"Pending", *WAITING}
            and pod.age is not None
            and pod.age >= HANGING
        )
    started = pod.started or pod.created
    if started is None or time is None or time.collected - started < HANGING:
        return False
    reasons = {each.waiting for each in pod.containers if each.waiting}
    return pod.pod_ip is None and reasons <= WAITING
