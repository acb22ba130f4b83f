"""Large segments vanish while small ones pass: an MTU black hole.

Checks: no connection sends the same large segment again and again, unacknowledged, while small
    packets between the same hosts are answered.
Why: a link on the way carries less than the sender believes, and no ICMP error tells it so.
Symptom: connections open, then hang with the first large answer: TLS handshakes, image pulls.
Remedy: compare the MTU of tun0, of the pods and of every interface on the way (39.8.1); set the
    SDN's mtu to the smallest less 50.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.capture.connections import Connection
from parsers.capture.fact import Capture, seconds
from parsers.capture.tcp_events import TcpEvent
from rules.base import Finding, Findings, Severity, rule
from rules.captures.faults import MTU
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point

LARGE = 1_000
"""Bytes of an IP packet."""
TIMES = 2
"""Retransmissions of one segment; each waits longer than the one before."""
LASTS = 1.0
"""Seconds over which it was tried."""
MOST = 200
"""Connections of a capture that are looked at closely."""

Hole = tuple[Point, Connection, list[TcpEvent]]


@rule(
    Severity.WARNING,
    "39.8.1",
    "MT-10 MT-09",
    explains=("tls-handshake-stalled", "tls-handshake-timeout-log"),
    explained_by=MTU,
)
def mtu_black_hole(points: CapturePoints, names: AddressNames) -> Findings:
    """Report each sender and receiver once, over all captures."""
    found: dict[tuple[str, str], list[Hole]] = defaultdict(list)
    for point in points.items:
        for row in suspects(point.capture):
            each = point.capture.connections[row]
            for side in (0, 1):
                lost = lost_segments(point.capture, each, side)
                if lost and small_passes(point.capture, each, side, lost):
                    ends = (each.a, each.b) if side == 0 else (each.b, each.a)
                    found[ends].append((point, each, lost))
    for (sender, receiver), some in found.items():
        point, each, lost = some[0]
        size = max(event.length for _, _, events in some for event in events)
        tunnel = next(iter(point.capture.vxlan_ports), 4789) if each.tunnelled else None
        yield Finding(
            f"packets of {size} bytes from {names.says(sender)} to {names.says(receiver)} are sent "
            f"again and again ({len(lost)} times) and never acknowledged, while small ones pass",
            subjects=(*names.subjects(sender), *names.subjects(receiver), str(size)),
            evidence=tuple(
                p.capture.source(event.frame) for p, _, events in some[:3] for event in events[:3]
            ),
            node=point.node,
            filter=frame_filters.conversation("tcp", sender, receiver, each.b_port, tunnel),
        )


def suspects(capture: Capture) -> list[int]:
    """Return the connections with large retransmissions and data that was never acknowledged."""
    table = capture.connections.table
    mask = ((table["protocol"] == 6) & (table["syns"] > 0) & (table["ack_frame"] > 0))[:, None] & (
        (table["retransmissions"] >= TIMES)
        & (table["retransmitted_longest"] >= LARGE)
        & (table["unacked"] > 0)
    )
    return [int(row) for row in mask.any(axis=1).nonzero()[0][:MOST]]


def lost_segments(capture: Capture, each: Connection, side: int) -> list[TcpEvent]:
    """Return the retransmissions of the segment that was repeated most, if it is a large one."""
    if each.retransmissions[side] < TIMES or not each.unacked[side]:
        return []
    by_sequence: dict[int, list[TcpEvent]] = defaultdict(list)
    for event in capture.tcp.of("retransmission", "fast-retransmission", connection=each.row):
        if event.direction == side and event.length >= LARGE:
            by_sequence[event.sequence].append(event)
    lost = max(by_sequence.values(), key=len, default=[])
    over = seconds(lost[-1].time - lost[0].time) if lost else 0.0
    return lost if len(lost) >= TIMES and over >= LASTS else []


def small_passes(capture: Capture, each: Connection, side: int, lost: list[TcpEvent]) -> bool:
    """Return whether the other end still answers while the large segment gets lost.

    Without that, the path may be dead for all packets. An ICMP error 3/4 has a rule of its own.
    """
    if any(e.type == 3 and e.code == 4 for e in capture.icmp_errors):
        return False
    from parsers.capture.columns import number_of  # loads numpy

    sender, receiver = (each.a, each.b) if side == 0 else (each.b, each.a)
    table = capture.packets.table
    back = (
        (table["source"] == number_of(receiver))
        & (table["destination"] == number_of(sender))
        & (table["time"] > lost[0].time)
    )
    return bool(back.any())
