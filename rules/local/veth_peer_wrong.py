"""The port of a pod is the other end of another pod's interface.

Checks: for each pod whose network namespace was looked into, the port of br0 that its flows name is
    the veth whose other end is the pod's eth0: by `eth0@ifN` and the node's interface N, or by
    peer_ifindex of `ethtool -S VETH` and the number of eth0.
Why: br0 knows a pod by its port alone; behind the wrong one, another pod gets its packets.
Symptom: a pod gets no answer, or another pod's; often after pods were started at the same time.
Remedy: delete the pod, so that it is attached anew.
"""

from __future__ import annotations

from parsers.base import Source
from parsers.ethtool_details import Statistics
from parsers.ip_addr import Addresses, Link
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from parsers.ovs_ports import PortTable
from parsers.pod_networks import PodNetworks
from rules.base import Finding, Findings, Missing, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.local.pod_network_wrong import pod_of


@rule(Severity.WARNING, "39.13.3", "LN-23", explains=("pod-neighbour-lost", "pod-does-not-answer"))
def veth_peer_wrong(
    node: Node,
    networks: PodNetworks,
    pods: LocalPods,
    flows: FlowTable,
    layout: Layout,
    ports: PortTable,
    addresses: Addresses | None,
    statistics: Statistics | None,
) -> Findings:
    """Join each pod's eth0 with the port that its flows name."""
    if addresses is None and statistics is None:
        raise Missing((Addresses, Statistics))
    judged = False
    for network in networks.items:
        pod, eth0 = pod_of(network, pods), network.eth0
        if pod is None or eth0 is None:
            continue
        found = port_of(pod.pod_ip or "", flows, layout)
        port = ports.by_number.get(found[0]) if found else None
        if found is None or port is None:
            continue
        told = behind(network.peer, addresses) or peer(port.name, eth0, statistics)
        if told is None:
            continue
        judged = True
        name, source = told
        if name != port.name:
            yield Finding(
                f"port {port.number} of pod {pod.full_name} on {node} is {port.name}, but its eth0 "
                f"is the other end of {name}",
                subjects=(pod.name, pod.full_name, pod.pod_ip or "", port.name, name,
                          f"port {port.number}"),
                evidence=(eth0.source, source, port.source, found[1].source),
            )  # fmt: skip
    if not judged:
        raise NotApplicable("no pod was looked into whose port and interface are both known")


def port_of(ip: str, flows: FlowTable, layout: Layout) -> tuple[int, Flow] | None:
    """Return the port that a pod's packets leave br0 by, and the flow that says so."""
    for flow in flows.find(layout.pod_ip_table, nw_dst=ip):
        port = flow.reg(2) if flow.reg(2) is not None else next(iter(flow.outputs), None)
        if isinstance(port, int) and not flow.is_drop:
            return port, flow
    return None


def behind(number: int | None, addresses: Addresses | None) -> tuple[str, Source] | None:
    """Return the node's interface that `eth0@ifN` names."""
    for link in addresses.links if addresses and number else ():
        if link.index == number and link.name.startswith("veth"):
            return link.name, link.source
    return None


def peer(port: str, eth0: Link, statistics: Statistics | None) -> tuple[str, Source] | None:
    """Return the port if its other end has eth0's number, else say which number it has."""
    for each in statistics or ():
        if each.name == port and each.peer is not None and eth0.index:
            name = port if each.peer == eth0.index else f"interface {each.peer} of a namespace"
            return name, each.sources.get("peer_ifindex", each.source)
    return None
