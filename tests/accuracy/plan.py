"""A cluster drawn at random: its nodes, projects, pods, services, policies."""

from __future__ import annotations

import hashlib
import ipaddress
import random
from dataclasses import dataclass, field

from tests.accuracy.releases import Release

SERVICES = ipaddress.IPv4Network("172.30.0.0/16")
NETWORKS = ("10.128.0.0/14", "10.1.0.0/16", "10.212.0.0/14")
LETTERS = "bcdfghjklmnpqrstvwxz2456789"


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
    firewall: list[tuple[str, str]] = field(default_factory=list)
    """EgressNetworkPolicy: (`Allow` or `Deny`, network)."""
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
    node_port: int | None = None
    affinity: bool = False
    external_ip: str | None = None


class Plan:
    """All that a cluster is made of."""

    def __init__(self, release: Release, seed: int, nodes: int = 3, pods: int = 6) -> None:
        self.release, self.seed = release, seed
        self.rng = rng = random.Random(f"{release}{seed}{nodes}{pods}")
        first = ipaddress.IPv4Network(NETWORKS[seed % 3] if nodes < 100 else NETWORKS[0])
        self.cidrs = [first]
        if release.mode != "SN" and seed % 2:
            self.cidrs.append(ipaddress.IPv4Network("10.132.0.0/14"))
        self.length = 8 if first.prefixlen == 16 else 9
        free = [list(c.subnets(new_prefix=32 - self.length))[: 2 * nodes + 8] for c in self.cidrs]
        for each in free:
            rng.shuffle(each)
        self.hosts = [self._host(i, free) for i in range(nodes)]
        self.f5 = ("192.0.2.77", free[0].pop()) if seed % 3 == 1 else None
        self.projects = self._projects()
        self.pods = [pod for host in self.hosts for pod in self._pods(host, pods)]
        self.services = list(self._services())

    def _host(self, index: int, free: list[list[ipaddress.IPv4Network]]) -> Host:
        old = self.release.number < (4, 0)
        name = f"node{index + 1}.ocp.example.net" if old else f"worker-{index}.prod.example.net"
        mac = f"fa:16:3e:{self.rng.randrange(256):02x}:{index >> 8:02x}:{index & 255:02x}"
        tun0 = (
            f"{self.rng.randrange(0, 256, 4) | 2:02x}:4d:{index >> 8:02x}:{index & 255:02x}:9e:01"
        )
        return Host(name, f"172.16.{40 + (index >> 7)}.{(index & 127) + 20}",
                    free[index % len(free)].pop(), mac, tun0)  # fmt: skip

    def _projects(self) -> list[Project]:
        rng = self.rng
        default = Project("default", 0, {"name": "default"})
        names = ["openshift-sdn", "shop", "web", "payments", "batch", "openshift-ingress"]
        rest = [Project(name, rng.randrange(10, 1 << 24), {"name": name}) for name in names]
        ingress = {"network.openshift.io/policy-group": "ingress"}
        rest[-1].labels |= ingress
        shop, web, payments = rest[1], rest[2], rest[3]
        if self.release.mode != "SN":
            web.multicast = True
            payments.firewall = [("Allow", "198.51.100.0/24"), ("Allow", "203.0.113.9/32"),
                                 ("Deny", "0.0.0.0/0")]  # fmt: skip
            shop.egress_ip = "172.16.40.250"
        if self.release.mode == "NP":
            shop.policies = ("same-namespace", "from-ingress")
            web.policies = ("db-from-web",)
            payments.policies = ("deny-all",)
            if self.release.number >= (4, 3):
                payments.policies += ("from-monitoring-network",)
            if self.release.new:
                rest[4].policies = ("egress-dns",)
        return [default, *rest]

    def _pods(self, host: Host, count: int) -> list[Pod]:
        rng = self.rng
        sdn = self.projects[1]
        found = [Pod(sdn, f"sdn-{self._word()}", host, "sdn", host.ip, None)]
        if self.release.number < (4, 6):
            found.append(Pod(sdn, f"ovs-{self._word()}", host, "ovs", host.ip, None))
        places = sorted(rng.sample(range(2, min(2**self.length - 2, 6 * count + 20)), count + 1))
        port = 3
        users = [p for p in self.projects if p is not sdn]
        for index in range(count):
            project = users[index % len(users)]
            app = ("web", "db", "worker")[(index // len(users) + self.hosts.index(host)) % 3]
            port += rng.randrange(1, 4)
            name = f"{app}-{self._word(9)}-{self._word()}"
            found.append(Pod(project, name, host, app, str(host.subnet[places[index]]), port))
        ended = f"job-{self._word()}"
        found.append(Pod(self.projects[5], ended, host, "job", str(host.subnet[places[-1]]), None,
                         "Succeeded"))  # fmt: skip
        return found

    def _word(self, length: int = 5) -> str:
        return "".join(self.rng.choice(LETTERS) for _ in range(length))

    def _services(self) -> list[Service]:
        groups: dict[tuple[str, str], list[Pod]] = {}
        for pod in self.pods:
            if pod.live:
                groups.setdefault((pod.project.name, pod.app), []).append(pod)
        found = []
        for index, ((_, app), pods) in enumerate(groups.items()):
            ports = [("", "TCP", 80, 8080)]
            if index % 3 == 1:
                ports = [("http", "TCP", 80, 8080), ("dns", "UDP", 53, 5353)]
            service = Service(pods[0].project, f"{app}-svc", str(SERVICES[1000 + 7 * index]), ports,
                              pods)  # fmt: skip
            service.node_port = 30080 + index if index == 2 else None
            service.affinity = index == 3
            service.external_ip = "198.18.7.7" if index == 4 else None
            found.append(service)
        return found

    def live(self, host: Host) -> list[Pod]:
        """The pods that have flows on a node."""
        return [pod for pod in self.pods if pod.host is host and pod.live]

    def vnid(self, project: Project) -> int:
        return 0 if self.release.mode == "SN" else project.netid

    def hosting_egress(self) -> Host | None:
        """The node that has the egress address."""
        return self.hosts[0] if any(p.egress_ip for p in self.projects) else None
