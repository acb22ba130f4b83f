"""Pods of one project can't reach each other on a node: the flow for their VNID is missing.

Checks: in ovs-multitenant mode table 80 lets each VNID that a local pod or service has through to
    itself (reg0=N,reg1=N).
Why: without it such packets reach the drop flow, as if they came from another project.
Symptom: on this node pods of the project can't talk to each other, while those of default can.
Remedy: restart the SDN on the node.
"""

from __future__ import annotations

from parsers.kube.netnamespaces import NetNamespaces
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout


@rule(Severity.ERROR, "39.7.4", "VN-05", explains=("unexplained-flow",))
def vnid_rule_missing(
    node: Node, flows: FlowTable, layout: Layout, networks: NetNamespaces | None
) -> Findings:
    """Report the VNIDs in use that table 80 does not know."""
    if layout.plugin != "multitenant" or not layout.since("L2"):
        raise NotApplicable("only ovs-multitenant mode from 3.5 on has these flows")
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    used = vnids_in_use(flows)
    lost = [vnid for vnid in used if not lets_through(flows, vnid)]
    if not lost:
        return
    by_netid = networks.by_netid if networks else {}
    owners = [owner for vnid in lost for owner in by_netid.get(vnid, [])]
    names = ", ".join(owner.name for owner in owners[:5])
    yield Finding(
        f"table 80 on {node} has no flow for VNID {', '.join(f'{vnid:#x}' for vnid in lost[:5])}"
        + (f" of project {names}" if names else ""),
        subjects=(
            *(f"{vnid:#x}" for vnid in lost),
            *(owner.name for owner in owners),
            *(("table 80",) if len(lost) == len(used) else ()),  # as a table that was emptied
            *layout.unfinished,
        ),
        evidence=(
            *(owner.source_of("netid") for owner in owners[:3]),
            *(used[vnid].source for vnid in lost[:3]),
            flows.absence(f"reg0={lost[0]:#x},reg1={lost[0]:#x}", 80),
        ),
    )


def vnids_in_use(flows: FlowTable) -> dict[int, Flow]:
    """Return VNID -> a flow of a pod here or of a service that has it; without the global 0."""
    used: dict[int, Flow] = {}
    for table in (70, 60):
        for flow in flows.in_table(table):
            if vnid := flow.reg(1):
                used.setdefault(vnid, flow)
    return used


def lets_through(flows: FlowTable, vnid: int) -> bool:
    """Return whether table 80 lets a project's pods reach each other."""
    return any(flow.match.get("reg1") == vnid for flow in flows.find(80, reg0=vnid))
