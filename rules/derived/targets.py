"""Whose an address is: a pod's, a service's, a node's; and where the pod runs."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.base import Source
from parsers.kube.endpoints import Endpoints
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from parsers.kube.services import Services
from rules.derived.routers import routers_of


@dataclass(frozen=True, slots=True)
class Target:
    """Whose an address is."""

    address: str
    kind: str
    """`pod`, `service`, `node`, `router` or `outside`."""
    name: str
    """namespace/name of a pod or service, a node's name; empty for the outside."""
    node: str | None
    """The node it is on; None for services and the outside."""
    services: tuple[str, ...]
    """Of a pod: the services whose endpoint it is."""
    source: Source | None

    @property
    def subjects(self) -> tuple[str, ...]:
        """What a finding about it is about."""
        short = self.name.rpartition("/")[2]
        return tuple(filter(None, (self.address, self.name, short, self.node, *self.services)))

    def __str__(self) -> str:
        return {
            "pod": f"pod {self.name}",
            "service": f"service {self.name}",
            "node": f"node {self.name}",
            "router": f"the router on {self.name}",
        }.get(self.kind, "")


@dataclass(frozen=True)
class Targets:
    """Looks up addresses."""

    by_address: dict[str, Target]

    def of(self, address: str) -> Target:
        """Return whose an address is; `outside` where no object has it."""
        return self.by_address.get(address) or Target(address, "outside", "", None, (), None)


def derive_targets(
    pods: Pods | None,
    services: Services | None,
    endpoints: Endpoints | None,
    nodes: Nodes | None,
    subnets: HostSubnets | None,
) -> Targets:
    """Index every address that objects name; a pod's wins over its service's."""
    found: dict[str, Target] = {}
    behind: dict[str, list[str]] = {}
    for each in endpoints.items if endpoints else ():
        for address in each.ready:
            behind.setdefault(address.ip, []).append(each.full_name)
    for node in nodes.items if nodes else ():
        if node.internal_ip:
            found[node.internal_ip] = Target(
                node.internal_ip, "node", node.name, node.name, (), node.source
            )
    for subnet in subnets.items if subnets else ():
        if subnet.host_ip:
            name = subnet.host or subnet.name
            found.setdefault(
                subnet.host_ip,
                Target(subnet.host_ip, "node", name, name, (), subnet.source_of("hostIP")),
            )
    for router in routers_of(pods.items) if pods else ():
        if router.host_network and router.host_ip:
            found[router.host_ip] = Target(
                router.host_ip, "router", router.node or router.name, router.node, (), router.source
            )
    for service in services.items if services else ():
        if service.cluster_ip:
            found[service.cluster_ip] = Target(
                service.cluster_ip, "service", service.full_name, None, (), service.source
            )
    for pod in pods.items if pods else ():
        live = pod.phase in {"Running", None} and not pod.host_network
        if pod.pod_ip and live and pod.pod_ip != pod.host_ip and pod.pod_ip not in found:
            services_of = tuple(behind.get(pod.pod_ip, ()))
            found[pod.pod_ip] = Target(
                pod.pod_ip, "pod", pod.full_name, pod.node, services_of, pod.source
            )
    return Targets(found)
