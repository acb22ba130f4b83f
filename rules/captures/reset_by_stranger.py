"""A reset does not come from the host whose address it bears.

Checks: a RST travelled as many hops as the other packets of its sender, by its TTL.
Why: firewalls, balancers and intrusion detection end connections with RSTs in the name of the
    other end.
Symptom: `connection reset by peer` while the peer knows of no reset.
Remedy: look for what stands between the two hosts; capture on both ends: the sender never sent it.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.capture.connections import Connection
from parsers.capture.fact import Capture
from rules.base import Finding, Findings, Severity, rule
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints

ENOUGH = 3
"""Other packets of the sender from the same port, all with one TTL."""
Sender = tuple[int, int, int]
"""Address as a number, port, interface."""
MOST = 2_000
"""Connections that were reset and are looked at."""
TIMES = 2
"""Such connections with one host: a single one may be a quirk of its stack."""


@rule(Severity.WARNING, "39.7.4.2", "XF-01 EX-03")
def reset_by_stranger(points: CapturePoints, names: AddressNames) -> Findings:
    """Report each capture's host in whose name resets come."""
    for point in points.items:
        found: dict[str, list[tuple[Connection, int, int, int]]] = {}
        for row, side, frame, ttl, usual in odd_resets(point.capture):
            each = point.capture.connections[row]
            found.setdefault((each.a, each.b)[side], []).append((each, frame, ttl, usual))
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


def odd_resets(capture: Capture) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield (row of the connection, side, frame, TTL, usual TTL) of resets with an odd TTL."""
    import numpy as np  # loaded for captures only

    usual_of = usual_ttls(capture)
    if not usual_of:
        return
    table, packets = capture.connections.table, capture.packets.table
    resets = table["resets"]
    rows = ((resets[:, 0] > 0) | (resets[:, 1] > 0)).nonzero()[0][:MOST]
    frames = table["reset_frame"][rows].reshape(-1)
    rows, sides = np.repeat(rows, 2), np.tile((0, 1), len(rows))
    ports = np.where(sides == 0, table["a_port"][rows], table["b_port"][rows])
    kept, at = capture.packets.rows(frames)  # there is no frame 0, which says that none was seen
    columns = (
        rows[kept], sides[kept], frames[kept], packets["source"][at], ports[kept],
        table["interface"][rows[kept]], packets["ttl"][at],
    )  # fmt: skip
    for row, side, frame, source, port, interface, ttl in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        usual = usual_of.get((source, port, interface))
        if usual is not None and usual != ttl:
            yield row, side, frame, ttl, usual


def usual_ttls(capture: Capture) -> dict[Sender, int]:
    """Return the TTL of the packets of each sender, RSTs aside, where it is one alone."""
    import numpy as np  # loaded for captures only

    from parsers.capture.columns import RST
    from parsers.capture.grouping import begins

    table = capture.packets.table
    rows = ((table["protocol"] == 6) & (table["flags"] & RST == 0)).nonzero()[0]
    if not len(rows):
        return {}
    senders = (
        table["source"][rows].astype(np.uint64) << np.uint64(24)
        | table["source_port"][rows].astype(np.uint64) << np.uint64(8)
        | table["interface"][rows]
    )
    order = senders.argsort()
    senders, ttl = senders[order], table["ttl"][rows][order]
    starts = begins(senders).nonzero()[0]
    low = np.minimum.reduceat(ttl, starts)
    counts = np.diff(np.append(starts, len(ttl)))
    sure = (low == np.maximum.reduceat(ttl, starts)) & (counts >= ENOUGH)
    return {
        (sender >> 24, sender >> 8 & 0xFFFF, sender & 0xFF): ttl
        for sender, ttl in zip(senders[starts][sure].tolist(), low[sure].tolist(), strict=True)
    }
