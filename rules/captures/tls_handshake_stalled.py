"""A TLS handshake stops after the ClientHello.

Checks: a server answers every ClientHello with data within some seconds.
Why: the server's certificates are the first packets that fill the MTU; a path that loses large
    packets loses them. A server that is overloaded, or that speaks no TLS, is silent as well.
Symptom: `net/http: TLS handshake timeout`; builds, pushes and API calls of pods hang.
Remedy: compare the MTU of tun0, of the pods and of the interfaces on the way (39.13.2); if they
    fit, look at the server.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.capture.connections import Connection
from parsers.capture.fact import seconds
from rules.base import Finding, Findings, Severity, rule
from rules.captures.faults import MTU
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point

PATIENCE = 5.0
"""Seconds without an answer; Go's clients give up after 10."""


@rule(
    Severity.WARNING, "39.13.2", "MT-09", explains=("tls-handshake-timeout-log",), explained_by=MTU
)
def tls_handshake_stalled(points: CapturePoints, names: AddressNames) -> Findings:
    """Report each server once, over all captures."""
    found: dict[tuple[str, int], list[tuple[Point, Connection]]] = defaultdict(list)
    for point in points.items:
        for each in point.capture.connections.stalled_hellos(1_000):
            if seconds(point.capture.last - each.hello_time) >= PATIENCE and not hung_up(each):
                found[each.b, each.b_port].append((point, each))
    for (server, port), some in found.items():
        point, each = some[0]
        clients = list(dict.fromkeys(c.a for _, c in some))
        heard = all(c.unacked[0] == 0 for _, c in some)
        how = "which acknowledges it" if heard else "which does not even acknowledge it"
        tunnel = next(iter(point.capture.vxlan_ports), 4789) if each.tunnelled else None
        yield Finding(
            f"{len(some)} TLS handshake{'s stop' if len(some) > 1 else ' stops'} after the "
            f"ClientHello to {names.says(server)} port {port}, {how} and sends nothing; from "
            f"{', '.join(names.says(ip) for ip in clients[:3])}",
            subjects=(
                *names.subjects(server), str(port),
                *(s for ip in clients for s in names.subjects(ip)),
            ),
            evidence=tuple(
                source
                for p, c in some[:4]
                for source in (
                    p.capture.source(c.hello_frame),
                    p.capture.absence(c.last_frame, f"the last frame: no payload from {c.b}"),
                )
            ),
            node=point.node,
            filter=frame_filters.conversation("tcp", each.a, server, port, tunnel),
        )  # fmt: skip


def hung_up(each: Connection) -> bool:
    """Return whether either end ended the connection before the server had its time."""
    ended = any(each.fin_frame) or any(each.reset_frame)
    return ended and seconds(each.last - each.hello_time) < PATIENCE
