"""Where each capture was taken: node, interface, pod; by path, content and addresses in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from parsers.capture.fact import Capture, Captures
from parsers.kube.pods import Pods
from parsers.ovs_flows import FlowTable
from parsers.ovs_ports import PortTable
from rules.base import NotApplicable, PerNode
from rules.derived.address_names import AddressNames

INTERFACE = re.compile(
    r"(?<![A-Za-z0-9])(veth[0-9a-f]{3,}|tun0|vxlan_sys_\d+|vxlan0|br0|br-ex|docker0|lbr0|cni0|lo|any"
    r"|eth\d+|en[ospx][0-9a-z]+|em\d+|bond\d+|team\d+|ib\d+|p\d+p\d+)(?:[.@]\d+)?(?![A-Za-z0-9])"
)
UPLINK = re.compile(r"eth\d|en[ospx]|em\d|bond|team|ib\d|p\d+p\d|br-ex")
SENDER_TABLES = (20, 2, 3, 4)
"""Where the layouts check the address of what a port sends."""
MOST = 0.9
"""Share of the connections that must have an address for it to be the capture's own."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a capture was taken."""

    capture: Capture
    node: str | None
    interface: str
    """As the path, the capture or the addresses name it; empty where nothing tells."""
    kind: str
    """`uplink`, `tun0`, `veth`, `any`, `vxlan` (vxlan_sys_4789) or empty."""
    pod: str | None
    """The address of the pod whose veth (or eth0) this is."""
    reason: str
    """Why it is taken to be there, in words."""

    @property
    def name(self) -> str:
        """`eth0 of node1`; where nothing is known, the file's name."""
        file = self.capture.path.rpartition("/")[2]
        if self.node:
            return f"{self.interface or file} of {self.node}"
        return f"{self.interface} ({file})" if self.interface else file


@dataclass(frozen=True)
class CapturePoints:
    """Every capture of the bundle with its place."""

    items: tuple[Point, ...]

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def by_path(self) -> dict[str, Point]:
        """Path -> point."""
        return {point.capture.path: point for point in self.items}


def derive_capture_points(
    captures: PerNode[Captures] | None,
    names: AddressNames,
    pods: Pods | None,
    ports: PerNode[PortTable] | None,
    flows: PerNode[FlowTable] | None,
) -> CapturePoints:
    """Place each capture.

    Raises NotApplicable where there is none: most faults show without, and a capture must be
    taken while it fails, so that the want of one is no gap of the bundle.
    """
    if captures is None:
        raise NotApplicable("the bundle holds no packet capture (tcpdump -nn -i any -w node.pcap)")
    found = []
    for node, some in captures.items():
        veths = port_owners(ports.get(node) if ports else None, flows.get(node) if flows else None)
        for capture in some:
            known = None if node == capture.path else node
            found.append(place(capture, known, names, pods, veths))
    return CapturePoints(tuple(found))


def port_owners(ports: PortTable | None, flows: FlowTable | None) -> dict[str, str]:
    """Return veth -> address of its pod, by the flows that check what comes from its port."""
    if ports is None or flows is None:
        return {}
    owners = {
        flow.match.get("in_port"): flow.match.get("nw_src")
        for table in SENDER_TABLES
        for flow in flows.in_table(table)
    }
    return {
        port.name: owner
        for port in ports.veths
        if isinstance(owner := owners.get(port.number), str) and "/" not in owner
    }


