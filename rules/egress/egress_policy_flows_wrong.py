"""A node does not apply a project's EgressNetworkPolicy as it is written.

Checks: table 9, 100 or 101 (by release) has one flow for each rule of a policy, the first rule with
    the highest priority, allowing or dropping as the rule does; a project without a policy has
    none, and no update of a policy was left half done. What a DNS name resolved to is compared by
    `egress-policy-names-stale`.
Why: the flow of the highest priority wins; a rule without its flow is as if it was not written.
Symptom: from this node pods of the project reach what they should not, or do not reach what they
    may.
Remedy: restart the SDN on the node.
"""

from __future__ import annotations

from parsers.kube.egressnetworkpolicies import EgressNetworkPolicies, EgressNetworkPolicy
from parsers.kube.netnamespaces import NetNamespaces
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.egress_rules import EgressFlow, single, table_of, wanted
from rules.derived.layout import Layout

MATURE = 120.0
UPDATE = 65535
"""The priority of the flow that shuts a project off while its policy is written (until 3.9)."""
UPDATE_ENDS = 10.0


@rule(Severity.ERROR, "39.9", "FE-02 FE-06", explains=("unexplained-flow",))
def egress_policy_flows_wrong(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    policies: EgressNetworkPolicies,
    networks: NetNamespaces,
    time: BundleTime | None,
) -> Findings:
    """Compare the flows of each VNID with its project's rules."""
    table = table_of(layout)
    if table is None or layout.plugin == "subnet" or layout.version is None:
        raise NotApplicable("in this mode or release there are no such flows")
    if table not in flows.tables or not flows.complete:
        raise NotApplicable("the dump has no such table, or holds only some of the flows")
    if policies.partial or any(policy.from_table for policy in policies.items):
        raise NotApplicable("not all policies were listed with their rules")
    by_vnid = flows.index(table, "reg0")
    for netid, owners in networks.by_netid.items():
        mine = [p for owner in owners for p in policies.by_namespace.get(owner.name, ())]
        there = [flow for flow in by_vnid.get(netid, []) if flow.match.keys() <= {
            "reg0", "proto", "nw_dst"}]  # fmt: skip
        if any(young(policy, time) for policy in mine) or not (mine or there):
            continue
        names = tuple(owner.name for owner in owners)
        yield from left_over(node, names, there)
        want = wanted(mine, netid, networks)
        lost, extra = differences(want, [f for f in there if f.priority != UPDATE])
        if lost or extra:
            yield report(node, names, netid, mine, flows, table, lost, extra)


def young(policy: EgressNetworkPolicy, time: BundleTime | None) -> bool:
    """Return whether a policy came while the bundle was collected."""
    return time is not None and time.young(policy.created)


def left_over(node: Node, names: tuple[str, ...], there: list[Flow]) -> Findings:
    """Report the flow of an update that never ended."""
    for flow in there:
        if flow.priority == UPDATE and (flow.duration or 0.0) > UPDATE_ENDS:
            yield Finding(
                f"an update of the EgressNetworkPolicy of {', '.join(names)} on {node} did not "
                "end: all that the project sends outside is dropped",
                subjects=(*names, f"{flow.match.get('reg0', 0):#x}"),
                evidence=(flow.source,),
                invariants=("FE-06",),
            )


def differences(want: list[EgressFlow], there: list[Flow]) -> tuple[list[EgressFlow], list[Flow]]:
    """Return the rules without a flow, and the flows without a rule."""
    keys = {
        (flow.priority, flow.match.get("nw_dst"), flow.is_drop, "proto" not in flow.match)
        for flow in there
    }
    named = {(each.priority, each.drop) for each in want if each.destination == "*"}
    exact = {tuple(each) for each in want}
    lost = [each for each in want if each.destination != "*" and tuple(each) not in keys]
    extra = [
        flow
        for flow in there
        if (flow.priority, flow.match.get("nw_dst"), flow.is_drop, "proto" not in flow.match)
        not in exact
        and not ((flow.priority, flow.is_drop) in named and single(flow))
        and (flow.duration is None or flow.duration > MATURE)
    ]
    return lost, extra


def report(
    node: Node,
    names: tuple[str, ...],
    netid: int,
    mine: list[EgressNetworkPolicy],
    flows: FlowTable,
    table: int,
    lost: list[EgressFlow],
    extra: list[Flow],
) -> Finding:
    """Say which rule has no flow, and what is there instead."""
    parts = []
    texts = [written(each, netid, table) for each in lost]
    if lost:
        rest = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        parts.append(f"lacks {texts[0]}{rest}")
    if extra:
        rest = f" and {len(extra) - 1} more" if len(extra) > 1 else ""
        parts.append(f"has {extra[0].text}{rest}, which no rule asks for")
    policy = f"policy {mine[0].full_name}" if mine else "no EgressNetworkPolicy"
    return Finding(
        f"br0 on {node} {' and '.join(parts)}: project {', '.join(names[:3])} has {policy}",
        subjects=(
            *names,
            f"{netid:#x}",
            *(each.full_name for each in mine),
            *(each.destination or "0.0.0.0/0" for each in lost),
            str(node),
        ),
        evidence=(
            *(each.source for each in mine[:2]),
            *(flows.absence(text, table) for text in texts[:3]),
            *(flow.source for flow in extra[:3]),
        ),
        severity=None if lost else Severity.WARNING,
    )


def written(each: EgressFlow, netid: int, table: int) -> str:
    """Print a flow that is not there."""
    proto = "" if each.bare else "ip,"
    to = f",nw_dst={each.destination}" if each.destination else ""
    verb = "drop" if each.drop else "allow"
    return f"table={table},priority={each.priority},{proto}reg0={netid:#x}{to} ({verb})"
