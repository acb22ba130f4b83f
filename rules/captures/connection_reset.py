"""A server ends connections with RST before it sent anything.

Checks: of the connections to one address and port that were established, the server answered at
    least one.
Why: the process takes the connection and drops it: it expects another protocol (TLS or plain), a
    client's address that it does not know, or it has no room.
Symptom: `connection reset by peer`, `empty reply from server`.
Remedy: look at the log of the process that listens there; compare the protocol that client and
    server speak.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.capture.connections import Connection
from rules.base import Finding, Findings, Severity, rule
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point

TIMES = 3
"""Connections, none of which got data."""
MOST = 2_000


@rule(Severity.WARNING, "39.5", "SV-06 EX-03", explained_by=("services",))
def connection_reset(points: CapturePoints, names: AddressNames) -> Findings:
    """Report each server once, over all captures."""
    served: set[tuple[int, int]] = set()
    found: dict[tuple[int, int], list[tuple[Point, Connection]]] = defaultdict(list)
    for point in points.items:
        table = point.capture.connections.table
        served |= point.capture.connections.servers(
            (table["protocol"] == 6) & (table["data"][:, 1] > 0)
        )
        mask = (
            (table["synacks"] > 0)
            & (table["resets"][:, 1] > 0)
            & (table["data"][:, 0] > 0)
            & (table["data"][:, 1] == 0)
            & (table["reset_frame"][:, 0] == 0)
        )
        for each in point.capture.connections.where(mask, MOST):
            row = table[each.row]
            found[int(row["b"]), int(row["b_port"])].append((point, each))
    for key, some in found.items():
        attempts = {(each.a, each.a_port) for _, each in some}
        if key in served:
            continue
        point, each = some[0]
        yield Finding(
            f"{names.says(each.b)} resets all {len(attempts)} connections to port {each.b_port} "
            "after the client's first data, and never sends any",
            subjects=(
                *names.subjects(each.b),
                str(each.b_port),
                *names.services_of.get(each.b, ()),
            ),
            evidence=tuple(
                source
                for p, c in some[:4]
                for source in (
                    p.capture.source(c.data_frame[0]),
                    p.capture.source(c.reset_frame[1]),
                )
            ),
            node=names.node_of(each.b) or point.node,
            severity=None if len(attempts) >= TIMES else Severity.INFO,
            filter=frame_filters.to_host(
                "tcp", each.b, each.b_port, frame_filters.tunnel_of(point.capture, each.syn_frame)
            ),
        )
