"""The node has no route to the pods.

Checks: every pod network of the cluster has a route to tun0.
Why: the node's own traffic to pods, and that of services that the node translates, follows it.
Symptom: the node can't reach pods; services and NodePorts fail, probes of other nodes' pods too.
Remedy: restart the SDN on the node; it adds the route as it starts. Find out what removed it:
    NetworkManager, `systemctl restart network`, a script.
"""

from __future__ import annotations

from parsers.base import Source
from parsers.ip_addr import Addresses
from parsers.ip_route import RouteTable
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.own_subnet import OwnSubnet
from rules.derived.whole_dumps import require_routes


@rule(Severity.ERROR, "39.7.3.2", "LN-04 LN-06", explains=("service-route-missing",))
def cluster_route_missing(
    node: Node,
    routes: RouteTable,
    cluster: Cluster,
    addresses: Addresses | None,
    own: OwnSubnet | None,
) -> Findings:
    """Report pod networks without a route to tun0; 3.0 to 3.3 may have one to lbr0."""
    require_routes(routes, addresses, own)
    lbr0 = any(route.device == "lbr0" for route in routes.routes)
    for cidr in cluster.cidrs:
        found = routes.by_destination.get(cidr, ())
        if any(route.device == "tun0" or (lbr0 and route.device) for route in found):
            continue
        proof: list[Source] = []
        if source := cluster.sources.get("cidrs"):
            proof.append(source)
        tun0 = addresses.by_name.get("tun0") if addresses else None
        if tun0 is not None:
            proof.append(tun0.source)
        if found:
            other = found[0]
            where = other.device or other.kind
            yield Finding(
                f"{node} sends {cidr} to {where} instead of tun0",
                subjects=(str(cidr), "tun0", *([other.device] if other.device else [])),
                evidence=(*proof, other.source),
            )
        else:
            yield Finding(
                f"{node} has no route for {cidr} via tun0",
                subjects=(str(cidr), "tun0"),
                evidence=(*proof, routes.absence(f"{cidr} dev tun0")),
            )
