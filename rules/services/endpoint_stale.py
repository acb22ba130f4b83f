"""A service's endpoint is the address of no live pod, or a ready pod is none of its endpoints.

Checks: under a service with a selector each ready address is that of a live pod that the selector
    matches; each ready pod that it matches is among the addresses. Objects that changed while the
    bundle was collected, services with a pod that came or goes at the time, and lists that do
    not hold all pods, are not judged. A ready pod that is left out is a note.
Why: requests to an address without a pod are lost; a pod that is no endpoint gets none.
Symptom: a share of the requests to the service times out.
Remedy: look whether the master's controllers run; delete the Endpoints, they are made anew.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Address

from parsers.kube.endpoints import Endpoints, EndpointsObject
from parsers.kube.pods import Pod, Pods
from parsers.kube.services import Service, Services
from rules.base import Finding, Findings, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.cluster import Cluster
from rules.derived.service_faults import judged
from rules.derived.whole_lists import whole_in
from rules.services.service_rules_stale import just_changed

YOUNG = timedelta(minutes=5)


@rule(Severity.WARNING, "39.5", "SV-03 SV-04")
def endpoint_stale(
    services: Services, endpoints: Endpoints, pods: Pods, cluster: Cluster, time: BundleTime
) -> Findings:
    """Join selectors, pods and addresses."""
    collected = {pod.namespace for pod in pods.items}
    for service in services.items:
        behind = endpoints.by_name.get((service.namespace, service.name))
        if behind is None or not service.selector or service.namespace not in collected:
            continue
        if not whole_in(pods, service.namespace):
            continue
        if not judged(service, behind) or just_changed(behind, time) or service.from_table:
            continue
        near = pods.by_namespace.get(service.namespace, [])
        if any(pod.from_table for pod in near):
            continue  # a table shows no labels
        if not any(selects(service, pod) and changing(pod, time) for pod in near):
            yield from stale(service, behind, pods, cluster)
        yield from left_out(service, behind, near, time)


def selects(service: Service, pod: Pod) -> bool:
    """Return whether a service's selector matches a pod of its project."""
    return (service.selector or {}).items() <= pod.labels.items()


def changing(pod: Pod, time: BundleTime) -> bool:
    """Return whether a pod came or goes: the lists of pods and of endpoints are of two moments."""
    started = pod.started or pod.created
    return pod.deleting or (started is not None and abs(time.collected - started) < YOUNG)


def stale(service: Service, behind: EndpointsObject, pods: Pods, cluster: Cluster) -> Findings:
    """Report ready addresses of no live pod."""
    live = {pod.pod_ip for pod in pods.items if pod.pod_ip and pod.phase in {"Running", "Pending"}}
    for address in behind.ready:
        try:
            inside = any(IPv4Address(address.ip) in cidr for cidr in cluster.cidrs)
        except ValueError:
            continue
        if inside and address.ip not in live:
            gone = f" ({address.target} is gone)" if address.target else ""
            yield Finding(
                f"endpoint {address.ip} of service {service.full_name} is of no live pod{gone}",
                subjects=(service.full_name, address.ip, *filter(None, (address.target,))),
                evidence=(behind.source, pods.absence(f"podIP {address.ip}")),
            )


def left_out(
    service: Service, behind: EndpointsObject, near: list[Pod], time: BundleTime
) -> Findings:
    """Report ready pods that are no endpoint."""
    have = {address.ip for address in (*behind.ready, *behind.not_ready)}
    if not have:
        return  # service-without-endpoints says so, once for the service
    for pod in near:
        started = pod.started or pod.created
        old = started is not None and time.collected - started > YOUNG
        sound = pod.ready and pod.phase == "Running" and not pod.deleting
        if selects(service, pod) and sound and old and pod.pod_ip and pod.pod_ip not in have:
            yield Finding(
                f"pod {pod.full_name} ({pod.pod_ip}) is ready and selected by service "
                f"{service.full_name}, but none of its endpoints",
                subjects=(service.full_name, pod.pod_ip, pod.name),
                evidence=(pod.source, behind.source),
                severity=Severity.INFO,  # the service works, with fewer pods than it could
            )
