"""The node has no default route.

Checks: the main table has a default route. Where no node has one, the cluster is cut off from the
    outside on purpose: a note.
Why: traffic to the outside, pods' included, has no way.
Symptom: external names and addresses can't be reached from pods of this node.
Remedy: restore the default route in the network configuration of the node.
"""

from __future__ import annotations

from parsers.ip_route import RouteTable
from rules.base import Finding, Findings, Node, NotApplicable, PerNode, Severity, rule


@rule(Severity.WARNING, "39.7.3.2", "LN-09 LN-10")
def default_route_missing(node: Node, routes: RouteTable, tables: PerNode[RouteTable]) -> Findings:
    """Report a routing table without a default route."""
    if not routes.complete or len(routes) < 2:
        raise NotApplicable("the routes were not dumped whole")
    some = any(table.default is not None for table in tables.values())
    if routes.default is None:
        yield Finding(
            f"{node} has no default route",
            subjects=("default route", "default", "0.0.0.0/0", node.name),
            evidence=(routes.absence("default"),),
            severity=None if some or len(tables) == 1 else Severity.INFO,
        )
