"""The services of a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.accuracy.members import SERVICES, Host, Pod, Project, Service

WEB = [("", "TCP", 80, 8080)]
LONE = "backup"
"""Pods of no service."""
TWO = [("http", "TCP", 80, 8080), ("dns", "UDP", 53, 5353)]


def services(
    projects: Sequence[Project], pods: Sequence[Pod], hosts: Sequence[Host], number: tuple[int, int]
) -> Iterator[Service]:
    """One for each group of pods that are alike, each of another kind; and the API's."""
    groups: dict[tuple[str, str], list[Pod]] = {}
    for pod in pods:
        if pod.live and not pod.leaving and pod.app != LONE:
            groups.setdefault((pod.project.name, pod.app), []).append(pod)
    for index, ((_, app), mine) in enumerate(groups.items()):
        ready = [pod for pod in mine if pod.ready] or mine
        for pod in ready:
            pod.ready = True  # a service without endpoints would be a fault
        service = Service(mine[0].project, f"{app}-svc", str(SERVICES[1000 + 7 * index]),
                          TWO if index % 3 == 1 else WEB, ready)  # fmt: skip
        service.unready = [pod for pod in mine if not pod.ready]
        service.node_port = 30080 + index if index in {2, 5, 6, 7} else None
        service.affinity = index in {3, 7}
        service.external_ip = "198.18.7.7" if index == 4 else None
        service.local = index == 6
        service.ingress_ip = "198.18.8.8" if index == 5 else None
        yield service
    old = number < (4, 0)
    routers = [pod for pod in pods if pod.app == "router"]
    both = [("http", "TCP", 80, 80), ("https", "TCP", 443, 443)]
    name = "router" if old else "router-internal-default"
    yield Service(routers[0].project, name, str(SERVICES[900]), both, routers)
    port = ("https", "TCP", 443, 8443 if old else 6443)
    api = [Pod(projects[0], f"api-{host.name}", host, "api", host.ip, None) for host in hosts[:3]]
    yield Service(projects[0], "kubernetes", str(SERVICES[1]), [port], api, selects=False)
