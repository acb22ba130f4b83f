"""Packets get lost between two captures of one time.

Checks: what one capture shows of two hosts, a second one on their way shows as well.
Why: the fault lies between the two points: br0 and the iptables of a node, or the network between
    nodes. Compared are whole packets: addresses, ports, IP id, TCP numbers.
Symptom: connections time out or are slow.
Remedy: look at what lies between the two points: the flows that the finding cites, or the network.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.base import Source
from parsers.kube.egressnetworkpolicies import EgressNetworkPolicies
from parsers.kube.networkpolicies import NetworkPolicies
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, PerNode, Severity, rule
from rules.captures.faults import DATA_PATH
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.by_design import by_design
from rules.derived.capture_hops import CaptureHops, Hop, Way
from rules.derived.capture_points import Point
from rules.derived.cluster import Cluster
from rules.derived.hop_suspects import suspects
from rules.derived.layout import Layout
from rules.derived.stages import CLIENT_UPLINK, SERVER_UPLINK, stage_of
from rules.derived.vnid_projects import VnidProjects

SHOWN = 20
"""Pairs of hosts that the subjects name."""
MANY = 5
SHARE = 0.01
CONFIRMED = 2
"""Lost TCP packets that were sent again."""


@rule(
    Severity.ERROR,
    "39.7.2",
    "FH-12 FP-04",
    explains=("syn-unanswered", "tls-handshake-stalled", "mtu-black-hole", "vxlan-one-way"),
    explained_by=DATA_PATH,
)
def lost_between_captures(
    hops: CaptureHops,
    names: AddressNames,
    flows: PerNode[FlowTable] | None,
    layouts: PerNode[Layout] | None,
    projects: VnidProjects | None,
    policies: NetworkPolicies | None,
    egress: EgressNetworkPolicies | None,
    cluster: Cluster | None,
) -> Findings:
    """Report each stretch of the way once, the shortest that loses the packets of two hosts."""
    found: dict[tuple[str, str], list[tuple[Hop, Way]]] = defaultdict(list)
    for hop in hops.items:
        for way in hop.ways:
            if way.lost and not hop.gaps(way):
                found[way.source, way.destination].append((hop, way))
    stretches: dict[tuple[int, int], list[tuple[Hop, Way]]] = defaultdict(list)
    for (source, destination), some in found.items():
        if not all(placed(ip, names) for ip in (source, destination)):
            continue
        hop, way = min(some, key=lambda each: stretch(each[0], each[1], names))
        if sure(way) and not by_design(
            source, destination, names, projects, policies, egress, cluster
        ):
            stretches[id(hop), way.forth].append((hop, way))
    for losses in stretches.values():
        losses.sort(key=lambda each: (each[1].shared > 0, -len(each[1].lost)))
        yield of_stretch(losses, names, flows or PerNode(), layouts or PerNode())


def of_stretch(
    losses: list[tuple[Hop, Way]],
    names: AddressNames,
    flows: PerNode[FlowTable],
    layouts: PerNode[Layout],
) -> Finding:
    """Return the finding of one stretch: of the two hosts that lose most, and how many others."""
    hop, way = losses[0]
    source, destination = way.source, way.destination
    first, last = (hop.a, hop.b) if way.forth else (hop.b, hop.a)
    stages = (
        stage_of(first, source, destination, names),
        stage_of(last, source, destination, names),
    )
    flow = list(suspects(source, destination, stages, names, flows, layouts))
    others = len(losses) - 1
    more = f", and of {others} more pair{'s' if others > 1 else ''} of hosts" if others else ""
    return Finding(
        f"{len(way.lost)} of {way.sent} packets from {names.says(source)} to "
        f"{names.says(destination)}{more} are lost between {first.name} and {last.name}"
        + (f" ({way.repeated} were sent again)" if way.repeated else "")
        + "".join(f"; {said}" for said, _ in flow if said.startswith("no ")),
        subjects=tuple(
            subject
            for _, each in losses[:SHOWN]
            for ip in (each.source, each.destination)
            for subject in names.subjects(ip)
        ),
        evidence=(
            *(first.capture.source(frame) for frame in way.lost[:4]),
            not_there(last, first, way),
            *(line for _, line in flow),
        ),
        node=at_fault(first, last, stages),
        severity=None if not way.shared else Severity.WARNING,
        filter=frame_filters.to_host(
            "ip", destination, None, frame_filters.tunnel_of(first.capture, way.lost[0])
        ),
    )


def placed(ip: str, names: AddressNames) -> bool:
    """Return whether it is known where an address is: whose pod it is, or that it is outside."""
    return not names.inside(ip) or names.node_of(ip) is not None


def sure(way: Way) -> bool:
    """Return whether so much is lost that no capture's own gap explains it."""
    count = len(way.lost)
    return way.repeated >= CONFIRMED or (count >= MANY and count >= SHARE * way.sent)


def stretch(hop: Hop, way: Way, names: AddressNames) -> tuple[int, int, int]:
    """Return how far apart two points are on the way, the nearest first."""
    first, last = (hop.a, hop.b) if way.forth else (hop.b, hop.a)
    one = stage_of(first, way.source, way.destination, names)
    other = stage_of(last, way.source, way.destination, names)
    if one is None or other is None:
        return 9, way.delay, -len(way.lost)
    return other - one, -one, -len(way.lost)


def at_fault(first: Point, last: Point, stages: tuple[int | None, ...]) -> str | None:
    """Return the node between the points; None for the network between two nodes."""
    if first.node == last.node:
        return first.node
    if stages == (CLIENT_UPLINK, SERVER_UPLINK):
        return None
    return last.node if stages[0] == CLIENT_UPLINK else first.node


def not_there(last: Point, first: Point, way: Way) -> Source:
    """Return the evidence that the other capture lacks the packets."""
    row = first.capture.packets.row(way.lost[0])
    ident = f", IP id {row['ident']}" if row is not None else ""
    return last.capture.absence(
        1,
        f"not among the {last.capture.frames} frames: from {way.source} to "
        f"{way.destination}{ident}",
    )
