"""The flows of a project on a node are not those that its NetworkPolicies ask for.

Checks: in ovs-networkpolicy mode from 3.5 on the flows of each VNID in use, in table 80 and from
    4.10 on in table 27, are those that are computed from the policies, pods, namespaces and
    NetNamespaces. What only some builds of a layout make may be there. Selectors whose pods or
    namespaces were not collected are left out, with all that they might explain.
Why: what no flow lets in is dropped; what an old flow lets in is a pod that may be another today.
Symptom: on this node alone a policy denies what it allows, or allows what it should not; often
    after a pod got another address.
Remedy: restart the SDN on the node; look for "Error syncing OVS flows" in its log before.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.base import Source
from parsers.kube.networkpolicies import NetworkPolicies, NetworkPolicy
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Missing, Node, NotApplicable, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.layout import Layout
from rules.derived.policy_flows import FlowKey, PolicyFlows, wanted
from rules.derived.policy_migration import netids_of_pods, of_migration
from rules.derived.policy_peers import Selection
from rules.derived.usual_layout import UsualLayout

MATURE = 120.0
PRIORITIES = frozenset({50, 100, 150})


@dataclass(slots=True)
class Difference:
    """How the flows of one namespace differ, in both tables."""

    namespace: str
    netid: int
    lost: list[tuple[int, str, NetworkPolicy | None]] = field(default_factory=list)
    """Table, flow, policy."""
    extra: list[Flow] = field(default_factory=list)


@rule(Severity.WARNING, "39.7.4", "FN-02", explains=("unexplained-flow",))
def policy_flows_differ(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    policies: NetworkPolicies | None,
    selection: Selection,
    time: BundleTime | None,
    usual: UsualLayout | None,
) -> Findings:
    """Compute the flows of each namespace in use and compare them as sets."""
    if layout.plugin != "networkpolicy" or not layout.since("L2") or layout.version is None:
        raise NotApplicable("only ovs-networkpolicy mode from 3.5 on has these flows")
    if policies is None:
        raise Missing(NetworkPolicies)
    if usual is not None and not usual.fits(layout):
        raise NotApplicable("its version note is not that of most nodes")
    if not flows.complete or policies.partial:
        raise NotApplicable(
            "the dump holds only some of the flows, or not all policies were listed"
        )
    if any(policy.from_table for policy in policies.items):
        raise NotApplicable("a table of policies does not show their rules")
    used = in_use(flows)
    left: list[tuple[str, type | None]] = []
    differs = False
    for namespace, netid in selection.netids.items():
        mine = policies.by_namespace.get(namespace, [])
        if netid not in used or any(young(policy, time) for policy in mine):
            continue
        found = Difference(namespace, netid)
        for table in (80, *((27,) if layout.since("L10") else ())):
            there = flows.index(table, "reg0" if table == 27 else "reg1").get(netid, [])
            if there or mine:  # that a project without policies has no flow has its own rule
                want = wanted(node, layout, namespace, mine, selection, outgoing=table == 27)
                compare(found, want, there, table, selection)
                left += want.open
        if found.lost or found.extra:
            differs = True
            yield report(node, found, flows, mine)
    if left and not differs:
        raise not_known(left)


def not_known(left: list[tuple[str, type | None]]) -> Missing:
    """Say of which policies the flows can't be told, and what would tell them."""
    reasons = [*dict.fromkeys(reason for reason, _ in left)]
    more = [f"and {len(reasons) - 3} more policies"] if len(reasons) > 3 else []
    facts = dict.fromkeys(fact for _, fact in left if fact is not None)
    return Missing(*facts, *reasons[:3], *more)


def in_use(flows: FlowTable) -> set[int]:
    """Return the VNIDs that pods of the node have had for a while."""
    return {
        vnid
        for flow in flows.in_table(70)
        if (flow.duration is None or flow.duration > MATURE) and (vnid := flow.reg(1)) is not None
    }


def young(policy: NetworkPolicy, time: BundleTime | None) -> bool:
    """Return whether a policy came while the bundle was collected."""
    return time is not None and time.young(policy.created)


def compare(
    found: Difference, want: PolicyFlows, there: list[Flow], table: int, chosen: Selection
) -> None:
    """Note what lacks, and what nothing asks for where all is known."""
    actual: dict[FlowKey, Flow] = {
        (flow.priority, frozenset(flow.match.items())): flow
        for flow in there
        if flow.priority in PRIORITIES
    }
    needed = {} if want.unless in actual else want.must
    for key, (policy, forms) in needed.items():
        if key not in actual and not any(form in actual for form in forms):
            found.lost.append((table, written(key), policy))
    if want.open:
        return
    extra = [
        (key, flow)
        for key, flow in actual.items()
        if key not in want.may and (flow.duration is None or flow.duration > MATURE)
    ]
    netids = netids_of_pods(chosen) if extra else {}
    found.extra += [flow for key, flow in extra if not of_migration(key, want, netids)]


def written(key: FlowKey) -> str:
    """Print a flow that is not there."""
    priority, fields = key
    match = dict(fields)
    proto = match.pop("proto", None)
    parts = [str(proto)] if proto else []
    for name, value in sorted(match.items()):
        said = f"{value:#x}" if isinstance(value, int) and name.startswith("reg") else value
        parts.append(f"{name}={said}")
    return f"priority={priority}," + ",".join(parts)


def report(
    node: Node,
    found: Difference,
    flows: FlowTable,
    policies: list[NetworkPolicy],
) -> Finding:
    """Say what differs, by the policies that ask for it."""
    parts = []
    sources: list[Source] = []
    names: dict[str, None] = {}
    if found.lost:
        table, text, _ = found.lost[0]
        asking = dict.fromkeys(p.full_name for _, _, p in found.lost if p is not None)
        names |= asking
        whose = f" of policy {', '.join([*asking][:3])}" if asking else ""
        parts.append(f"lacks {counted(len(found.lost))}{whose}: table={table},{text}")
        sources += [p.source for _, _, p in found.lost if p is not None][:2]
        sources += [flows.absence(text, table) for table, text, _ in found.lost[:3]]
    if found.extra:
        what = "which no policy asks for" if policies else "though no policy is there"
        parts.append(f"has {counted(len(found.extra))}, {what}: {found.extra[0].text}")
        sources += [flow.source for flow in found.extra[:3]]
        sources += [policy.source for policy in policies[:2]]
    pods = peers_named(found)
    return Finding(
        f"br0 on {node} {' and '.join(parts)} (project {found.namespace})",
        subjects=(
            found.namespace,
            f"{found.netid:#x}",
            *names,
            *pods,
        ),
        evidence=tuple(dict.fromkeys(sources)) or (flows.absence(f"reg1={found.netid:#x}", 80),),
    )


def counted(number: int) -> str:
    """Print a number of flows."""
    return f"{number} flow{'s' * (number != 1)}"


def peers_named(found: Difference) -> list[str]:
    """Return the addresses that the flows name, those in excess first."""
    words = [str(v) for flow in found.extra[:20] for v in flow.match.values()]
    words += [part.partition("=")[2] for _, text, _ in found.lost[:20] for part in text.split(",")]
    return [word for word in dict.fromkeys(words) if word.count(".") == 3]
