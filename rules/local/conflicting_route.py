"""A route takes traffic of pods or services away from tun0.

Checks: no route to another device is as specific as, or more specific than, those of the pod and
    service networks, and lies inside them.
Why: the kernel takes the longest prefix.
Symptom: some pods or services can't be reached from this node, nor through it.
Remedy: remove the route; move docker's bridge (`bip`) or the VPN to another network.
"""

from __future__ import annotations

from parsers.ip_route import RouteTable
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.cluster import Cluster

SDN_DEVICES = {"tun0", "lbr0"}


@rule(Severity.ERROR, "39.7.3.2", "LN-07 HS-23")
def conflicting_route(node: Node, routes: RouteTable, cluster: Cluster) -> Findings:
    """Report routes inside the cluster's networks that leave by another device."""
    networks = [*cluster.cidrs, *([cluster.service_network] if cluster.service_network else [])]
    for route in routes.routes:
        if route.destination.prefixlen == 0 or route.device in SDN_DEVICES or route.linkdown:
            continue
        inside = next((n for n in networks if route.destination.subnet_of(n)), None)
        if inside is None or route.destination == inside:
            continue  # the same network elsewhere is the missing route's finding
        if route.device is not None and route.device.startswith("veth"):
            continue
        where = route.device or route.kind
        said = cluster.sources.get("cidrs" if inside in cluster.cidrs else "service_network")
        yield Finding(
            f"{node} sends {route.destination} to {where}, inside the cluster's {inside}",
            subjects=(str(route.destination), str(inside), where),
            evidence=(route.source, *((said,) if said else ())),
        )
