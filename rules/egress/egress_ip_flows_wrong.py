"""A node sends a project's traffic outside by another way than its egress IP.

Checks: the node's flow for the VNID of a project with an egress IP (table 100, from 4.8 on 101)
    marks the packets with the project's mark and tun0's MAC address on the node that holds the
    address, and tunnels them to that node on all others.
Why: without that flow the project leaves with the address of whatever node its pod runs on; with a
    drop instead it does not leave at all.
Symptom: a firewall outside sees other source addresses, or pods of the project on this node reach
    nothing outside.
Remedy: restart the SDN on the node. If its log says that the holding node is offline, see why VXLAN
    from there is lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.base import Source
from parsers.ip_addr import Addresses
from parsers.kube.hostsubnets import HostSubnet
from parsers.kube.netnamespaces import NetNamespace
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.egress_hosts import EgressHosts, marks
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet

DROPS = "takes the node that holds the egress IP for offline, and drops"
BIT = 0x1
"""The masquerade bit of kube-proxy, which OpenShift sets so."""
PRIORITY = 100


@rule(
    Severity.ERROR,
    "39.9",
    "EG-05 EG-07 EG-08 EG-09 XN-05",
    explains=("egress-ip-conflict-log", "unexplained-flow", "egress-ip-rules-wrong"),
)
def egress_ip_flows_wrong(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    egress: EgressHosts,
    own: OwnSubnet,
    addresses: Addresses | None,
) -> Findings:
    """Compare the flow of each project that asks for an egress IP."""
    if not layout.since("L4") or layout.plugin == "subnet" or not flows.complete:
        raise NotApplicable("in this mode or release there are no such flows")
    table = 101 if layout.since("L9") else 100
    there = {
        number: flow
        for flow in flows.in_table(table)
        if flow.priority == PRIORITY and flow.match.keys() <= {"proto", "reg0"}
        if isinstance(number := flow.match.get("reg0"), int)
    }
    for project in egress.projects:
        hosts = egress.of(project)
        if not hosts or project.netid is None:
            continue
        found = there.get(project.netid)
        wrong = "has no flow for"
        if found is not None:
            wrong = next(faults(found, project, hosts, layout, own, addresses), "")
        if wrong:
            yield report(node, project, hosts, found, wrong, flows, table)


def faults(
    flow: Flow,
    project: NetNamespace,
    hosts: list[tuple[str, HostSubnet]],
    layout: Layout,
    own: OwnSubnet,
    addresses: Addresses | None,
) -> Iterator[str]:
    """Yield what is wrong with a flow."""
    if flow.is_drop:
        yield DROPS
    elif layout.since("L9"):
        groups = [value for name, value in flow.actions if name == "group"]
        if groups != [project.netid]:
            yield "has a flow to another group for"
    elif any(host.host_ip == own.host_ip for _, host in hosts):
        told = {target: value for value, target in written(flow)}
        number = told.get("pkt_mark") or told.get("NXM_NX_PKT_MARK[]")
        if number is not None and number not in marks(project.netid or 0, BIT, layout):
            yield f"sets mark {number:#x} for"
        tun0 = addresses.by_name.get("tun0") if addresses else None
        mac = macs(flow)
        if tun0 is not None and tun0.mac and mac and mac != tun0.mac.lower():
            yield f"sets the MAC address {mac}, which tun0 does not have, for"
        if flow.tun_dsts:
            yield f"tunnels to {flow.tun_dsts[0]}"
    else:
        right = {host.host_ip for _, host in hosts}
        if not flow.tun_dsts:
            yield "does not tunnel"
        elif flow.tun_dsts[0] not in right:
            yield f"tunnels to {flow.tun_dsts[0]}"


def written(flow: Flow) -> Iterator[tuple[int, str]]:
    """Yield (number, field) of what a flow sets."""
    for name, value in flow.actions:
        if name in {"set_field", "load"} and isinstance(value, tuple):
            try:
                yield int(str(value[0]), 0), str(value[1])
            except ValueError:
                continue


def macs(flow: Flow) -> str:
    """Return the destination MAC address that a flow sets."""
    for name, value in flow.actions:
        if name == "set_field" and isinstance(value, tuple) and value[1] in {"eth_dst", "dl_dst"}:
            return str(value[0]).lower()
    return ""


def report(
    node: Node,
    project: NetNamespace,
    hosts: list[tuple[str, HostSubnet]],
    flow: Flow | None,
    wrong: str,
    flows: FlowTable,
    table: int,
) -> Finding:
    """Say how the node differs from what the objects ask for."""
    ips = ", ".join(f"{ip} on {host.host or host.name}" for ip, host in hosts[:3])
    number = project.netid or 0
    there: Source = flow.source if flow else flows.absence(f"ip,reg0={number:#x}", table)
    return Finding(
        f"br0 on {node} {wrong} what project {project.name} sends outside; its egress IP is {ips}",
        subjects=(
            project.name,
            f"{number:#x}",
            *(ip for ip, _ in hosts),
            *(host.host or host.name for _, host in hosts),
            str(node),
        ),
        evidence=(project.source_of("egressIPs"), hosts[0][1].source_of("egressIPs"), there),
        severity=Severity.WARNING if wrong == DROPS else None,
    )
