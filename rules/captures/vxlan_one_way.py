"""VXLAN goes from one node to another, and none comes back.

Checks: where a capture shows VXLAN between two nodes, it shows both directions.
Why: something between the nodes drops the tunnel's UDP in one direction, or the receiver's br0
    does not accept the sender.
Symptom: connections between the pods of the two nodes time out.
Remedy: capture UDP 4789 on both nodes at once; open it in firewalls and security groups; compare
    the tun_src flows of the receiver.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from parsers.capture.fact import Capture, seconds
from parsers.capture.records import Tunnel
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.captures.faults import DATA_PATH
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point

MANY = 10
"""Packets that went; a flood of ARP or of multicast expects none back."""
MOST = 20
"""Addresses inside a tunnel that are named."""
LASTS = 3.0
"""Seconds from the first of them to the last."""


@rule(
    Severity.WARNING,
    "39.7.4.2",
    "FH-12 XF-01",
    explains=("syn-unanswered", "arp-unanswered", "one-way-vxlan"),
    explained_by=DATA_PATH,
)
def vxlan_one_way(points: CapturePoints, names: AddressNames) -> Findings:
    """Report each pair of nodes once, where what went was meant to be answered."""
    if not any(point.capture.tunnels for point in points.items):
        raise NotApplicable("no capture shows VXLAN")
    both: set[frozenset[str]] = set()
    silent: dict[frozenset[str], tuple[Point, str, str, list[Tunnel], list[str]]] = {}
    for point in points.items:
        pairs: dict[tuple[str, str], list[Tunnel]] = defaultdict(list)
        for tunnel in point.capture.tunnels:
            pairs[tunnel.source, tunnel.destination].append(tunnel)
        for (source, destination), some in pairs.items():
            pair = frozenset((source, destination))
            if (destination, source) in pairs:
                both.add(pair)
            elif lasting(some) and (asked := unanswered(point.capture, some)):
                silent.setdefault(pair, (point, source, destination, some, asked))
    for pair, (point, source, destination, some, asked) in silent.items():
        if pair in both:
            continue
        count = sum(tunnel.packets for tunnel in some)
        yield Finding(
            f"{count} packets of VXLAN went from {names.says(source)} to "
            f"{names.says(destination)}, and none came back, at {point.name}",
            subjects=(*names.subjects(source), *names.subjects(destination), *asked),
            evidence=(
                point.capture.source(some[0].first_frame),
                point.capture.source(some[-1].last_frame),
                point.capture.absence(
                    1, f"not among the {point.capture.frames} frames: VXLAN from {destination} to "
                    f"{source}",
                ),
            ),
            node=point.node,
            filter=frame_filters.hosts(source, destination, some[0].port),
        )  # fmt: skip


def lasting(some: list[Tunnel]) -> bool:
    """Return whether enough packets went over enough time."""
    over = seconds(max(t.last for t in some) - min(t.first for t in some))
    return sum(tunnel.packets for tunnel in some) >= MANY and over >= LASTS


def unanswered(capture: Capture, some: list[Tunnel]) -> list[str]:
    """Return the addresses inside that were tried in earnest and gave no answer."""
    rows = {index for index, tunnel in enumerate(capture.tunnels) if tunnel in some}
    table = capture.connections.table
    asked = (table["packets"][:, 0] >= 2) & (table["packets"][:, 1] == 0) & table["tunnelled"]
    tcp_or_icmp = (table["protocol"] == 6) | (table["protocol"] == 1)
    found = (
        each.b
        for each in capture.connections.where(asked & tcp_or_icmp)
        if int(table["tunnel"][each.row, 0]) in rows
    )
    return list(dict.fromkeys(islice(found, MOST)))
