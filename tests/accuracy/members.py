"""What a cluster is made of: nodes, projects, pods, services."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass, field

SERVICES = ipaddress.IPv4Network("172.30.0.0/16")


def uid(text: str) -> str:
    digest = hashlib.md5(text.encode()).hexdigest()
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]))


@dataclass
class Host:
    name: str
    ip: str
    subnet: ipaddress.IPv4Network
    mac: str
    tun0: str

    @property
    def gateway(self) -> str:
        return str(self.subnet[1])


@dataclass
class Project:
    name: str
    netid: int
    labels: dict[str, str] = field(default_factory=dict)
    multicast: bool = False
    egress_ip: str | None = None
    hosting: int = 0
    """Which of the nodes, from the first or the last, has the egress address."""
    firewall: list[tuple[str, str]] = field(default_factory=list)
    """EgressNetworkPolicy: (`Allow` or `Deny`, network or name)."""
    policies: tuple[str, ...] = ()
    """Names of the NetworkPolicies of `policies.py`."""


@dataclass
class Pod:
    project: Project
    name: str
    host: Host
    app: str
    ip: str
    port: int | None
    """OpenFlow port; None for one on the host's network and for one that has ended."""
    phase: str = "Running"
    ready: bool = True
    leaving: bool = False
    """Deleted, and still there."""

    @property
    def on_host(self) -> bool:
        return self.ip == self.host.ip

    @property
    def live(self) -> bool:
        return not self.on_host and self.phase == "Running"

    @property
    def veth(self) -> str:
        return "veth" + uid(self.name)[:8]

    @property
    def mac(self) -> str:
        return "0a:58:" + ":".join(f"{x:02x}" for x in ipaddress.IPv4Address(self.ip).packed)


@dataclass
class Service:
    project: Project
    name: str
    ip: str
    ports: list[tuple[str, str, int, int]]
    """(name, protocol, port, the pods' port)."""
    pods: list[Pod]
    unready: list[Pod] = field(default_factory=list)
    node_port: int | None = None
    """Of its first port; the others follow."""
    affinity: bool = False
    local: bool = False
    """externalTrafficPolicy: Local."""
    external_ip: str | None = None
    ingress_ip: str | None = None
    """Of the cloud's load balancer."""
    selects: bool = True
    """Whether it has a selector."""

    @property
    def kind(self) -> str:
        if self.ingress_ip:
            return "LoadBalancer"
        return "NodePort" if self.node_port else "ClusterIP"

    def at_node(self, port: tuple[str, str, int, int]) -> int | None:
        """Return the nodePort of one of its ports."""
        return self.node_port and self.node_port + self.ports.index(port)
