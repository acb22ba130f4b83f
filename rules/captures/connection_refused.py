"""An endpoint refuses all connections.

Checks: no address and port of a pod or node answers every SYN with RST. Where it is no ready
    endpoint of a service, or a capture came alone, it is a note.
Why: the host is reached, but nothing listens on that port there: the process is down, or the
    service's targetPort is wrong.
Symptom: `connection refused`.
Remedy: compare targetPort with the port that the process listens on; look at the pod's log.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.capture.connections import Connection
from parsers.kube.endpoints import Endpoints
from rules.base import Finding, Findings, Severity, rule
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point

TIMES = 2
"""Attempts; a single one may be a probe of a process that just starts."""


@rule(Severity.WARNING, "39.5", "SV-06 EX-03", explained_by=("services",))
def connection_refused(
    points: CapturePoints, names: AddressNames, endpoints: Endpoints | None
) -> Findings:
    """Report each address and port once; loud only where it is a ready endpoint of a service."""
    served: set[tuple[int, int]] = set()
    found: dict[tuple[str, int], list[tuple[Point, Connection]]] = defaultdict(list)
    for point in points.items:
        table = point.capture.connections.table
        served |= point.capture.connections.servers(table["synacks"] > 0)
        for each in point.capture.connections.refused(1_000):
            found[each.b, each.b_port].append((point, each))
    if not found:
        return
    from parsers.capture.columns import number_of  # loads numpy

    ready = {
        (address.ip, port.port)
        for each in (endpoints.items if endpoints else ())
        for subset in each.subsets for address in subset.ready for port in subset.ports
    }  # fmt: skip
    for (address, port), some in found.items():
        attempts = {(each.a, each.a_port) for _, each in some}
        # Of a capture that came alone nobody knows whose the addresses are: a note.
        ours = names.inside(address) or (not names.holders and len(attempts) >= TIMES)
        if (number_of(address), port) in served or not ours:
            continue
        behind = names.services_of.get(address, ())
        sure = len(attempts) >= TIMES and (address, port) in ready
        point, each = some[0]
        tunnel = next(iter(point.capture.vxlan_ports), 4789) if each.tunnelled else None
        first = {id(p): (p, c) for p, c in reversed(some)}
        yield Finding(
            f"{names.says(address)} refuses all {len(attempts)} connections to port {port}"
            + (f"; it is an endpoint of {', '.join(behind[:3])}" if behind else ""),
            subjects=(*names.subjects(address), str(port), *behind),
            evidence=tuple(
                source
                for p, c in list(reversed(first.values()))[:4]
                for source in (
                    p.capture.source(c.syn_frame), p.capture.source(c.reset_frame[1])
                )
            ),
            node=names.node_of(address) or point.node,
            severity=None if sure else Severity.INFO,
            filter=frame_filters.to_host("tcp", address, port, tunnel),
        )  # fmt: skip
