"""The node has no default route.

Checks: the main table has a default route.
Why: traffic to the outside, pods' included, has no way.
Symptom: external names and addresses can't be reached from pods of this node.
Remedy: restore the default route in the network configuration of the node.
"""

from __future__ import annotations

from parsers.ip_route import RouteTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule


@rule(Severity.WARNING, "39.7.3.2", "LN-09 LN-10")
def default_route_missing(node: Node, routes: RouteTable) -> Findings:
    """Report a routing table without a default route."""
    if not routes.complete or len(routes) < 2:
        raise NotApplicable("the routes were not dumped whole")
    if routes.default is None:
        yield Finding(
            f"{node} has no default route",
            subjects=("default route", node.name),
            evidence=(routes.absence("default"),),
        )
