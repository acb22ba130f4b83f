"""A node drops VXLAN from another node.

Checks: br0 has a flow with tun_src for the hostIP of every other node's HostSubnet.
Why: packets whose outer source is no known node end in the drop flow of the table that checks the
    sender.
Symptom: connections with pods of that node time out in both directions, though this node can send
    to it.
Remedy: restart the SDN on this node (3.x: the node service or its sdn pod; 4.x: delete the sdn
    pod); it installs the flows as it starts. Read its log for "error adding OVS flows for subnet"
    first.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.remote_subnets import RemoteSubnets


@rule(
    Severity.ERROR,
    "39.7.4",
    "FH-01 FH-10",
    explains=(
        "remote-subnet-unreachable",
        "stale-remote-flow",
        "one-way-vxlan",
        "peer-flows-patchy",
        "multicast-list-wrong",
        "unexplained-flow",
        "packets-dropped",
    ),
)
def remote_sender_unknown(
    node: Node, flows: FlowTable, layout: Layout, remotes: RemoteSubnets
) -> Findings:
    """Report the nodes whose packets this one drops; all of them in one finding."""
    table = layout.tun_src_table
    if table is None:
        raise NotApplicable(f"layout {layout.id} does not check the sender of a tunnel packet")
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    senders = flows.index(table, "tun_src")
    lost = [remote for remote in remotes.items if remote.host_ip not in senders]
    if not lost:
        return
    names = ", ".join(f"{remote.host or remote.name} ({remote.host_ip})" for remote in lost[:4])
    more = f" and {len(lost) - 4} more" if len(lost) > 4 else ""
    wanted = f"tun_src={lost[0].host_ip}"
    subjects = [part for r in lost for part in (r.host_ip, r.host or r.name, r.subnet_text) if part]
    yield Finding(
        f"br0 on {node} has no flow that accepts VXLAN from {names}{more}: it is dropped",
        subjects=(*subjects, *layout.unfinished, f"{node}/table {table}"),
        evidence=(
            *(remote.source_of("hostIP") for remote in lost[:8]),
            flows.absence(wanted, table),
        ),
    )
