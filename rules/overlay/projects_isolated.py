"""Packets from one project to another were dropped, as ovs-multitenant means to.

Checks: in ovs-multitenant mode, the counter of the flow that ends table 80, where every VNID in use
    has the flow that lets it through to itself.
Why: pods whose projects have different VNIDs, none of them 0, cannot reach each other: isolation,
    not a fault.
Symptom: connections between pods of two projects time out, while those inside a project work.
Remedy: none, if the projects are to be apart; else join them
    (oc adm pod-network join-projects --to=ONE OTHER) or make one global (make-projects-global).
"""

from __future__ import annotations

from parsers.kube.netnamespaces import NetNamespaces
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.overlay.vnid_rule_missing import lets_through, vnids_in_use


@rule(Severity.INFO, "39.7.4", "VN-07")
def projects_isolated(
    node: Node, flows: FlowTable, layout: Layout, networks: NetNamespaces | None
) -> Findings:
    """Report how many packets isolation has dropped, and between which projects it stands."""
    if layout.plugin != "multitenant" or not layout.since("L2"):
        raise NotApplicable("only ovs-multitenant mode from 3.5 on isolates in table 80")
    used = vnids_in_use(flows)
    if not all(lets_through(flows, vnid) for vnid in used):
        return  # those packets may be a project's own: vnid-rule-missing tells
    for flow in flows.in_table(80):
        if flow.match or not flow.is_drop or not flow.n_packets:
            continue
        by_netid = networks.by_netid if networks else {}
        here = [owner for vnid in sorted(used) for owner in by_netid.get(vnid, ())[:1]]
        between = f"; here are pods or services of {', '.join(o.name for o in here[:5])}"
        yield Finding(
            f"{flow.n_packets} packets to pods on {node} came from another project and were"
            f" dropped: isolation of ovs-multitenant, no fault{between if here else ''}",
            subjects=("table 80", *(owner.name for owner in here)),
            evidence=(flow.source, layout.source, *(o.source_of("netid") for o in here[:4])),
        )
