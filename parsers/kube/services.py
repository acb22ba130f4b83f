"""Service (v1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from parsers.kube.ages import age
from parsers.kube.objects import (
    Described,
    Objects,
    RawObject,
    integer,
    ipv4,
    mapping,
    sequence,
    strings,
    text,
    when,
)


@dataclass(frozen=True, slots=True)
class ServicePort:
    """One port of a service."""

    name: str
    """Empty for an unnamed port."""
    protocol: str
    """Upper case."""
    port: int
    target_port: str | None
    """A number or a name, as text."""
    node_port: int | None


@dataclass(frozen=True, slots=True)
class Service(Described):
    """A service."""

    namespace: str
    name: str
    type: str
    cluster_ip: str | None
    """None for headless and ExternalName services."""
    ports: tuple[ServicePort, ...]
    selector: dict[str, str] | None
    """None where it is not known (a row without it); empty where there is none."""
    session_affinity: str | None
    external_ips: tuple[str, ...]
    annotations: dict[str, str]
    balanced: bool = False
    """True if a load balancer gave it an address."""
    balancer_ips: tuple[str, ...] = ()
    """The addresses of its load balancer that kube-proxy takes for its own."""
    created: datetime | None = None
    age: timedelta | None = None
    """How old a row says it is."""
    pending: bool = False
    """True for a row that waits for the address of a load balancer."""

    @property
    def full_name(self) -> str:
        """namespace/name."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@dataclass(frozen=True)
class Services(Objects[Service]):
    """The services that were collected."""

    KIND = "Service"

    @cached_property
    def by_name(self) -> dict[tuple[str, str], Service]:
        """(namespace, name) -> service."""
        return {(item.namespace, item.name): item for item in self.items}

    @cached_property
    def by_cluster_ip(self) -> dict[str, Service]:
        """Cluster address -> service."""
        return {item.cluster_ip: item for item in self.items if item.cluster_ip}


def build(raw: RawObject) -> Service:
    """Make a service of its object or row."""
    spec = mapping(raw.data.get("spec"))
    selector = spec.get("selector")
    balancer = sequence(mapping(mapping(raw.data.get("status")).get("loadBalancer")).get("ingress"))
    return Service(
        namespace=raw.namespace,
        name=raw.name,
        type=text(spec.get("type")) or "ClusterIP",
        cluster_ip=ipv4(spec.get("clusterIP")),
        ports=tuple(port for port in map(_port, sequence(spec.get("ports"))) if port),
        selector=None if raw.from_table and selector is None else strings(selector),
        session_affinity=text(spec.get("sessionAffinity")),
        external_ips=tuple(str(ip) for ip in sequence(spec.get("externalIPs"))),
        annotations=strings(raw.metadata.get("annotations")),
        balanced=bool(balancer),
        balancer_ips=tuple(
            str(each["ip"])
            for each in map(mapping, balancer)
            if each.get("ip") and each.get("ipMode") != "Proxy"
        ),
        created=when(raw.metadata.get("creationTimestamp")),
        age=age(text(raw.metadata.get("age"))),
        pending=raw.from_table and raw.metadata.get("shown") == "<pending>",
        raw=raw,
    )


def _port(value: object) -> ServicePort | None:
    found = mapping(value)
    number = integer(found.get("port"))
    if number is None:
        return None
    return ServicePort(
        text(found.get("name")) or "",
        (text(found.get("protocol")) or "TCP").upper(),
        number,
        text(found.get("targetPort")),
        integer(found.get("nodePort")),
    )
