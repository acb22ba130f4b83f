"""The HostSubnets of the other nodes, as one node must know them."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.kube.hostsubnets import HostSubnet, HostSubnets
from rules.base import Node
from rules.derived.own_subnet import OwnSubnet


@dataclass(frozen=True, slots=True)
class RemoteSubnets:
    """Every HostSubnet whose hostIP is not the node's own."""

    items: tuple[HostSubnet, ...]


def derive_remote_subnets(node: Node, own: OwnSubnet, subnets: HostSubnets) -> RemoteSubnets:
    """Leave out the node's own HostSubnet: by its name, and by its address as the code does."""
    return RemoteSubnets(
        tuple(
            each
            for each in subnets.items
            if node.name not in {each.name, each.host}
            and each.host_ip is not None
            and each.host_ip != own.host_ip
        )
    )
