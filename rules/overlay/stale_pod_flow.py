"""br0 keeps flows for an address that no pod of the node has.

Checks: every pod address in the flows belongs to a live pod of the node, and to its subnet.
Why: what is sent there disappears; if another pod was given the address, old flows steal its
    traffic.
Symptom: mostly none; if the address was given anew, that pod is cut off.
Remedy: restart the SDN on the node; it removes the flows of pods that are gone.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from parsers.ipv4 import is_address
from parsers.kube.pods import Pods
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.derived.own_subnet import OwnSubnet
from rules.derived.short_tables import ShortTables

MATURE = 120.0
"""Seconds: younger flows may belong to a pod that came after the list of pods."""


@rule(Severity.WARNING, "39.7.4", "FP-08 FP-09", explains=("port-without-flows",))
def stale_pod_flow(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    own: OwnSubnet,
    local: LocalPods,
    pods: Pods,
    short: ShortTables,
) -> Findings:
    """Report addresses that have flows and no pod; all of a node in one finding."""
    if pods.partial or not layout.since("L1"):
        raise NotApplicable("not all pods were listed, or this layout keeps no flows by pod")
    if why := short.ended(Pods):
        raise NotApplicable(why)
    known = {pod.pod_ip for pod in pods.by_node.get(node.name, ())} | local.others
    if not known:
        raise NotApplicable("no pod of this node was listed")
    stale: dict[str, Flow] = {}
    for table, field in ((layout.pod_ip_table, "nw_dst"), (layout.pod_in_table, "nw_src")):
        for flow in flows.in_table(table) if table is not None else ():
            ip = flow.match.get(field)
            young = flow.duration is not None and flow.duration < MATURE
            if not isinstance(ip, str) or ip in known or young or flow.is_drop:
                continue
            if is_address(ip):
                stale.setdefault(ip, flow)
    if stale:
        names = list(stale)
        outside = [ip for ip in names if IPv4Address(ip) not in own.subnet]
        yield Finding(
            f"br0 on {node} has flows for {', '.join(names[:4])}"
            + (f" and {len(names) - 4} more" if len(names) > 4 else "")
            + ", which no pod of the node has"
            + (f"; {outside[0]} is not even in {own.subnet}" if outside else ""),
            subjects=(*names, *sharers(stale, flows, layout)),
            evidence=(
                *(flow.source for flow in list(stale.values())[:6]),
                pods.absence(f"a pod on {node} with podIP {names[0]}"),
            ),
        )


def sharers(stale: dict[str, Flow], flows: FlowTable, layout: Layout) -> list[str]:
    """Return the pods whose ports stale flows use: one of their flows was changed."""
    ports = {
        port
        for flow in stale.values()
        for port in (flow.reg(2), flow.match.get("in_port"), *flow.outputs)
        if port is not None
    }
    table = layout.pod_arp_table
    return [
        str(flow.match.get("arp_tpa"))
        for flow in (flows.in_table(table) if table is not None else ())
        if ports.intersection(flow.outputs) and str(flow.match.get("arp_tpa")) not in stale
    ]
