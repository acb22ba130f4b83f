"""Tells the flows that something accounts for from those that nothing does, in one pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from parsers.ovs_flow import Fields, Flow
from parsers.ovs_flows import FlowTable
from rules.derived.cluster import Cluster
from rules.derived.flow_shapes import NOTES, Shape, shapes_of
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet
from rules.derived.static_flows import expected, kept_subnet, key

OWNED_BY = ("tun_src", "arp_tpa", "nw_dst", "arp_spa", "nw_src", "reg0", "reg1")
"""The fields that name a flow's owner, the telling ones first."""
Static: TypeAlias = set[tuple[int, int, frozenset[tuple[str, object]]]]
Owner: TypeAlias = tuple[int, str, str, str]
"""Table, family of protocols ("arp", "ip" or ""), field, value."""


@dataclass(frozen=True, slots=True)
class ExplainedFlows:
    """The flows of one node's br0, sorted by whether something accounts for them."""

    unexplained: tuple[Flow, ...]
    static: Static
    """The static flows, without their actions."""
    owners: frozenset[Owner]
    """What the flows that were explained are for; empty if all were."""


def explain(flows: FlowTable, layout: Layout, cluster: Cluster, own: OwnSubnet) -> ExplainedFlows:
    """Compare every flow with the families of its layout, then with the static flows."""
    kept = kept_subnet(flows, layout)
    if kept is not None:
        own = replace(own, subnet=kept[0])
    static = static_keys(layout, cluster, own)
    shapes = shapes_of(layout)
    known: dict[tuple[object, ...], tuple[Shape, ...]] = {}
    unexplained: list[Flow] = []
    for table, members in flows.tables.items():
        if table == NOTES:
            continue
        families = shapes.get(table, [])
        for flow in members:
            match = flow.match
            priority = flow.priority
            sort = (table, priority, match.get("proto"), *match)
            found = known.get(sort)
            if found is None:
                found = known[sort] = tuple(each for each in families if fits(each, flow))
            if found and explains(found, flow):
                continue
            if (table, priority, key(match)) not in static:
                unexplained.append(flow)
    owners: set[Owner] = set()
    if unexplained:
        left = {flow.line for flow in unexplained}
        owners.update(owner_of(flow) for flow in flows.flows if flow.line not in left)
    return ExplainedFlows(tuple(unexplained), static, frozenset(owners))


def explains(shapes: tuple[Shape, ...], flow: Flow) -> bool:
    """Return whether a flow does what one of the families does."""
    text = flow.actions_text
    return any(each.actions.fullmatch(text) and sound(each, flow) for each in shapes)


def fits(shape: Shape, flow: Flow) -> bool:
    """Return whether a flow's priority and the fields of its match are those of a family."""
    match = flow.match
    names = match.keys() - {"proto"}
    low, high = shape.priorities
    return (
        low <= flow.priority <= high
        and str(match.get("proto", "")) in shape.protos
        and shape.needed <= names <= shape.allowed
    )


def sound(shape: Shape, flow: Flow) -> bool:
    """Return whether the values of a flow can be an object's: a pod is one address."""
    match = flow.match
    if shape.family in {"pod", "service", "dns"}:
        return not any("/" in str(match.get(name, "")) for name in OWNED_BY[1:5])
    if shape.family == "project":
        return match["reg0"] == match["reg1"]
    return True


def owner_of(flow: Flow) -> Owner:
    """Return what a flow is for."""
    proto = str(flow.match.get("proto", ""))
    kind = proto if proto in {"", "arp"} else "ip"
    for name in OWNED_BY:
        value = flow.match.get(name)
        if value is not None:
            return flow.table, kind, name, str(value)
    return flow.table, kind, "", ""


def static_keys(layout: Layout, cluster: Cluster, own: OwnSubnet) -> Static:
    """Return table, priority and match of every static flow; their actions have their own rule."""
    fields = Fields()
    found: Static = set()
    for want in expected(layout, cluster, own):
        match = fields.match(want.match)
        found.add((want.table, want.priority, key(match)))
    return found
