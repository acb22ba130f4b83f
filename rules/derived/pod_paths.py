"""The first packets of what pods of a node send and get, as its netfilter sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from parsers.ip_route import RouteTable
from parsers.iptables import IptablesSave
from parsers.ipv4 import address
from parsers.ipv4 import network as network_of
from rules.derived.cluster import Cluster
from rules.derived.own_subnet import OwnSubnet
from rules.derived.packet_filter import FORWARDED, INCOMING, OUTGOING, Hooks
from rules.derived.packet_match import NIC, Packet

PUBLIC = ("198.51.100.77", "203.0.113.77", "192.0.2.77", "93.184.216.34", "8.8.4.4", "151.101.1.1")
"""Candidates for "the outside": the first one that no rule names."""
NAMED = re.compile(r" -[sd] ([\d.]+(?:/\d+)?)")
NODE_PORTS = (("udp", 53), ("tcp", 53), ("tcp", 8443), ("tcp", 6443), ("tcp", 10250))
"""DNS, the API and the kubelet, which pods ask on nodes."""
SERVICE: Hooks = (("raw", "PREROUTING"), ("mangle", "PREROUTING"))
"""What a service's address meets before it is translated."""


@dataclass(frozen=True, slots=True)
class Path:
    """A way that packets must be let go."""

    name: str
    """Fits behind "what goes"."""
    hooks: Hooks
    packet: Packet


def pod_paths(
    tables: IptablesSave, cluster: Cluster, own: OwnSubnet, routes: RouteTable | None
) -> Iterator[Path]:
    """Yield one path of each kind, for every pod network."""
    nic = (routes.default.device if routes and routes.default else None) or NIC
    named = named_networks(tables)
    outside = next(
        (ip for ip in map(IPv4Address, PUBLIC) if not any(ip in net for net in named)), None
    )
    pod = unnamed(own.subnet, named)
    host = address(own.host_ip)
    gateway = address(own.gateway)
    if pod is None:
        return
    if outside is not None:
        yield Path(
            "from pods to the outside", FORWARDED, Packet("tun0", nic, pod, outside, *tcp(443))
        )
        yield Path(
            "from the outside to pods", FORWARDED, Packet(nic, "tun0", outside, pod, *tcp(8080))
        )
    for cidr in cluster.cidrs:
        other = unnamed(cidr, [*named, own.subnet])
        if other is not None:
            yield Path(
                "from pods to services", FORWARDED, Packet("tun0", "tun0", pod, other, *tcp(8080))
            )
            yield Path(
                "from the node to pods",
                OUTGOING,
                Packet(None, "tun0", gateway, other, *tcp(8080), to_local=False),
            )
    if cluster.service_network is not None:
        service = unnamed(cluster.service_network, named)
        if service is not None:
            yield Path(
                "from pods to services", SERVICE, Packet("tun0", None, pod, service, *tcp(8080))
            )
    if host is not None:
        for proto, port in NODE_PORTS:
            yield Path(
                "from pods to their node",
                INCOMING,
                Packet("tun0", None, pod, host, proto, 40_000, port, to_local=True),
            )


def tcp(port: int) -> tuple[str, int, int]:
    """Return protocol, source port and destination port."""
    return "tcp", 40_000, port


def named_networks(tables: IptablesSave) -> list[IPv4Network]:
    """Return the networks that rules of the tables that filter name, the widest ones left out."""
    texts = {
        text
        for name in ("raw", "mangle", "filter")
        if name in tables.tables
        for text in NAMED.findall(tables.tables[name].text)
    }
    networks = map(network_of, texts)
    return sorted(found for found in networks if found is not None and found.prefixlen)


def unnamed(network: IPv4Network, named: Iterable[IPv4Network]) -> IPv4Address | None:
    """Return an address of a network that no rule singles out, so that it stands for the rest."""
    inner = [each for each in named if each != network and each.subnet_of(network)]
    taken = sorted(inner, key=lambda each: each.network_address)
    at = int(network.network_address) + 2
    for each in taken:
        if at < int(each.network_address):
            break
        at = max(at, int(each.broadcast_address) + 1)
    return IPv4Address(at) if at < int(network.broadcast_address) else None
