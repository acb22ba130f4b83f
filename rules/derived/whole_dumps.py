"""Whether a dump that was cut at the end of a line holds what stands at its end.

A cut shows by what else must follow: the veths of the pods that run on the node come after tun0,
and the route to the node's own network has its place among the others.
"""

from __future__ import annotations

from ipaddress import IPv4Interface

from parsers.ip_addr import Addresses
from parsers.ip_route import RouteTable
from rules.base import NotApplicable
from rules.derived.local_pods import LocalPods
from rules.derived.own_subnet import OwnSubnet


def require_links(addresses: Addresses, pods: LocalPods | None) -> None:
    """Raise NotApplicable for a dump of interfaces without any of the veths of the node's pods."""
    veths = any(link.name.startswith("veth") for link in addresses.links)
    if pods is not None and pods.items and not veths:
        raise NotApplicable("the dump of interfaces ends before those of the pods")


def require_routes(routes: RouteTable, addresses: Addresses | None, own: OwnSubnet | None) -> None:
    """Raise NotApplicable for a table that ends before the route to the node's own network."""
    every = [route.destination.prefixlen for route in routes.routes]
    if not routes.complete or not any(every):  # a node has a route to its own network
        raise NotApplicable("the routes were not dumped whole")
    if addresses is None or own is None or own.host_ip is None:
        return
    link = addresses.link_with(own.host_ip)
    networks = [IPv4Interface(each).network for each in link.inet] if link else []
    there = {route.destination for route in routes.routes}
    last = routes.routes[-1].destination.network_address
    if networks and all(each not in there and each.network_address > last for each in networks):
        raise NotApplicable("the table of routes ends before the node's own network")
