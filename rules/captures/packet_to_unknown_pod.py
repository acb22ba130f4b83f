"""Packets go to an address of the pod network that no pod has.

Checks: every address of the pod network that packets are sent to in vain is a pod's or a node's.
Why: somebody still uses the address of a pod that is gone: stale endpoints, rules or a client that
    keeps addresses.
Symptom: some connections time out, as often as the stale address is chosen.
Remedy: look for the address in the service's endpoints and in KUBE-SEP rules; restart the client
    or kube-proxy, whichever keeps it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from parsers.kube.pods import Pods
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.captures.faults import DATA_PATH
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.attempts import Attempt, Attempts
from rules.derived.bundle_time import BundleTime
from rules.derived.capture_points import CapturePoints

NEAR = timedelta(minutes=10)
"""A capture that is older may show pods that are gone by now."""


@rule(Severity.WARNING, "39.5", "SV-06 FP-08", explained_by=DATA_PATH)
def packet_to_unknown_pod(
    attempts: Attempts,
    points: CapturePoints,
    names: AddressNames,
    pods: Pods,
    time: BundleTime | None,
) -> Findings:
    """Report each address once, over all captures."""
    if not names.pods_known:
        raise NotApplicable("not all pods were listed")
    found: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts.items:
        target = attempt.target
        unknown = names.in_pods(target) and names.get(target) is None
        if attempt.sure and unknown and target not in names.completed:
            found[target].append(attempt)
    newest = max((point.capture.last for point in points.items), default=0)
    taken = datetime.fromtimestamp(newest / 1e9, UTC)
    near = time is None or abs(time.collected - taken) <= NEAR
    for target, some in found.items():
        services = sorted({
            name
            for attempt in some for each in attempt.sightings
            if (holder := names.get(each.connection.b)) and holder.kind == "service"
            for name in [holder.name]
        } | set(names.services_of.get(target, ())))  # fmt: skip
        each = some[0].sightings[0]
        capture = each.point.capture
        tunnel = next(iter(capture.vxlan_ports), 4789) if each.connection.tunnelled else None
        yield Finding(
            f"{sum(a.tries for a in some)} SYNs go to {names.says(target)}, port {some[0].port}, "
            "which no pod has"
            + (f"; it stands behind service {', '.join(services)}" if services else "")
            + ("" if near else "; but the capture is of another time than the list of pods"),
            subjects=(
                *names.subjects(target), str(some[0].port), *services,
                *(s for attempt in some[:3] for s in names.subjects(attempt.client)),
            ),
            evidence=(
                *(s.source for attempt in some[:2] for s in attempt.sightings[:3]),
                pods.absence(f"podIP: {target}"),
            ),
            node=names.node_of(target) or each.point.node,
            severity=None if near else Severity.INFO,
            filter=frame_filters.to_host("tcp", target, some[0].port, tunnel),
        )  # fmt: skip
