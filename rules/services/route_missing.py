"""No route has the host and path of a URL that fails.

Checks: a URL that the router answers with 503 matches a route: its host, and the start of its path.
Why: the router serves only what a route names; for anything else it answers 503 by itself.
Symptom: the page "Application is not available".
Remedy: create the route (oc expose service NAME --hostname=HOST), or correct its host or path.
"""

from __future__ import annotations

from parsers.curl import Requests
from parsers.ipv4 import is_address
from parsers.kube.routes import Routes
from rules.base import Finding, Findings, NotApplicable, Severity, rule

UNAVAILABLE = 503


@rule(Severity.ERROR, "39.4", "RT-04")
def route_missing(requests: Requests, routes: Routes) -> Findings:
    """Match every failed request with the routes."""
    if routes.partial:
        raise NotApplicable("not all routes were listed")
    hosts: dict[str, list[str]] = {}
    for route in routes.items:
        hosts.setdefault((route.host or "").lower(), []).append(route.path or "/")
    seen: set[tuple[str, str]] = set()
    for request in requests.items:
        host = request.host.lower()
        if (
            request.status != UNAVAILABLE
            or not host
            or is_address(host)
            or (host, request.path) in seen
        ):
            continue
        seen.add((host, request.path))
        paths = hosts.get(host, [])
        if any(request.path.startswith(path) for path in paths):
            continue
        said = f"with the path of {request.path}" if paths else "at all"
        yield Finding(
            f"no route has the host {request.host} {said}: the router answers {request.status}",
            subjects=(request.host, f"{request.host}{request.path}"),
            evidence=(*request.sources[:4], routes.absence(f"{request.host}{request.path}")),
        )
