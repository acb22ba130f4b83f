"""No router is ready.

Checks: the router's service (router in default, router-internal-* in openshift-ingress) has a ready
    endpoint.
Why: routers are the only way in for routes.
Symptom: every route of the cluster is refused or answered with 503.
Remedy: look at the router pods: their readiness probe, their log, whether nodes with the router's
    node selector are ready, whether ports 80 and 443 of those nodes are free.
"""

from __future__ import annotations

from parsers.kube.endpoints import Endpoints
from parsers.kube.pods import Pods
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.derived.routers import routers_of

NAMESPACES = {"default", "openshift-ingress"}


@rule(
    Severity.ERROR,
    "39.4",
    "RT-01 RT-02 RT-03",
    explains=("service-without-endpoints", "name-not-of-router"),
)
def router_without_endpoints(endpoints: Endpoints, pods: Pods | None) -> Findings:
    """Look at the Endpoints of the routers' services."""
    ours = [
        each
        for each in endpoints.items
        if each.namespace in NAMESPACES
        and (each.name == "router" or each.name.startswith(("router-internal", "router-default")))
    ]
    if not ours:
        raise NotApplicable("no Endpoints of a router were collected")
    for each in ours:
        if each.ready or each.truncated:
            continue
        routers = routers_of(pods.items) if pods else []
        waiting = f"{len(each.not_ready)} not ready" if each.not_ready else "none at all"
        yield Finding(
            f"{each.full_name} has no ready endpoint ({waiting}): no router serves its routes",
            subjects=(each.full_name, each.name, *(pod.name for pod in routers)),
            evidence=(each.source, *(pod.source_of("phase") for pod in routers[:4])),
        )
