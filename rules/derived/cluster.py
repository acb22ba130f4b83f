"""What the cluster's networks are: pod networks, service network, VXLAN port, plugin mode, MTU."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network

from parsers.base import Source
from parsers.ip_addr import Addresses
from parsers.iptables import IptablesSave
from parsers.kube.clusternetworks import ClusterNetworks
from parsers.node_config import NodeConfig
from parsers.ovs_flows import TUN0, FlowTable
from parsers.sdn_config import SdnConfig
from rules.base import Missing, PerNode
from rules.derived.vxlan_port import port_of_nodes

PLUGINS = {0: "subnet", 1: "multitenant", 2: "networkpolicy"}
"""The first byte of the version note."""
TO_PODS = ((30, 90), (31, 90), (5, 8), (6, 8), (5, 7))
"""Where a layout routes to pods of other nodes: from 3.5, from 4.10, 3.2, 3.1.1, before.

3.2 sends the node's own subnet from table 5 to 7, so that 8 is asked first.
"""
TO_SERVICES = ((30, 60), (31, 60), (3, 4))


@dataclass(frozen=True, slots=True)
class Cluster:
    """The networks of the cluster, and where each was read."""

    cidrs: tuple[IPv4Network, ...]
    service_network: IPv4Network | None
    vxlan_port: int
    plugin: str | None
    """`subnet`, `multitenant`, `networkpolicy`, or None where nothing tells."""
    mtu: int | None
    sources: dict[str, Source]
    """`cidrs`, `service_network`, `plugin`, `mtu` -> the line that says so."""

    def cidr_of(self, network: IPv4Network) -> IPv4Network | None:
        """Return the pod network that holds a subnet."""
        return next((cidr for cidr in self.cidrs if network.subnet_of(cidr)), None)


def derive_cluster(
    networks: ClusterNetworks | None,
    flows: PerNode[FlowTable] | None,
    configs: PerNode[NodeConfig] | None,
    told: SdnConfig | None,
    tables: PerNode[IptablesSave] | None,
    addresses: PerNode[Addresses] | None,
) -> Cluster:
    """Take the ClusterNetwork object, and of flows and configurations what it does not say."""
    cidrs: tuple[IPv4Network, ...] = ()
    service: IPv4Network | None = None
    port, plugin, mtu = None, None, None
    sources: dict[str, Source] = {}
    for network in networks.items if networks else ():
        if network.cidrs and not cidrs:
            cidrs = tuple(cidr for cidr, _ in network.cidrs)
            sources["cidrs"] = network.source_of("network")
        if network.service_network and not service:
            service = network.service_network
            sources["service_network"] = network.source_of("serviceNetwork")
        if network.plugin and not plugin:
            plugin = network.plugin
            sources["plugin"] = network.source_of("pluginName")
        if network.mtu and not mtu:
            mtu = network.mtu
            sources["mtu"] = network.source_of("mtu")
        port = port or network.vxlan_port
    for table in (flows or {}).values():
        if not cidrs:
            cidrs = _from_flows(table, TO_PODS, sources, "cidrs")
        if service is None:
            found = _from_flows(table, TO_SERVICES, sources, "service_network")
            service = found[0] if found else _of_old_services(table, sources)
        if plugin is None and table.note:
            plugin = PLUGINS.get(table.note[0])
            sources["plugin"] = table.in_table(253)[0].source
    for config in (*((told,) if told else ()), *(configs or {}).values()):
        plugin = plugin or config.plugin
    if told and told.mtu and not mtu:
        mtu, sources["mtu"] = told.mtu, told.sources["mtu"]
    if not cidrs:
        raise Missing((ClusterNetworks, FlowTable) if flows is None else ClusterNetworks)
    return Cluster(cidrs, service, port or port_of_nodes(tables, addresses), plugin, mtu, sources)


def _from_flows(
    table: FlowTable, ways: Iterable[tuple[int, int]], sources: dict[str, Source], key: str
) -> tuple[IPv4Network, ...]:
    """Return the networks that the first of some (routing table, target table) routes."""
    found: list[IPv4Network] = []
    for routing, target in ways:
        for flow in table.in_table(routing):
            destination = flow.match.get("nw_dst")
            if flow.goto == target and isinstance(destination, str) and "/" in destination:
                found.append(IPv4Network(destination, strict=False))
                sources.setdefault(key, flow.source)
        if found:
            break
    return tuple(dict.fromkeys(found))


def _of_old_services(table: FlowTable, sources: dict[str, Source]) -> IPv4Network | None:
    """Return the service network as 3.0 and 3.1 say it: what VNID 0 may reach by tun0."""
    for flow in (*table.in_table(4), *table.in_table(5)):
        destination = flow.match.get("nw_dst")
        if (
            flow.match.keys() == {"proto", "reg0", "nw_dst"}
            and flow.match["reg0"] == 0
            and flow.outputs == (TUN0,)
            and isinstance(destination, str)
            and "/" in destination
        ):
            sources.setdefault("service_network", flow.source)
            return IPv4Network(destination, strict=False)
    return None
