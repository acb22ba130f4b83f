"""Packets to a service's address were not translated.

Checks: no packet to the service network leaves a node or enters a tunnel.
Why: kube-proxy's rules on the client's node turn a service's address into an endpoint's; without
    them the packet is routed to the outside, where nobody has that address.
Symptom: connections to services time out on this node, those to pods work.
Remedy: compare KUBE-SERVICES in the nat table with `oc get services`; restart kube-proxy (the
    node service, or the SDN pod) on the node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from parsers.capture.connections import Connection
from parsers.capture.fact import Capture
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.captures.faults import DATA_PATH
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point

MOST = 20_000
"""Connections of a capture that are looked at."""
FEW = 2


@rule(Severity.ERROR, "39.11", "KP-01 KP-02", explains=("syn-unanswered",), explained_by=DATA_PATH)
def service_address_untranslated(points: CapturePoints, names: AddressNames) -> Findings:
    """Report each service address once, over all captures."""
    if names.service_network is None:
        raise NotApplicable("the service network is not known")
    found: dict[str, list[tuple[Point, Connection]]] = defaultdict(list)
    for point in points.items:
        if point.kind in {"uplink", "vxlan"} or point.capture.has_vxlan:
            for each in to_services(point.capture, names):
                if each.tunnelled or point.kind != "any":
                    found[each.b].append((point, each))
    for address, some in found.items():
        point, each = some[0]
        count = sum(c.packets[0] for _, c in some)
        tunnel = next(iter(point.capture.vxlan_ports), 4789) if each.tunnelled else None
        first = {id(p): (p, c) for p, c in reversed(some)}
        protocol = {1: "icmp", 6: "tcp", 17: "udp"}.get(each.protocol, "ip")
        yield Finding(
            f"{count} packets to {names.says(address)} are not translated to an endpoint: "
            f"{point.name} shows them, from {names.says(each.a)}",
            subjects=(*names.subjects(address), str(each.b_port), *names.subjects(each.a)),
            evidence=tuple(p.capture.source(c.first_frame) for p, c in reversed(first.values())),
            node=point.node,
            severity=None if count >= FEW else Severity.WARNING,
            filter=frame_filters.to_host(protocol, address, None, tunnel),
        )


def to_services(capture: Capture, names: AddressNames) -> Iterator[Connection]:
    """Yield the connections to the service network."""
    network = names.service_network
    if network is None:
        return
    table = capture.connections.table
    low, high = int(network.network_address), int(network.broadcast_address)
    mask = (table["b"] >= low) & (table["b"] <= high) & (table["protocol"] != 1)
    yield from capture.connections.where(mask & (table["packets"][:, 1] == 0), MOST)
