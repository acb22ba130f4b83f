"""The node has no route to the service network.

Checks: from 3.2 on the service network has a route to tun0.
Why: without it the node's packets to services leave by the default route before they are
    translated.
Symptom: processes of the node reach services with a wrong source address, or not at all.
Remedy: restart the SDN on the node; find out what removed the route.
"""

from __future__ import annotations

from parsers.ip_addr import Addresses
from parsers.ip_route import RouteTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet
from rules.derived.whole_dumps import require_routes

LBR0 = "lbr0"
"""The linux bridge of 3.0 to 3.3: half of these releases have no such route."""


@rule(Severity.ERROR, "39.7.3.2", "LN-05")
def service_route_missing(
    node: Node,
    routes: RouteTable,
    cluster: Cluster,
    layout: Layout | None,
    addresses: Addresses | None,
    own: OwnSubnet | None,
) -> Findings:
    """Report the service network without its route, where the release is known to add it."""
    service = cluster.service_network
    if service is None:
        raise NotApplicable("the service network is not known")
    require_routes(routes, addresses, own)
    if layout is not None and not layout.since("L1"):
        raise NotApplicable(f"{layout.release} does not add this route")
    if layout is None and any(route.device == LBR0 for route in routes.routes):
        raise NotApplicable(
            "without flows, releases with lbr0 that add this route (3.2) can't be told"
        )
    found = routes.by_destination.get(service, ())
    if any(route.device == "tun0" for route in found):
        return
    # The chapter's own example has no such route: without flows, the release is not known.
    sure = layout is not None
    said = cluster.sources.get("service_network")
    yield Finding(
        f"{node} has no route for {service} via tun0"
        + (f", but to {found[0].device}" if found else ""),
        subjects=(str(service), "tun0"),
        evidence=(
            *((said,) if said else ()),
            *((found[0].source,) if found else ()),
            routes.absence(f"{service} dev tun0"),
        ),
        severity=None if sure else Severity.WARNING,
    )
