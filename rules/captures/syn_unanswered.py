"""Connection attempts get no answer at all.

Checks: a SYN that was sent again and again gets a SYN-ACK, a RST or an ICMP error in some capture.
Why: something on the way, or the target itself, drops the packets silently.
Symptom: the client hangs and then reports a connection time-out.
Remedy: look at the node where the SYN was seen last: the flows of its br0, its iptables, and the
    pod's own firewall and listen queue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from parsers.base import Source
from parsers.kube.egressnetworkpolicies import EgressNetworkPolicies
from parsers.kube.networkpolicies import NetworkPolicies
from rules.base import Finding, Findings, Severity, rule
from rules.captures.faults import DATA_PATH
from rules.derived import frame_filters, stages
from rules.derived.address_names import AddressNames
from rules.derived.attempts import Attempt, Attempts, Sighting
from rules.derived.by_design import by_design
from rules.derived.capture_points import CapturePoints
from rules.derived.cluster import Cluster
from rules.derived.vnid_projects import VnidProjects

LISTED = 10
"""Targets with a finding each, those that were tried most often."""
SCAN = 12
"""Targets of one client without any answer: it looks for hosts, it does not use them."""


@rule(Severity.ERROR, "39.5", "SV-06 EX-03", explained_by=DATA_PATH)
def syn_unanswered(
    attempts: Attempts,
    points: CapturePoints,
    names: AddressNames,
    projects: VnidProjects | None,
    policies: NetworkPolicies | None,
    egress: EgressNetworkPolicies | None,
    cluster: Cluster | None,
) -> Findings:
    """Report each target once, with where its SYNs were seen last."""
    targets: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for attempt in attempts.items:
        if attempt.sure:
            targets[attempt.client].add((attempt.target, attempt.port))
    rest: list[Finding] = []
    listed = 0
    busiest = sorted(groups(attempts).items(), key=lambda each: -len(each[1]))
    for (target, port), some in busiest:
        if names.pods_known and names.in_pods(target) and names.get(target) is None:
            continue  # rule packet-to-unknown-pod
        places = [location(each, points, names) for each in some]
        if any(place is not None and place.stage == stages.SERVER for place in places):
            continue  # rule pod-does-not-answer
        found = max(places, key=lambda place: -1 if place is None else place.stage)
        first = some[places.index(found)]
        why = by_design(first.client, target, names, projects, policies, egress, cluster)
        scans = any(len(targets[each.client]) >= SCAN for each in some)
        severity = Severity.ERROR if names.inside(target) else Severity.WARNING
        words = in_words(some, found, target, names)
        clients = list(dict.fromkeys(names.says(each.client) for each in some))
        listed += 1
        made = Finding(
            f"{sum(each.tries for each in some)} SYNs to {names.says(target)} port {port} got no "
            f"answer, from {', '.join(clients[:3])}"
            + (f": {words}" if words else "")
            + (f"; {why}" if why else ""),
            subjects=tuple(subjects(some, target, port, names)),
            evidence=tuple(evidence(some, found)),
            node=node_of(first, found, target, names),
            severity=Severity.INFO if why or scans else severity,
            filter=frame_filters.to_host("tcp", target, port, tunnel(first, found)),
        )
        if listed <= LISTED:
            yield made
        else:
            rest.append(made)
    if rest:
        yield together(rest)


def together(some: list[Finding]) -> Finding:
    """Return one finding for many targets: a card for each would bury all others."""
    shown = ", ".join(each.subjects[0] for each in some[:5])
    severities = [each.severity for each in some if each.severity is not None]
    return Finding(
        f"SYNs to {len(some)} more targets got no answer: {shown} ...",
        subjects=tuple(dict.fromkeys(s for each in some for s in each.subjects[:4]))[:60],
        evidence=tuple(each.evidence[0] for each in some[:10]),
        severity=max(severities, default=None),
        filter=some[0].filter,
    )


def groups(attempts: Attempts) -> dict[tuple[str, int], list[Attempt]]:
    """Return the sure attempts by target and port."""
    found: dict[tuple[str, int], list[Attempt]] = defaultdict(list)
    for attempt in attempts.items:
        if attempt.sure:
            found[attempt.target, attempt.port].append(attempt)
    return found


def location(attempt: Attempt, points: CapturePoints, names: AddressNames) -> stages.Reach | None:
    """Say how far an attempt came."""
    return stages.reach(
        [each.point for each in attempt.sightings if not outside_tunnel(each, names)],
        points.items,
        attempt.client,
        attempt.target,
        attempt.port,
        attempt.sightings[0].time,
        names,
    )


def outside_tunnel(sighting: Sighting, names: AddressNames) -> bool:
    """Return whether an interface of the node network shows packets to a pod in no tunnel."""
    each = sighting.connection
    return sighting.point.kind == "uplink" and not each.tunnelled and names.in_pods(each.b)


def in_words(
    attempts: list[Attempt], found: stages.Reach | None, target: str, names: AddressNames
) -> str:
    """Say where the SYNs were lost, as far as the captures tell."""
    stray = [s for a in attempts for s in a.sightings if outside_tunnel(s, names)]
    if stray:
        return f"they leave {stray[0].point.name} in no tunnel"
    taken = [s for a in attempts for s in a.sightings if s.point.kind == "tun0"]
    if names.in_services(target) and taken:
        return (
            f"{taken[0].point.name} takes them in, and nothing comes out: the node does not "
            "translate them, or drops them"
        )
    return said(found) if found else ""


def said(found: stages.Reach) -> str:
    """Say where the SYNs were lost."""
    last = found.last.name
    if found.stage == stages.SERVER:
        return f"they reach the pod ({last}), which does not answer"
    if found.next is not None:
        return f"seen at {last}, lost before {found.next.name}"
    if found.stage == stages.SERVER_UPLINK:
        return f"they reach {last}; br0 of that node, or the pod, drops them or their answers"
    return f"seen at {last}; no capture shows them further on"


def node_of(
    attempt: Attempt, found: stages.Reach | None, target: str, names: AddressNames
) -> str | None:
    """Return the node at fault: where they were seen last, or that of the target."""
    stray = [each for each in attempt.sightings if outside_tunnel(each, names)]
    if stray:
        return stray[0].point.node
    if found is None or names.in_services(target):
        return names.node_of(attempt.client if names.in_services(target) else target)
    if found.stage == stages.CLIENT_UPLINK and found.next is None:
        return names.node_of(target)
    if found.stage == stages.CLIENT_UPLINK:
        return None
    return found.last.node


def subjects(some: list[Attempt], target: str, port: int, names: AddressNames) -> Iterator[str]:
    """Yield all that the finding is about: target, port, clients, services, and their nodes."""
    yield from names.subjects(target)
    yield str(port)
    for attempt in some[:5]:
        yield from names.subjects(attempt.client)
        for each in attempt.sightings:
            if names.in_services(each.connection.b):
                yield from names.subjects(each.connection.b)


def evidence(some: list[Attempt], found: stages.Reach | None) -> Iterator[Source]:
    """Yield the SYNs where they were seen last, then elsewhere, and where they lack."""
    order: list[Sighting] = []
    for attempt in some[:3]:
        order += sorted(
            attempt.sightings, key=lambda each: found is None or each.point is not found.last
        )
    for each in order[:4]:
        capture = each.point.capture
        yield each.source
        last = each.connection.syn_last_frame
        if last != each.connection.syn_frame:
            yield capture.source(last)
    if found is not None and found.next is not None:
        capture = found.next.capture
        syn = order[0].connection
        yield capture.absence(
            1, f"not among the {capture.frames} frames: a SYN from {syn.a} to {syn.b}.{syn.b_port}"
        )


def tunnel(attempt: Attempt, found: stages.Reach | None) -> int | None:
    """Return the UDP port of VXLAN, if the cited capture shows the packets inside of it."""
    for each in attempt.sightings:
        if (found is None or each.point is found.last) and each.connection.tunnelled:
            return next(iter(each.point.capture.vxlan_ports), 4789)
    return None
