"""A reset does not come from the host whose address it bears.

Checks: a RST travelled as many hops as the other packets of its sender, by its TTL.
Why: firewalls, balancers and intrusion detection end connections with RSTs in the name of the
    other end.
Symptom: `connection reset by peer` while the peer knows of no reset.
Remedy: look for what stands between the two hosts; capture on both ends: the sender never sent it.
"""

from __future__ import annotations

from collections import Counter

from parsers.capture.connections import Connection
from parsers.capture.fact import Capture
from rules.base import Finding, Findings, Severity, rule
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints

ENOUGH = 3
"""Other packets of the sender in the same connection, all with one TTL."""
TIMES = 2
"""Such connections with one host: a single one may be a quirk of its stack."""


@rule(Severity.WARNING, "39.7.4.2", "XF-01 EX-03")
def reset_by_stranger(points: CapturePoints, names: AddressNames) -> Findings:
    """Report each capture's host in whose name resets come."""
    for point in points.items:
        found: dict[str, list[tuple[Connection, int, int, int]]] = {}
        for each in point.capture.connections.reset(2_000):
            for side in (0, 1):
                frame = each.reset_frame[side]
                usual = usual_ttl(point.capture, each, side)
                row = point.capture.packets.row(frame) if frame else None
                if usual is not None and row is not None and int(row["ttl"]) != usual:
                    sender = (each.a, each.b)[side]
                    found.setdefault(sender, []).append((each, frame, int(row["ttl"]), usual))
        for sender, some in found.items():
            each, frame, ttl, usual = some[0]
            tunnel = next(iter(point.capture.vxlan_ports), 4789) if each.tunnelled else None
            other = each.b if each.a == sender else each.a
            yield Finding(
                f"{len(some)} resets in the name of {names.says(sender)} have TTL {ttl} at "
                f"{point.name}, its other packets {usual}: another host sent them",
                subjects=(*names.subjects(sender), *names.subjects(other)),
                evidence=tuple(
                    source
                    for c, f, _, _ in some[:3]
                    for source in (
                        point.capture.source(f),
                        point.capture.source(c.first_of[0 if c.a == sender else 1]),
                    )
                ),
                node=point.node,
                severity=None if len(some) >= TIMES else Severity.INFO,
                filter=frame_filters.conversation("tcp", each.a, each.b, each.b_port, tunnel),
            )


def usual_ttl(capture: Capture, each: Connection, side: int) -> int | None:
    """Return the one TTL of a sender's other packets in a connection; None if there are several."""
    if not each.reset_frame[side] or each.packets[side] <= ENOUGH:
        return None
    from parsers.capture.columns import RST, number_of  # loads numpy

    source, port = (each.a, each.a_port) if side == 0 else (each.b, each.b_port)
    table = capture.packets.tcp_from(number_of(source), port)
    mask = (table["flags"] & RST == 0) & (table["interface"] == each.interface)
    seen = Counter(table["ttl"][mask].tolist())
    if len(seen) == 1 and sum(seen.values()) >= ENOUGH:
        return int(next(iter(seen)))
    return None
