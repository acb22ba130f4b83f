"""A flow that every node of this release has is missing or changed.

Checks: the flows that the SDN installs at its start are there, with their priorities and actions,
    for this layout, plugin mode and networks.
Why: packets that should take such a flow fall to the one below it, mostly a drop.
Symptom: depends on the table; often all traffic of one kind on the node (ARP, services,
    external).
Remedy: make the SDN set up the bridge anew: delete the version note (ovs-ofctl -O OpenFlow13
    del-flows br0 table=253) and restart the SDN on the node. Find out who changed the flows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from parsers.ovs_action import Action
from parsers.ovs_flow import Actions, Fields, Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet
from rules.derived.static_flows import StaticFlow, expected, kept_subnet, key


@rule(
    Severity.ERROR,
    "39.7.4",
    "FL-03 FL-04 FL-05 FS-04 FN-06",
    explains=(
        "vnid-rule-missing", "service-flow-missing", "remote-subnet-unreachable",
        "pod-outside-node-subnet", "unexplained-flow", "foreign-drop-flow", "pod-vxlan-allowed",
        "policy-flows-missing", "multicast-flows-wrong",
    ),
)  # fmt: skip
def static_flow_missing(
    node: Node, flows: FlowTable, layout: Layout, cluster: Cluster, own: OwnSubnet
) -> Findings:
    """Compare what is there with what the layout has; all differences are one finding."""
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    kept = kept_subnet(flows, layout)
    if kept is not None and own.declared and kept[0] != own.subnet:
        yield Finding(
            f"br0 on {node} was set up for {kept[0]}, but the node's HostSubnet says {own.subnet}",
            subjects=(node.name, str(kept[0]), str(own.subnet)),
            evidence=(own.source, kept[1].source),
            invariants=("FL-04",),
        )
        own = replace(own, subnet=kept[0])
    there = {(f.table, f.priority, key(f.match)): f for f in flows.flows}
    fields, lists = Fields(), Actions()
    missing: list[StaticFlow] = []
    changed: list[tuple[StaticFlow, Flow]] = []
    for want in expected(layout, cluster, own):
        match = fields.match(want.match)
        found = there.get((want.table, want.priority, key(match)))
        if found is None:
            missing.append(want)
        elif not any(plain(found.actions) == plain(lists[a]) for a in want.actions.split("|")):
            changed.append((want, found))
    if not missing and not changed:
        return
    said = [f"no flow {want}" for want in missing]
    said += [f"{found.text} instead of actions={want.actions}" for want, found in changed]
    more = f" and {len(said) - 3} more" if len(said) > 3 else ""
    tables = dict.fromkeys(f"table {w.table}" for w in (*missing, *(w for w, _ in changed)))
    empty = [f"all of {name}" for name in tables if not flows.in_table(int(name.split()[1]))]
    networks = {
        str(value)
        for want in (*missing, *(want for want, _ in changed))
        for value in (part.partition("=")[2] for part in want.match.split(","))
        if "." in str(value)
    }
    yield Finding(
        f"br0 on {node} differs from layout {layout.id}: {'; '.join(said[:3])}{more}",
        subjects=(*tables, *empty, *sorted(networks), *layout.unfinished, str(node)),
        evidence=(
            layout.source,
            *(flows.absence(str(want), want.table) for want in missing[:5]),
            *(found.source for _, found in changed[:4]),
        ),
        # What 3.0 and 3.1 installed is known of some builds only.
        severity=None if layout.since("L1") else Severity.WARNING,
    )


def plain(actions: Iterable[Action]) -> list[str]:
    """Return actions in an order of their own; NAT to no address has two spellings."""
    return sorted(str(action).replace("src=0.0.0.0", "src") for action in actions)
