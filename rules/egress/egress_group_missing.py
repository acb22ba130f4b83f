"""The group that a project's egress IPs use is missing, empty, or leads elsewhere.

Checks: from 4.8 on each `group:N` that a flow of table 101 sends to is among br0's groups, with a
    bucket for each node that holds an egress IP of the project: on the holding node itself one
    that marks the packets, on others one that tunnels them to it.
Why: what is sent to a group that does not exist, or has no bucket, is dropped without a counter.
Symptom: pods of the project reach nothing outside from this node, or leave by another node.
Remedy: restart the SDN on the node.
"""

from __future__ import annotations

import re

from parsers.base import Source, absent
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from parsers.ovs_groups import Group, Groups
from rules.base import Finding, Findings, Missing, Node, NotApplicable, Severity, rule
from rules.derived.egress_hosts import EgressHosts, marks
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet
from rules.egress.egress_ip_flows_wrong import BIT

TABLE = 101
TARGET = re.compile(r"set_field:([\d.]+)->tun_dst")
MARK = re.compile(r"set_field:(0x[0-9a-f]+|[1-9]\d*)->pkt_mark")


@rule(Severity.ERROR, "39.9", "EG-10 EG-05 EG-07", explains=("egress-ip-flows-wrong",))
def egress_group_missing(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    groups: Groups | None,
    own: OwnSubnet,
    egress: EgressHosts | None,
) -> Findings:
    """Look up each group, and what its buckets do."""
    if not layout.since("L9"):
        raise NotApplicable("before 4.8 egress IPs use no groups")
    used = {
        value: flow
        for flow in flows.in_table(TABLE)
        for name, value in flow.actions
        if name == "group" and isinstance(value, int)
    }
    if not used:
        raise NotApplicable("no flow of table 101 sends to a group")
    if groups is None:
        raise Missing(Groups)
    known = {group.id: group for group in groups.items}
    for number, flow in used.items():
        group = known.get(number)
        projects = [p for p in (egress.projects if egress else ()) if p.netid == number]
        names = tuple(project.name for project in projects)
        if group is None or not group.buckets:
            what = "has no bucket" if group else "does not exist"
            yield finding(node, flow, number, names, f"which {what}", group, groups)
            continue
        for project in projects:
            hosts = egress.of(project) if egress else []
            wrong = fault(group, {host.host_ip for _, host in hosts}, own, number, layout)
            if hosts and wrong:
                yield finding(node, flow, number, names, f"which {wrong}", group, groups)


def fault(group: Group, hosts: set[str | None], own: OwnSubnet, number: int, layout: Layout) -> str:
    """Return what is wrong with a group's buckets; empty if nothing is."""
    text = ",".join(group.buckets)
    if own.host_ip in hosts:
        found = MARK.search(text)
        if found is None:
            return "does not mark packets, though this node holds the egress IP"
        if int(found[1], 0) not in marks(number, BIT, layout):
            return f"sets mark {found[1]}, which is not the project's"
        return ""
    strange = [ip for ip in TARGET.findall(text) if ip not in hosts]
    return f"tunnels to {strange[0]}, which holds none of the egress IPs" if strange else ""


def lacking(groups: Groups, number: int) -> Source:
    """Return the evidence that a group is not there."""
    text = f"not among the {len(groups.items)} groups: group_id={number}"
    return absent((group.source for group in reversed(groups.items)), groups.path, text)


def finding(
    node: Node,
    flow: Flow,
    number: int,
    names: tuple[str, ...],
    wrong: str,
    group: Group | None,
    groups: Groups,
) -> Finding:
    """Say whose packets are lost."""
    whose = f" of project {', '.join(names)}" if names else ""
    return Finding(
        f"br0 on {node} sends packets{whose} to group {number}, {wrong}",
        subjects=(*names, f"{number:#x}", f"group {number} on {node}", str(node)),
        evidence=(flow.source, group.source if group else lacking(groups, number)),
    )
