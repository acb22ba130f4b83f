"""docker's own network overlaps networks that pods or the node must reach.

Checks: the network of docker0 overlaps neither pod, service nor node networks.
Why: the node keeps traffic for such addresses to itself.
Symptom: machines in that range can't be reached from the node and its pods.
Remedy: set another network with `bip` in docker's configuration, restart docker and the node
    service.
"""

from __future__ import annotations

from parsers.ip_route import RouteTable
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.cluster import Cluster


@rule(Severity.WARNING, "39.7.3.2", "LN-08", explains=("conflicting-route",))
def docker_network_overlap(node: Node, routes: RouteTable, cluster: Cluster) -> Findings:
    """Compare the route of docker0 with the other networks."""
    docker = [r for r in routes.routes if r.device == "docker0" and r.destination.prefixlen]
    others = [
        r for r in routes.routes
        if r.device not in {"docker0", "tun0", "lbr0", None}
        and r.destination.prefixlen
        and not str(r.destination).startswith("169.254.")
    ]  # fmt: skip
    for route in docker:
        for other in others:
            if route.destination.overlaps(other.destination):
                yield Finding(
                    f"docker0 on {node} has {route.destination}, which overlaps "
                    f"{other.destination} on {other.device}",
                    subjects=(str(route.destination), str(other.destination), "docker0"),
                    evidence=(route.source, other.source),
                )
        for cidr in cluster.cidrs:
            if cidr.subnet_of(route.destination):
                yield Finding(
                    f"docker0 on {node} has {route.destination}, which holds the pods' {cidr}",
                    subjects=(str(route.destination), str(cidr), "docker0"),
                    evidence=(route.source,),
                )
