"""What every IPv4 address of the cluster is: a pod, a node, a gateway, a service, an egress IP."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network

from parsers.base import Source


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has an address."""

    kind: str
    """`pod`, `node`, `gateway`, `service`, `endpoint` or `egress IP`."""
    name: str
    """namespace/name of a pod or service, a node's name."""
    node: str | None = None
    namespace: str | None = None
    source: Source | None = None
    """The line that says so."""

    @property
    def short(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition("/")[2]

    def __str__(self) -> str:
        if self.kind == "node":
            return f"node {self.name}"
        if self.kind == "gateway":
            return f"tun0 of {self.name}"
        return f"{self.kind} {self.name}" + (f" on {self.node}" if self.node else "")


@dataclass(frozen=True)
class AddressNames:
    """Address -> who has it, and what the networks tell of the others."""

    holders: dict[str, Holder]
    services_of: dict[str, tuple[str, ...]]
    """Address -> the services that it stands behind: namespace/name."""
    subnets: tuple[tuple[IPv4Network, str], ...]
    """(pod subnet, node), by HostSubnets and tun0."""
    cidrs: tuple[IPv4Network, ...]
    service_network: IPv4Network | None
    pods_known: bool
    """True if all pods of the cluster were listed: an address that none has is nobody's."""
    completed: frozenset[str] = frozenset()
    """Addresses of pods that ended or begin, or that are not on the SDN."""
    hosts: frozenset[str] = field(default=frozenset())
    """Addresses of nodes that the tunnel uses: HostSubnets and Node objects."""

    def __len__(self) -> int:
        return len(self.holders)

    def get(self, address: str) -> Holder | None:
        """Return who has an address, or None."""
        return self.holders.get(address)

    def says(self, address: str) -> str:
        """Return the address with its name: `10.130.0.12 (pod shop/catalog on node3)`."""
        holder = self.holders.get(address)
        if holder is not None:
            return f"{address} ({holder})"
        node = self.node_of(address)
        return f"{address} (in the subnet of {node})" if node else address

    def short(self, address: str) -> str:
        """Return the name alone where there is one: `shop/catalog-3-cxnd2`."""
        holder = self.holders.get(address)
        if holder is None:
            return address
        return f"tun0 of {holder.name}" if holder.kind == "gateway" else holder.name

    def in_pods(self, address: str) -> bool:
        """Return whether an address lies in the pod network."""
        return any(IPv4Address(address) in cidr for cidr in self.cidrs)

    def in_services(self, address: str) -> bool:
        """Return whether an address lies in the service network."""
        return self.service_network is not None and IPv4Address(address) in self.service_network

    def inside(self, address: str) -> bool:
        """Return whether an address is one of the cluster's: pods, services, nodes."""
        return address in self.holders or self.in_pods(address) or self.in_services(address)

    def node_of(self, address: str) -> str | None:
        """Return the node that an address lies on: its holder's, else that of its subnet."""
        holder = self.holders.get(address)
        if holder is not None and holder.node:
            return holder.node
        if address not in self._nodes:
            self._nodes[address] = self._by_subnet(IPv4Address(address))
        return self._nodes[address]

    def _by_subnet(self, address: IPv4Address) -> str | None:
        starts, nets = self._sorted
        at = bisect.bisect_right(starts, int(address)) - 1
        return nets[at][1] if at >= 0 and address in nets[at][0] else None

    def subnet_of(self, node: str) -> IPv4Network | None:
        """Return the pod subnet of a node."""
        return next((subnet for subnet, name in self.subnets if name == node), None)

    def host_ip(self, node: str) -> str | None:
        """Return the address that tunnels to a node use."""
        return next(
            (a for a in self.hosts if (h := self.holders.get(a)) is not None and h.name == node),
            None,
        )

    def subjects(self, address: str) -> tuple[str, ...]:
        """Return all that a finding about an address is about: itself, its pod, its node."""
        holder = self.holders.get(address)
        found = [address]
        if holder is not None:
            found += [holder.name, holder.short]
        node = self.node_of(address)
        if node:
            found.append(node)
            host, subnet = self.host_ip(node), self.subnet_of(node)
            found += [host] if host else []
            found += [str(subnet)] if subnet else []
        return tuple(dict.fromkeys(found))

    @cached_property
    def _nodes(self) -> dict[str, str | None]:
        """What was asked before: captures ask for the same addresses many times."""
        return {}

    @cached_property
    def _sorted(self) -> tuple[list[int], list[tuple[IPv4Network, str]]]:
        nets = sorted(self.subnets, key=lambda pair: int(pair[0].network_address))
        return [int(net.network_address) for net, _ in nets], nets
