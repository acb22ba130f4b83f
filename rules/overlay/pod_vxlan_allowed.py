"""br0 lets pods send VXLAN packets of their own to other nodes.

Checks: br0 drops what pods send to the cluster's VXLAN port: in table 100 from rule version 08
    (4.5) on, in table 20 from 4.8 on; a flow in either is enough. Of rule version 07 only some
    builds have it: it is due from 4.2 on, and where all other nodes with the same kubelet have it.
Why: other nodes accept VXLAN by the address of the node that sends it, and what pods send leaves
    with that address: a pod that makes such packets speaks for whatever project it likes.
Symptom: none, as no packet is lost; projects are kept apart no longer.
Remedy: delete the version note (ovs-ofctl -O OpenFlow13 del-flows br0 table=253) and restart the
    SDN on the node, so that it sets up the bridge anew. Find out who changed the flows.
"""

from __future__ import annotations

from parsers.base import Source
from parsers.kube.clusternetworks import ClusterNetworks
from parsers.kube.nodes import Nodes
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from parsers.ovs_vsctl import OvsConfig
from rules.base import Finding, Findings, Node, NotApplicable, PerNode, Severity, rule
from rules.derived.kube_minor import is_four
from rules.derived.layout import Layout
from rules.derived.vxlan_port import DEFAULT

TABLES = (20, 100)
"""Where the flow stands, or stood: builds of one rule version may differ."""
PRIORITY = 300
SURE = 14
"""Kubernetes of 4.2, the first 4.x whose rule version 07 is known to have the flow."""
ENOUGH = 2
"""Other nodes that must have it, where builds differ."""


@rule(Severity.WARNING, "39.7.4", "FL-03 FL-04", explains=("unexplained-flow",))
def pod_vxlan_allowed(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    config: OvsConfig | None,
    networks: ClusterNetworks | None,
    nodes: Nodes | None,
    everywhere: PerNode[FlowTable] | None,
) -> Findings:
    """Look for the flow in the tables where releases put it."""
    if not layout.since("L6"):
        raise NotApplicable(f"layout {layout.id} has no such flow")
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    peers = of_same_build(node, flows, nodes, everywhere or PerNode())
    agreed = len(peers) >= ENOUGH and all(peers)
    if not (layout.since("L7") or is_four(nodes, SURE) or agreed):
        raise NotApplicable("not all builds of this release have such a flow")
    there = of_form(flows)
    ports = known_ports(config, networks)
    if any(flow.is_drop and (not ports or flow.match["tp_dst"] in ports) for flow in there):
        return
    wanted = next(iter(ports), DEFAULT)
    table = there[0].table if there else TABLES[0] if layout.since("L9") else TABLES[1]
    said = "".join(f", but {flow.text}" for flow in there[:1])
    proof = [found[0].source for found in peers[:2]] if agreed and not layout.since("L7") else []
    yield Finding(
        f"br0 on {node} does not drop VXLAN (udp {wanted}) that pods send{said}",
        subjects=(f"udp {wanted}", f"table {table}", *layout.unfinished, str(node)),
        evidence=(
            layout.source,
            *ports.values(),
            *(flow.source for flow in there[:2]),
            flows.absence(f"priority={PRIORITY},udp,tp_dst={wanted} actions=drop", table),
            *proof,
        ),
    )


def of_form(flows: FlowTable) -> list[Flow]:
    """Return the flows that stand where the drop does, whatever their port and actions."""
    return [
        flow
        for table in TABLES
        for flow in flows.in_table(table)
        if flow.priority == PRIORITY and flow.match.keys() == {"proto", "tp_dst"}
        if flow.proto == "udp"
    ]


def of_same_build(
    node: Node, flows: FlowTable, nodes: Nodes | None, everywhere: PerNode[FlowTable]
) -> list[list[Flow]]:
    """Return the drops of each other node with the same kubelet and version note."""
    kubelets = {each.name: each.kubelet_version for each in (nodes.items if nodes else ())}
    mine = kubelets.get(node.name)
    return [
        [flow for flow in of_form(table) if flow.is_drop]
        for name, table in everywhere.items()
        if mine and name != node.name and kubelets.get(name) == mine
        if table.complete and table.note == flows.note
    ]


def known_ports(config: OvsConfig | None, networks: ClusterNetworks | None) -> dict[int, Source]:
    """Return the ports that vxlan0 and the ClusterNetwork name: the SDN sets up all by one."""
    found: dict[int, Source] = {}
    for network in networks.items if networks else ():
        if network.vxlan_port:
            found.setdefault(network.vxlan_port, network.source_of("vxlanPort"))
    bridge = config.bridge("br0") if config else None
    for port in bridge.ports if bridge else ():
        number = port.options.get("dst_port", str(DEFAULT))
        if port.name == "vxlan0" and port.options and number.isdecimal():
            found.setdefault(int(number), port.source)
    return found
