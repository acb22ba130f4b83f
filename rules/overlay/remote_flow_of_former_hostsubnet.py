"""Tunnel flows carry the mark of another HostSubnet than the one that is there now.

Checks: from 3.10 on the three flows of a HostSubnet have one cookie, made of its uid; flows of a
    HostSubnet with a fixed VNID load that VNID.
Why: the SDN deletes flows by their cookie: those of a HostSubnet that was made anew would stay.
Symptom: none now; when the node goes, its flows stay behind.
Remedy: restart the SDN on the node at leisure.
"""

from __future__ import annotations

import hashlib

from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.remote_subnets import RemoteSubnets

FIXED = "pod.network.openshift.io/fixed-vnid-host"


@rule(Severity.INFO, "39.7.4", "FH-06 FH-09")
def remote_flow_of_former_hostsubnet(
    node: Node, flows: FlowTable, layout: Layout, remotes: RemoteSubnets
) -> Findings:
    """Compare cookies with uids; report all that differ in one finding."""
    if not layout.since("L1"):
        raise NotApplicable(f"layout {layout.id} knows no fixed VNID and puts no mark on flows")
    ip_flows = flows.index(layout.ip_remote_table, "nw_dst")
    odd = []
    for remote in remotes.items:
        for flow in ip_flows.get(remote.subnet_text, ()):
            mark = remote.uid and int(hashlib.sha256(remote.uid.encode()).hexdigest()[:8], 16)
            if layout.since("L6") and mark and flow.cookie not in {0, mark}:
                odd.append((remote, flow))
            fixed = remote.annotations.get(FIXED)
            if fixed is not None and f"load:{int(fixed):#x}->NXM_NX_TUN_ID" not in (
                flow.actions_text.replace("load:0->", "load:0x0->")
            ):
                yield Finding(
                    f"the flow to {remote.subnet_text} on {node} does not load VNID {fixed}",
                    subjects=(remote.subnet_text, remote.host_ip or "", remote.name),
                    evidence=(remote.source, flow.source),
                    severity=Severity.WARNING,
                    invariants=("FH-09",),
                )
    if odd:
        names = ", ".join(remote.name for remote, _ in odd[:4])
        yield Finding(
            f"flows on {node} to {names} carry cookies of former HostSubnets",
            subjects=tuple(remote.subnet_text for remote, _ in odd),
            evidence=tuple(s for r, f in odd[:4] for s in (r.source, f.source)),
            invariants=("FH-06",),
        )
