"""A node's own subnet, gateway and address: from its HostSubnet, else from its flows and tun0."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv4Network

from parsers.base import Source
from parsers.ip_addr import Addresses, Link
from parsers.ipv4 import network as network_of
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from parsers.ovs_flows import FlowTable
from rules.base import Missing, Node


@dataclass(frozen=True, slots=True)
class OwnSubnet:
    """The pod subnet of one node."""

    host_ip: str | None
    """The node's address as the SDN knows it; None where nothing tells."""
    subnet: IPv4Network
    source: Source
    declared: bool
    """True if a HostSubnet object says so, False if it was told from flows or tun0."""

    @property
    def gateway(self) -> str:
        """The address of tun0: the subnet's first."""
        return str(self.subnet.network_address + 1)


def derive_own_subnet(
    node: Node,
    subnets: HostSubnets | None,
    nodes: Nodes | None,
    addresses: Addresses | None,
    flows: FlowTable | None,
) -> OwnSubnet:
    """Find the node's subnet; raises Missing if neither objects nor the node tell it."""
    own = subnets.by_name.get(node.name) if subnets else None
    if own is None and subnets and addresses:
        own = next((hs for hs in subnets.items if addresses.link_with(hs.host_ip or "")), None)
    tun0 = addresses.by_name.get("tun0") if addresses else None
    told = _told(tun0, flows)
    if own is None and subnets and told:
        # Its artifacts lie under another name; who has its subnet is the node itself.
        own = next((hs for hs in subnets.items if hs.subnet == told[0]), None)
    if own is not None and own.subnet is not None:
        return OwnSubnet(own.host_ip, own.subnet, own.source_of("subnet"), declared=True)
    if told is None:
        others = ((addresses, Addresses), (flows, FlowTable))
        raise Missing((HostSubnets, *(fact for found, fact in others if found is None)))
    object_of_node = nodes.by_name.get(node.name) if nodes else None
    host_ip = object_of_node.internal_ip if object_of_node else None
    return OwnSubnet(host_ip, *told, declared=False)


def _told(tun0: Link | None, flows: FlowTable | None) -> tuple[IPv4Network, Source] | None:
    """Return the subnet that tun0's address lies in, else the one that flows keep on the node."""
    if tun0 is not None and tun0.inet:
        return IPv4Interface(tun0.inet[0]).network, tun0.source
    for table in (30, 31):
        for flow in flows.in_table(table) if flows else ():
            destination = str(flow.match.get("nw_dst", ""))
            subnet = network_of(destination) if "/" in destination else None
            if flow.goto == 70 and subnet is not None:
                return subnet, flow.source
    return None
