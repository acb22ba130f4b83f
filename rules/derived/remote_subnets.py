"""The HostSubnets of the other nodes, as one node must know them."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.kube.hostsubnets import HostSubnet, HostSubnets
from rules.base import Node
from rules.derived.bundle_time import BundleTime
from rules.derived.own_subnet import OwnSubnet


@dataclass(frozen=True, slots=True)
class RemoteSubnets:
    """Every HostSubnet whose hostIP is not the node's own."""

    items: tuple[HostSubnet, ...]
    young: tuple[HostSubnet, ...] = ()
    """Those that came while the bundle was collected: their flows may be there, or not yet."""


def derive_remote_subnets(
    node: Node, own: OwnSubnet, subnets: HostSubnets, time: BundleTime | None
) -> RemoteSubnets:
    """Leave out the node's own HostSubnet: by its name, and by its address as the code does."""
    others = [
        each
        for each in subnets.items
        if node.name not in {each.name, each.host}
        and each.host_ip is not None
        and each.host_ip != own.host_ip
    ]
    young = tuple(each for each in others if time is not None and time.young(each.created))
    return RemoteSubnets(
        tuple(each for each in others if each not in young) if young else tuple(others), young
    )
