"""Gathers the names that a bundle gives its addresses: the fact `AddressNames`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from ipaddress import IPv4Network

from parsers.ip_addr import Addresses
from parsers.ipv4 import is_address
from parsers.kube.endpoints import Endpoints
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from parsers.kube.services import Services
from rules.base import PerNode
from rules.derived.address_names import AddressNames, Holder
from rules.derived.cluster import Cluster
from rules.derived.local_pods import attached


def derive_address_names(
    pods: Pods | None,
    services: Services | None,
    endpoints: Endpoints | None,
    nodes: Nodes | None,
    subnets: HostSubnets | None,
    addresses: PerNode[Addresses] | None,
    cluster: Cluster | None,
) -> AddressNames:
    """Gather every name that the bundle gives an address; what is surest is written last."""
    holders: dict[str, Holder] = {}
    for ip, holder in _endpoints(endpoints):
        holders.setdefault(ip, holder)
    holders.update(_links(addresses or PerNode()))
    hosts: dict[str, None] = {}
    nets: dict[IPv4Network, str] = {}
    for each in subnets.items if subnets else ():
        name = each.host or each.name
        if each.subnet is not None:
            nets[each.subnet] = name
            gateway = str(each.subnet.network_address + 1)
            holders[gateway] = Holder("gateway", name, name, source=each.source_of("subnet"))
        for ip in each.egress_ips:
            holders[ip] = Holder("egress IP", ip, name, source=each.source)
        if each.host_ip:
            hosts[each.host_ip] = None
            holders[each.host_ip] = Holder("node", name, name, source=each.source_of("hostIP"))
    for name, dump in (addresses or PerNode()).items():
        tun0 = dump.by_name.get("tun0")
        if tun0 is not None and tun0.inet and name not in nets.values():
            nets.setdefault(IPv4Network(tun0.inet[0], strict=False), name)
    for node in nodes.items if nodes else ():
        for kind, ip in node.addresses:
            if kind.endswith("IP") and is_address(ip):
                holders.setdefault(ip, Holder("node", node.name, node.name, source=node.source))
                if kind == "InternalIP":
                    hosts[ip] = None
    for service in services.items if services else ():
        for vip in (service.cluster_ip, *service.external_ips):
            if vip and is_address(vip):
                holders[vip] = Holder(
                    "service", service.full_name, None, service.namespace, service.source
                )
    ended: set[str] = set()
    for pod in pods.items if pods else ():
        at = pod.pod_ip
        if at is None or pod.host_network or at in hosts:
            continue
        if not attached(pod):
            ended.add(at)
            continue
        holders[at] = Holder("pod", pod.full_name, pod.node, pod.namespace, pod.source_of("podIP"))
    return AddressNames(
        holders,
        _memberships(endpoints),
        tuple(nets.items()),
        cluster.cidrs if cluster else (),
        cluster.service_network if cluster else None,
        pods is not None and not pods.partial and bool(pods.items),
        frozenset(ended - holders.keys()),
        frozenset(hosts),
    )


def _endpoints(endpoints: Endpoints | None) -> Iterator[tuple[str, Holder]]:
    for each in endpoints.items if endpoints else ():
        for subset in each.subsets:
            for address in (*subset.ready, *subset.not_ready):
                yield (
                    address.ip,
                    Holder(
                        "endpoint",
                        f"{each.namespace}/{address.target}" if address.target else each.full_name,
                        address.node,
                        each.namespace,
                        each.source,
                    ),
                )


def _memberships(endpoints: Endpoints | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for each in endpoints.items if endpoints else ():
        for subset in each.subsets:
            for address in (*subset.ready, *subset.not_ready):
                found[address.ip][each.full_name] = None
    return {ip: tuple(names) for ip, names in found.items()}


def _links(addresses: PerNode[Addresses]) -> dict[str, Holder]:
    """Return the addresses that exactly one node's links carry: not those of lo and docker0."""
    seen: dict[str, set[str]] = defaultdict(set)
    found: dict[str, Holder] = {}
    for node, dump in addresses.items():
        for link in dump.links:
            for ip in link.addresses:
                seen[ip].add(node)
                kind = "gateway" if link.name == "tun0" else "node"
                found[ip] = Holder(kind, node, node, source=link.source_of(ip))
    return {
        ip: holder
        for ip, holder in found.items()
        if len(seen[ip]) == 1 and not ip.startswith("127.")
    }
