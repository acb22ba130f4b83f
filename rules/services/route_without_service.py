"""A route leads to a service, or to a port of it, that does not exist.

Checks: the service that a route names exists in the route's project, and the route's targetPort is
    the name or number of one of its ports.
Why: the router has nothing to send the requests to.
Symptom: 503 for that route alone.
Remedy: correct the route's `to` or `targetPort`, or create the service.
"""

from __future__ import annotations

import re

from parsers.kube.routes import Routes
from parsers.kube.services import Service, Services
from rules.base import Finding, Findings, Severity, rule
from rules.derived.short_tables import ShortTables
from rules.derived.whole_lists import whole_in

NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
"""Of a service; a row of `oc get route` may hold `a(50%),b(50%)`."""


@rule(Severity.ERROR, "39.4", "RT-06")
def route_without_service(routes: Routes, services: Services, short: ShortTables) -> Findings:
    """Join routes and services; only projects of which services were collected are judged."""
    by_name = {(s.namespace, s.name): s for s in services.items}
    namespaces = {s.namespace for s in services.items if whole_in(services, s.namespace)}
    if short.ended(Services):
        namespaces.discard(services.items[-1].namespace)
    for route in routes.items:
        if route.service is None or not NAME.fullmatch(route.service):
            continue
        if route.namespace not in namespaces:
            continue
        service = by_name.get((route.namespace, route.service))
        name = f"{route.namespace}/{route.name}"
        subjects = (name, route.name, route.host or "", f"{route.namespace}/{route.service}")
        if service is None:
            yield Finding(
                f"route {name} ({route.host}) leads to service {route.service}, which is not there",
                subjects=subjects,
                evidence=(
                    route.source,
                    services.absence(f"{route.namespace}/{route.service}"),
                ),
            )
        elif route.target_port and not route.from_table and lacks(service, route.target_port):
            ports = ", ".join(
                f"{p.name or p.port}->{p.target_port or p.port}" for p in service.ports
            )
            yield Finding(
                f"route {name} ({route.host}) wants port {route.target_port} of service "
                f"{route.service}, which has {ports}",
                subjects=(*subjects, route.target_port),
                evidence=(route.source, service.source),
            )


def lacks(service: Service, wanted: str) -> bool:
    """Return whether a service has no port of this name, number or target."""
    if service.from_table or not service.ports:
        return False  # a row shows no names
    return not any(wanted in {p.name, str(p.port), p.target_port} for p in service.ports)
