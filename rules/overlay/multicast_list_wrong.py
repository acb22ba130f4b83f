"""Multicast goes to the wrong nodes.

Checks: the list of tunnel destinations in table 111 is the set of the other nodes' addresses.
Why: the SDN copies multicast to each address in it.
Symptom: multicast is missing on some nodes, if a project uses it at all.
Remedy: restart the SDN on the node.
"""

from __future__ import annotations

from parsers.kube.hostsubnets import HostSubnets
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.remote_subnets import RemoteSubnets
from rules.derived.short_tables import ShortTables


@rule(Severity.INFO, "39.7.4", "FH-08")
def multicast_list_wrong(
    node: Node, flows: FlowTable, layout: Layout, remotes: RemoteSubnets, short: ShortTables
) -> Findings:
    """Compare the sets; a warning where a project has multicast switched on."""
    if not layout.since("L3"):
        raise NotApplicable(f"layout {layout.id} has no such list")
    lists = [flow for flow in flows.in_table(111) if flow.tun_dsts]
    if not lists:
        raise NotApplicable("no list of nodes was installed")
    if why := short.ended(HostSubnets):
        raise NotApplicable(why)
    listed = {target for flow in lists for target in flow.tun_dsts}
    wanted = {remote.host_ip for remote in remotes.items if remote.host_ip}
    young = {remote.host_ip for remote in remotes.young}
    odd = sorted((wanted ^ listed) - young)
    if odd:
        enabled = any(not flow.is_drop for flow in flows.in_table(110))
        yield Finding(
            f"the multicast list on {node} differs from the other nodes by {', '.join(odd[:5])}",
            subjects=tuple(odd),
            evidence=(lists[0].source, *(r.source for r in remotes.items if r.host_ip in odd)),
            severity=Severity.WARNING if enabled else None,
        )