def place(
    capture: Capture,
    node: str | None,
    names: AddressNames,
    pods: Pods | None,
    veths: Mapping[str, str],
) -> Point:
    """Say where one capture was taken; `node` is what its path told."""
    reasons = [f"the path names {node}"] if node else []
    file = re.split(r"/|!/", capture.path)[-1]
    interface, kind, pod = "", "", None
    said = [each.name for each in capture.interfaces if each.name and each.frames]
    several = sum(bool(each.frames) for each in capture.interfaces) > 1
    match = INTERFACE.search(file)
    if len(said) == 1:
        interface = said[0]
        reasons.append(f"the capture says it is of {interface}")
    elif several:
        interface = "any"
        reasons.append(f"it holds several interfaces: {', '.join(said) or 'without names'}")
    elif match:
        interface = match[1]
        reasons.append(f"the file's name says {interface}")
    elif any(each.linktype.startswith("linux-sll") for each in capture.interfaces):
        interface = "any"
        reasons.append("it has the cooked headers of the interface `any`")
    kind = kind_of(interface)
    if not kind and capture.has_vxlan:
        kind = "uplink"
        reasons.append("VXLAN in it: an interface of the node network")
    named = next((p for p in pods.items if p.name and p.name in file), None) if pods else None
    if named is not None and named.pod_ip and not named.host_network:
        kind, pod, node = kind or "veth", named.pod_ip, node or named.node
        interface = interface or "eth0"
        reasons.append(f"the file's name says pod {named.full_name}")
    if interface in veths:
        pod = veths[interface]
        reasons.append(f"the flows of its port are of {names.says(pod)}")
    elif kind in {"veth", ""} and pod is None:
        pod = own_address(capture, names, node)
        if pod is not None and (kind or names.get(pod) is not None):
            kind = "veth"
            reasons.append(f"nearly all packets are from or to {names.says(pod)}")
            node = node or names.node_of(pod)
        else:
            pod = None
    if node is None:
        node = tunnel_end(capture, names) if kind == "uplink" else gateway_side(capture, names)
        if node:
            reasons.append(f"by the addresses in it {node}")
    return Point(capture, node, interface, kind, pod, "; ".join(reasons))


def kind_of(interface: str) -> str:
    """Return what an interface is in the SDN."""
    if interface in {"tun0", "any"}:
        return interface
    if interface.startswith("vxlan"):
        return "vxlan"
    if interface.startswith("veth"):
        return "veth"
    return "uplink" if UPLINK.match(interface) else ""


def own_address(capture: Capture, names: AddressNames, node: str | None) -> str | None:
    """Return the pod's address that is an end of nearly every connection, if one alone is."""
    found = Counter(
        ip for ends in ends_of(capture, tunnelled=False) for ip in set(ends) if names.in_pods(ip)
    )
    total = int((~capture.connections.table["tunnelled"]).sum())
    sure = [
        ip
        for ip, count in found.most_common(3)
        if count >= MOST * total
        and ((holder := names.get(ip)) is None or holder.kind != "gateway")
        and (node is None or names.node_of(ip) in {node, None})
    ]
    return sure[0] if len(sure) == 1 else None


def tunnel_end(capture: Capture, names: AddressNames) -> str | None:
    """Return the node that is an end of every tunnel, where just one is."""
    ends: Counter[str] = Counter()
    for tunnel in capture.tunnels:
        ends.update({tunnel.source, tunnel.destination})
    sure = [ip for ip, count in ends.items() if count == len(capture.tunnels)]
    holders = [holder for ip in sure if (holder := names.get(ip)) and holder.kind == "node"]
    return holders[0].name if len(holders) == 1 else None


def gateway_side(capture: Capture, names: AddressNames) -> str | None:
    """Return the node one of whose addresses or pods is an end of nearly every connection."""
    nodes: Counter[str] = Counter()
    total = 0
    for ends in ends_of(capture, tunnelled=False):
        total += 1
        nodes.update({node for ip in ends if (node := names.node_of(ip))})
    sure = [node for node, count in nodes.items() if count >= MOST * total]
    return sure[0] if len(sure) == 1 else None


def ends_of(capture: Capture, *, tunnelled: bool) -> list[tuple[str, str]]:
    """Return the two addresses of each connection, those inside of VXLAN or the others."""
    from parsers.capture.columns import text_of  # loads numpy

    table = capture.connections.table
    chosen = table[table["tunnelled"] == tunnelled][:5_000]
    pairs = zip(chosen["a"].tolist(), chosen["b"].tolist(), strict=True)
    return [(text_of(a), text_of(b)) for a, b in pairs]
