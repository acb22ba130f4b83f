"""A pod's packets travel with a VNID that is not its project's.

Checks: inside VXLAN, packets of a pod carry the VNID of its project's NetNamespace.
Why: the node of the receiver judges by the VNID: what carries another one is dropped, or let into
    a project that it must not reach.
Symptom: pods of one project can't reach each other between two nodes.
Remedy: restart the SDN on the node that sends; it sets the flows of its pods anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from parsers.capture.connections import Connection
from parsers.kube.pods import Pod, Pods
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.captures.faults import DATA_PATH
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point
from rules.derived.local_pods import attached
from rules.derived.vnid_projects import VnidProjects

MOST = 20_000
"""Connections of a capture that are looked at."""


@rule(
    Severity.ERROR,
    "39.7.4",
    "FP-05 VN-06",
    explains=("syn-unanswered", "arp-unanswered"),
    explained_by=DATA_PATH,
)
def vxlan_wrong_vni(
    points: CapturePoints, names: AddressNames, projects: VnidProjects, pods: Pods
) -> Findings:
    """Report each pod once, over all captures."""
    if projects.plugin not in {"multitenant", "networkpolicy"}:
        raise NotApplicable("all pods share VNID 0 in ovs-subnet mode")
    if not any(point.capture.tunnels for point in points.items):
        raise NotApplicable("no capture shows VXLAN")
    reported: set[str] = set()
    for point in points.items:
        for each, sender, vni, frame in senders(point):
            owners = [pod for pod in pods.by_ip.get(sender, ()) if attached(pod)]
            if sender in reported or len(owners) != 1:
                continue
            (pod,) = owners
            want = projects.vnids.get(pod.namespace)
            if want is None or want == vni or not lived(pod, each):
                continue
            reported.add(sender)
            tunnel = point.capture.tunnels[each.tunnel[0 if sender == each.a else 1]]
            yield Finding(
                f"packets of {names.says(sender)} carry {projects.says(vni)} instead of "
                f"{projects.says(want)}",
                subjects=(*names.subjects(sender), pod.namespace, str(vni), str(want)),
                evidence=(
                    point.capture.source(frame),
                    projects.sources[pod.namespace],
                    pod.source_of("podIP"),
                ),
                node=names.node_of(sender),
                filter=frame_filters.vxlan(tunnel.source, tunnel.destination, vni, tunnel.port),
            )


def senders(point: Point) -> Iterator[tuple[Connection, str, int, int]]:
    """Yield (connection, sender, VNI, frame) of what went through tunnels."""
    capture = point.capture
    for each in capture.connections.where(capture.connections.table["tunnelled"], MOST):
        for side, sender in enumerate((each.a, each.b)):
            if each.tunnel[side] >= 0 and each.packets[side]:
                yield each, sender, capture.tunnels[each.tunnel[side]].vni, each.first_of[side]


def lived(pod: Pod, each: Connection) -> bool:
    """Return whether the pod is known to have had its address when the packets went."""
    started = pod.started or pod.created
    return started is None or started <= datetime.fromtimestamp(each.first / 1e9, UTC)
