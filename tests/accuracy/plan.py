"""A cluster drawn at random: its nodes, projects, pods, services, policies."""

from __future__ import annotations

import ipaddress
import random

from tests.accuracy.members import Host, Pod, Project
from tests.accuracy.portals import services
from tests.accuracy.releases import Release

NETWORKS = ("10.128.0.0/14", "10.1.0.0/16", "10.212.0.0/14")
LETTERS = "bcdfghjklmnpqrstvwxz2456789"


class Plan:
    """All that a cluster is made of."""

    def __init__(self, release: Release, seed: int, nodes: int = 3, pods: int = 9) -> None:
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
        self.services = list(services(self.projects, self.pods, self.hosts, release.number))

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
        names = ["openshift-sdn", "shop", "web", "payments", "batch", "openshift-ingress", "joined",
                 "tools"]  # fmt: skip
        rest = [Project(name, rng.randrange(10, 1 << 24), {"name": name}) for name in names]
        ingress = {"network.openshift.io/policy-group": "ingress"}
        rest[5].labels |= ingress
        shop, web, payments = rest[1], rest[2], rest[3]
        if self.release.mode == "MT":
            rest[6].netid, rest[7].netid = rest[4].netid, 0
        if self.release.mode != "SN":
            web.multicast = True
            payments.firewall = [("Allow", "198.51.100.0/24"), ("Allow", "www.example.com"),
                                 ("Allow", "203.0.113.9/32"), ("Deny", "0.0.0.0/0")]  # fmt: skip
            shop.egress_ip = "172.16.40.250"
            if self.seed % 2 == 0:
                web.egress_ip, web.hosting = "172.16.40.251", -1
                rest[7].firewall = [("Deny", "198.51.100.128/25"), ("Allow", "0.0.0.0/0")]
                rest[7].firewall *= bool(rest[7].netid)
        if self.release.mode == "NP":
            shop.policies = ("same-namespace", "from-ingress")
            web.policies = ("db-from-web",)
            payments.policies = ("deny-all",)
            if self.release.number >= (4, 3):
                payments.policies += ("from-monitoring-network",)
                shop.policies += ("from-tools-of-web",)
            if self.release.new:
                rest[4].policies = ("egress-dns",)
                rest[7].policies = ("range-of-ports", "egress-to-shop")
                payments.policies += ("from-most-of-a-network",)
            else:
                rest[7].policies = ("one-port",)
                if self.release.number >= (4, 7):
                    rest[4].policies = ("egress-dns",)  # ignored: it selects nothing
        return [default, *rest]

    def _pods(self, host: Host, count: int) -> list[Pod]:
        rng = self.rng
        sdn = self.projects[1]
        found = [Pod(sdn, f"sdn-{self._word()}", host, "sdn", host.ip, None)]
        if self.release.number < (4, 6):
            found.append(Pod(sdn, f"ovs-{self._word()}", host, "ovs", host.ip, None))
        places = sorted(rng.sample(range(2, min(2**self.length - 2, 6 * count + 20)), count + 2))
        port = 3
        users = [p for p in self.projects if p is not sdn]
        for index in range(count):
            project = users[(index + 2 * (index // len(users))) % len(users)]
            turn = index // len(users) + self.hosts.index(host) // 2
            app = ("web", "db", "worker")[turn % 3]
            port += rng.randrange(1, 4)
            name = f"{app}-{self._word(9)}-{self._word()}"
            found.append(Pod(project, name, host, app, str(host.subnet[places[index]]), port))
        if self.hosts.index(host) % 3 == 2:
            for pod in found:
                pod.leaving = pod.project.name == "joined"
        if self.hosts.index(host) < 2:
            ingress = self.projects[6 if self.release.number >= (4, 0) else 0]
            found.append(Pod(ingress, f"router-{self._word()}", host, "router", host.ip, None))
        lone = Pod(self.projects[6], f"backup-{self._word()}", host, "backup",
                   str(host.subnet[places[-2]]), port + 2)  # fmt: skip
        found.append(lone)
        if len(found) > 8 and self.hosts.index(host) % 3 == 1:
            found[4].ready = False
        evicted = f"report-{self._word()}"
        found.append(Pod(self.projects[2], evicted, host, "report", "", None, "Failed"))
        ended = f"job-{self._word()}"
        found.append(Pod(self.projects[5], ended, host, "job", str(host.subnet[places[-1]]), None,
                         "Succeeded"))  # fmt: skip
        return found

    def _word(self, length: int = 5) -> str:
        return "".join(self.rng.choice(LETTERS) for _ in range(length))

    def live(self, host: Host) -> list[Pod]:
        """The pods that have flows on a node."""
        return [pod for pod in self.pods if pod.host is host and pod.live]

    def vnid(self, project: Project) -> int:
        return 0 if self.release.mode == "SN" else project.netid

    def egress(self, host: Host | None = None) -> list[Project]:
        """The projects that have an egress address, or those whose address a node has."""
        return [
            p for p in self.projects if p.egress_ip and (host is None or host is self.hosting(p))
        ]

    def hosting(self, project: Project) -> Host:
        """The node that has a project's egress address."""
        return self.hosts[project.hosting]
