"""A route was refused by the router.

Checks: each route that a router has looked at is admitted (status.ingress, condition Admitted).
Why: the router serves only what it admitted; for the rest it answers 503.
Symptom: the page "Application is not available", though the route exists.
Remedy: HostAlreadyClaimed: another project has the host, give one of both another, or delete it;
    ExtendedValidationFailed: correct certificate and key; RouteNotAdmitted: the router's policy for
    namespaces or wildcards leaves it out.
"""

from __future__ import annotations

from parsers.kube.routes import Routes
from rules.base import Finding, Findings, Severity, rule


@rule(Severity.ERROR, "39.4", "RT-05", explains=("route-missing",))
def route_not_admitted(routes: Routes) -> Findings:
    """Look at the condition of each route."""
    for route in routes.items:
        if route.admitted is not False:
            continue
        holder = next(
            (
                other
                for other in routes.items
                if other is not route
                and other.admitted
                and other.host == route.host
                and (other.path or "/") == (route.path or "/")
            ),
            None,
        )
        by = f": {holder.namespace}/{holder.name} has it" if holder else ""
        yield Finding(
            f"route {route.namespace}/{route.name} ({route.host}{route.path or ''}) is not admitted"
            f"{f', {route.reason}' if route.reason else ''}{by}",
            subjects=(
                f"{route.namespace}/{route.name}",
                route.name,
                route.host or "",
                f"{route.host}{route.path or '/'}",
            ),
            evidence=(
                route.source,
                route.source_of("host"),
                *((holder.source_of("host"),) if holder else ()),
            ),
        )
