"""A change of the cluster's MTU is half done: nodes' routes to the pods have different MTUs.

Checks: the `mtu` of the routes to the pods' and the services' networks on tun0 (from 4.10 on, while
    the MTU is migrated) is the same on all nodes, or none has one.
Why: in between, packets that one node sends whole do not fit another's.
Symptom: large transfers between some nodes hang.
Remedy: let the migration end (oc get network.config cluster -o yaml, `migration.mtu`); restart the
    nodes that are behind.
"""

from __future__ import annotations

from collections import Counter

from parsers.ip_route import Route, RouteTable
from rules.base import Finding, Findings, NotApplicable, PerNode, Severity, rule
from rules.derived.cluster import Cluster

TWO = 2


@rule(Severity.WARNING, "39.8.1", "MT-08")
def route_mtu_differs(routes: PerNode[RouteTable], cluster: Cluster) -> Findings:
    """Compare the routes of all nodes, a pod network at a time."""
    if len(routes) < TWO:
        raise NotApplicable("the routes of one node alone can't differ")
    networks = [*cluster.cidrs, *([cluster.service_network] if cluster.service_network else [])]
    for network in networks:
        found: dict[str, Route] = {}
        for node, table in routes.items():
            for route in table.by_destination.get(network, ())[:1]:
                if route.device == "tun0":
                    found[node] = route
        counts = Counter(route.mtu for route in found.values())
        if len(counts) < TWO:
            continue
        usual = counts.most_common(1)[0][0]
        odd = {node: route for node, route in found.items() if route.mtu != usual}
        name, route = next(iter(odd.items()))
        example = next(each for each in found.values() if each.mtu == usual)
        more = f" and {len(odd) - 1} more" if len(odd) > 1 else ""
        yield Finding(
            f"the route to {network} has {said(route)} on {name}{more}, {said(example)} elsewhere",
            subjects=(str(network), "tun0", *odd),
            evidence=(*(each.source for each in list(odd.values())[:5]), example.source),
            node=name if len(odd) == 1 else None,
        )
        return


def said(route: Route) -> str:
    """Print a route's MTU."""
    return "no MTU" if route.mtu is None else f"MTU {route.mtu}"
