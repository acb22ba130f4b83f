"""A NetworkPolicy uses what this release of the SDN does not do.

Checks: no policy has a named port (never supported), an ipBlock (not before 4.3) or its `except`
    (not before 4.10), egress rules (not before 4.10), or is about egress alone (before 4.7 such a
    policy breaks its project's flows). The release is told by the flow layout of the nodes.
    Egress rules that are left out deny nothing: a note.
Why: the SDN leaves out what it can't do, and denies what only that part would allow; or, before
    4.3, it isolates all pods of the project.
Symptom: traffic that the policy allows is dropped, or what it forbids goes through.
Remedy: write the policy with port numbers and without the rest, or update the cluster.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from parsers.kube.networkpolicies import NetworkPolicies, NetworkPolicy
from parsers.kube.objects import Data, mapping, sequence
from rules.base import Finding, Findings, Missing, NotApplicable, PerNode, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.layout import Layout
from rules.derived.policy_flows import affects
from rules.derived.policy_peers import named

NAMED = "a named port, which no release supports: the traffic is denied"
BLOCK = "an ipBlock, which this release does not know: it allows nothing"
EXCEPT = "an ipBlock with `except`, which this release leaves out whole"
EGRESS = "egress rules, which this release ignores: nothing is restricted"
ALONE = "egress rules alone, for which releases before 4.7 make a flow that Open vSwitch refuses"


@rule(
    Severity.WARNING,
    "39.7.4",
    "FN-03 FN-04",
    explains=("network-policy-ignored-log", "policy-flows-missing", "policy-flows-differ"),
)
def network_policy_unsupported(
    policies: NetworkPolicies | None, cluster: Cluster, layouts: PerNode[Layout]
) -> Findings:
    """Look for each feature that the layout of most nodes lacks."""
    if cluster.plugin != "networkpolicy":
        raise NotApplicable("only ovs-networkpolicy mode applies NetworkPolicies")
    if policies is None:
        raise Missing(NetworkPolicies)
    ((rank, _),) = Counter(each.rank for each in layouts.values()).most_common(1)
    layout = next(each for each in layouts.values() if each.rank == rank)
    found: dict[str, list[NetworkPolicy]] = defaultdict(list)
    for policy in policies.items:
        for what in dict.fromkeys(lacking(policy, layout)):
            found[what].append(policy)
    for what, users in found.items():
        names = [policy.full_name for policy in users]
        more = f" and {len(names) - 4} more" if len(names) > 4 else ""
        plural = "policies" if len(names) > 1 else "policy"
        yield Finding(
            f"{plural} {', '.join(names[:4])}{more} {'have' if len(names) > 1 else 'has'} {what}",
            subjects=(*names, *dict.fromkeys(policy.namespace for policy in users)),
            evidence=(*(policy.source for policy in users[:8]), layout.source),
            invariants=("FN-04",) if what == ALONE else ("FN-03",),
            severity=Severity.INFO if what == EGRESS else None,
        )


def lacking(policy: NetworkPolicy, layout: Layout) -> Iterator[str]:
    """Yield what of a policy a layout's releases do not do."""
    incoming = [*map(mapping, sequence(policy.spec.get("ingress")))]
    outgoing = [*map(mapping, sequence(policy.spec.get("egress")))]
    goes_out = affects(policy, outgoing=True)
    judged = incoming + (outgoing if layout.since("L10") else [])
    for each in judged:
        if named(sequence(each.get("ports"))):
            yield NAMED
        for block in blocks(each):
            if not layout.since("L6"):
                yield BLOCK
            elif sequence(block.get("except")) and not layout.since("L10"):
                yield EXCEPT
    if not goes_out or layout.since("L10"):
        return
    if not affects(policy, outgoing=False) and not layout.since("L8"):
        yield ALONE
    elif all(outgoing):  # an empty rule allows all, as the release does anyway
        yield EGRESS


def blocks(row: Data) -> Iterator[Data]:
    """Yield the ipBlocks of a rule."""
    for each in (*sequence(row.get("from")), *sequence(row.get("to"))):
        block = mapping(mapping(each).get("ipBlock"))
        if block:
            yield block
