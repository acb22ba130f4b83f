"""Which pods are routers, and at which addresses they listen."""

from __future__ import annotations

from collections.abc import Iterable

from parsers.kube.endpoints import Endpoints
from parsers.kube.pods import Pod, Pods

NAMESPACES = {"default", "openshift-ingress"}


def routers_of(pods: Iterable[Pod]) -> list[Pod]:
    """Return the pods of routers that may serve: in 3.x labelled `router`, in 4.x by operator."""
    return [
        pod
        for pod in pods
        if (
            pod.labels.get("router")
            or any("ingresscontroller" in key for key in pod.labels)
            or (pod.namespace in NAMESPACES and pod.name.startswith("router-"))
        )
        and not pod.name.endswith(("-deploy", "-build"))
    ]


def addresses_of_routers(pods: Pods, endpoints: Endpoints | None = None) -> set[str]:
    """Return the addresses of nodes and pods at which a router listens."""
    homes = {ip for pod in routers_of(pods.items) for ip in (pod.host_ip, pod.pod_ip) if ip}
    for each in endpoints.items if endpoints else ():
        if each.name.startswith("router"):
            homes |= {address.ip for address in each.ready}
    return homes
