"""A route's name resolves to a node that runs no router.

Checks: the addresses that a route's host resolves to are those of machines with a router pod.
Why: nobody listens there for the route.
Symptom: connections are refused or time out; another machine may answer.
Remedy: correct the DNS record, or place a router on that node (node selector of the router).
"""

from __future__ import annotations

from parsers.dig import Lookups
from parsers.kube.endpoints import Endpoints
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from parsers.kube.routes import Routes
from parsers.pod_hosts import PodHosts
from rules.base import Finding, Findings, Missing, NotApplicable, Severity, rule


@rule(Severity.ERROR, "39.4", "EX-02")
def name_not_of_router(
    lookups: Lookups,
    routes: Routes,
    pods: Pods | None,
    printed: PodHosts | None,
    endpoints: Endpoints | None,
    nodes: Nodes | None,
) -> Findings:
    """Compare the answers with the addresses of routers; only a node's own address is judged."""
    if pods is None and printed is None:
        raise Missing((Pods, PodHosts))
    listed = pods.items if pods else ()
    shown = [each for each in printed or () if each.selector and "router" in each.selector]
    routers = {
        pod.name: pod for pod in listed
        if pod.labels.get("router") or "ingresscontroller" in " ".join(pod.labels)
        or (pod.namespace == "default" and pod.name.startswith("router-"))
    }  # fmt: skip
    homes = {ip for pod in routers.values() for ip in (pod.host_ip, pod.pod_ip) if ip}
    homes |= {ip for each in shown for ip in (each.host_ip, each.pod_ip) if ip}
    for each in endpoints.items if endpoints else ():
        if each.name.startswith("router"):
            homes |= {address.ip for address in each.ready}
    machines = {pod.host_ip: pod.node for pod in listed if pod.host_ip and pod.node}
    machines |= {n.internal_ip: n.name for n in (nodes.items if nodes else ()) if n.internal_ip}
    if not homes & set(machines):
        raise NotApplicable("no router pod, or not where it runs, was collected")
    hosts = {(route.host or "").lower() for route in routes.items}
    for lookup in lookups.items:
        if lookup.name.lower() not in hosts:
            continue
        for address, source in zip(lookup.addresses, lookup.sources, strict=True):
            if address in homes or address not in machines:
                continue
            router = next((pod for pod in routers.values() if pod.host_ip or pod.pod_ip), None)
            where = sorted(homes & set(machines))
            proof = [each.source for each in shown]
            if router is not None:
                proof = [router.source_of("hostIP"), router.source]
            yield Finding(
                f"{lookup.name} resolves to {address} ({machines[address]}), "
                f"but the router runs on {', '.join(where)}",
                subjects=(lookup.name, address, *where),
                evidence=(source, *proof),
            )
