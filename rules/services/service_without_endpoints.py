"""A service has no ready endpoint.

Checks: each service with a selector has at least one ready address in its Endpoints, and if not,
    why: its selector matches no pod, or no pod that it matches is ready. Idled services, services
    without a selector and headless ones are not judged.
Why: kube-proxy rejects connections to a service without endpoints on every node, on purpose.
Symptom: connection refused from the service's address; 503 from the router for its routes.
Remedy: make selector and labels equal, start the pods, or look why their readiness probes fail.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.base import Source
from parsers.iptables import IptablesSave
from parsers.kube.endpoints import Endpoints, EndpointsObject
from parsers.kube.pods import Pod, Pods
from parsers.kube.routes import RouteObject, Routes
from parsers.kube.services import Service, Services
from rules.base import Finding, Findings, PerNode, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.service_faults import judged


@rule(Severity.ERROR, "39.5", "SV-02 KP-06 RT-07", explains=("service-rules-stale",))
def service_without_endpoints(
    services: Services,
    endpoints: Endpoints,
    pods: Pods | None,
    routes: Routes | None,
    saves: PerNode[IptablesSave] | None,
    time: BundleTime | None,
) -> Findings:
    """Look at the Endpoints of each service that selects pods."""
    rejecting = rejects(saves)
    whole = covers_all(pods)
    led = leading(routes)
    for service in services.items:
        behind = endpoints.by_name.get((service.namespace, service.name))
        if behind is None or behind.ready or not judged(service, behind) or not service.selector:
            continue
        why, evidence, severity = reason(service, behind, pods, time, whole=whole)
        selector = ",".join(f"{key}={value}" for key, value in sorted(service.selector.items()))
        users = led.get((service.namespace, service.name), [])
        served = f"; route {users[0].name} leads to it" if users else ""
        yield Finding(
            f"service {service.full_name} ({service.cluster_ip}) has no ready endpoint: "
            f"{why}{served}",
            subjects=(
                service.full_name,
                service.name,
                service.cluster_ip or "",
                selector,
                *(address.ip for address in behind.not_ready),
                *(n for each in matching(service, pods)[:20] for n in (each.full_name, each.name)),
            ),
            evidence=(
                behind.source,
                service.source_of("selector"),
                *evidence[:3],
                *(route.source for route in users[:1]),
                *rejecting.get(service.cluster_ip or "", ()),
            ),
            severity=severity,
        )


def leading(routes: Routes | None) -> dict[tuple[str, str], list[RouteObject]]:
    """Return the routes of each service."""
    found: dict[tuple[str, str], list[RouteObject]] = defaultdict(list)
    for route in routes.items if routes else ():
        found[route.namespace, route.service or ""].append(route)
    return found


def covers_all(pods: Pods | None) -> bool:
    """Return whether a list of pods is the cluster's: one file with those of several namespaces.

    A must-gather has a file a namespace, and not of every namespace.
    """
    first: dict[str, str] = {}
    return any(
        first.setdefault(pod.raw.path, pod.namespace) != pod.namespace
        for pod in (pods.items if pods else ())
    )


def matching(service: Service, pods: Pods | None) -> list[Pod]:
    """Return the pods that a service selects, those that have ended left out."""
    wanted = (service.selector or {}).items()
    return [
        pod
        for pod in (pods.by_namespace.get(service.namespace, ()) if pods else ())
        if wanted <= pod.labels.items() and pod.phase not in {"Succeeded", "Failed"}
    ]


def reason(
    service: Service,
    behind: EndpointsObject,
    pods: Pods | None,
    time: BundleTime | None,
    *,
    whole: bool,
) -> tuple[str, list[Source], Severity]:
    """Say why nothing is ready, what shows it, and how bad that is."""
    selector = ",".join(f"{key}={value}" for key, value in (service.selector or {}).items())
    if behind.not_ready:
        count = len(behind.not_ready)
        chosen = matching(service, pods)
        return (
            f"none of its {count} address{'es' * (count > 1)} is ready",
            [pod.source for pod in chosen],
            age(chosen, time),
        )
    near = list(pods.by_namespace.get(service.namespace, ())) if pods else []
    if pods is None or pods.partial or any(pod.from_table for pod in near):
        return "the bundle does not tell why", [], Severity.WARNING
    if not near and not whole:
        return "the bundle holds no pod of its namespace", [], Severity.INFO
    chosen = matching(service, pods)
    if chosen:
        return (
            f"{len(chosen)} pods match its selector {selector}, none is among its endpoints",
            [pod.source for pod in chosen],
            age(chosen, time),
        )
    close = [pod for pod in near if set(service.selector or {}) & set(pod.labels)]
    return (
        f"its selector {selector} matches no pod",
        [pods.absence(selector), *(pod.source for pod in close[:2])],
        Severity.ERROR,
    )


def age(chosen: list[Pod], time: BundleTime | None) -> Severity:
    """Return how bad it is that no pod is ready: all of them may just have started."""
    if chosen and time and all(time.young(pod.started or pod.created) for pod in chosen):
        return Severity.INFO
    return Severity.ERROR


def rejects(saves: PerNode[IptablesSave] | None) -> dict[str, list[Source]]:
    """Return, by service address, the rules by which the first nodes reject it."""
    found: dict[str, list[Source]] = defaultdict(list)
    for save in list((saves or {}).values())[:3]:
        chain = save.chain("filter", "KUBE-SERVICES")
        for each in chain.rules if chain else ():
            if each.target == "REJECT":
                found[each.destination_text.removesuffix("/32")].append(each.source)
    return found
