"""A pod of the SDN is not running.

Checks: the pods sdn-* and ovs-* of each node are Running and all their containers ready; none waits
    in CrashLoopBackOff. A container that ended before and runs now is told as a note.
Why: while the sdn pod is down, a node's flows and rules stand still; while the ovs pod is down, no
    packet of a pod is forwarded.
Symptom: new pods of the node get no network; services on it go stale.
Remedy: oc logs -n openshift-sdn POD -c CONTAINER --previous tells why it ended.
"""

from __future__ import annotations

from datetime import timedelta

from parsers.kube.pods import Container, Pod, Pods
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.cluster.sdn_pod_missing import SDN, is_sdn
from rules.derived.bundle_time import BundleTime

YOUNG = timedelta(minutes=3)
RECENT = timedelta(hours=1)
CORE = {"sdn", "openvswitch"}
"""Containers without which the network stands still; the others watch or report."""
OFTEN = 5
"""Restarts after which the last one is worth a note."""


@rule(Severity.ERROR, "39.7.4", "CH-02 CH-03", explains=("pods-not-started",))
def sdn_pod_not_ready(pods: Pods, time: BundleTime | None) -> Findings:
    """Look at the state of each pod and container."""
    ours = [
        pod
        for pod in pods.items
        if pod.namespace == SDN and (is_sdn(pod) or pod.name.startswith("ovs-"))
    ]
    if not ours:
        raise NotApplicable("no pod of the SDN was collected")
    for pod in ours:
        started = pod.started or pod.created
        if pod.deleting or (time and started and time.collected - started < YOUNG):
            continue
        if pod.phase == "Failed" and replaced(pod, ours):
            continue
        down = [each for each in pod.containers if not each.ready]
        if pod.phase in {"Pending", "Failed", "Unknown"} or down:
            yield broken(pod, down)
        elif last := restarted(pod, time):
            yield Finding(
                f"{last.name} of {pod.name} ended {last.restarts} times, last {last.last_exit}",
                subjects=(pod.name, *((pod.node,) if pod.node else ())),
                evidence=(pod.source, pod.source_of("phase")),
                node=pod.node,
                severity=Severity.INFO,
            )


def broken(pod: Pod, down: list[Container]) -> Finding:
    """Say what is not ready, and why as far as the pod knows."""
    said = [
        f"{each.name} {each.waiting or 'is not ready'}"
        + (f", {each.restarts} restarts" if each.restarts else "")
        + (f", last ended: {each.last_exit}" if each.last_exit else "")
        for each in down
    ]
    return Finding(
        f"{pod.name} on {pod.node or 'no node'} is {pod.phase or 'not running'}"
        + (f": {'; '.join(said)}" if said else ""),
        subjects=(pod.name, *((pod.node,) if pod.node else ())),
        evidence=(pod.source, pod.source_of("phase")),
        node=pod.node,
        severity=Severity.WARNING if down and not CORE & {each.name for each in down} else None,
    )


def replaced(pod: Pod, ours: list[Pod]) -> bool:
    """Return whether another pod of the same kind runs on the node: this one was evicted."""
    kind = pod.name.partition("-")[0]
    return any(
        each.node == pod.node and each.phase == "Running" and each.name.startswith(f"{kind}-")
        for each in ours
    )


def restarted(pod: Pod, time: BundleTime | None) -> Container | None:
    """Return a container that keeps ending, or that ended shortly before the collection."""
    for each in pod.containers:
        if each.last_ended is None or time is None or not each.last_exit:
            continue
        recent = time.collected - each.last_ended < RECENT
        if recent and each.restarts >= OFTEN:
            return each
    return None
