"""Route (route.openshift.io/v1)."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.kube.objects import Described, Objects, RawObject, mapping, sequence, text


@dataclass(frozen=True, slots=True)
class RouteObject(Described):
    """A route: host and path to a service."""

    namespace: str
    name: str
    host: str | None
    path: str | None
    service: str | None
    target_port: str | None
    admitted: bool | None
    reason: str | None
    """Why the router refused it."""


@dataclass(frozen=True)
class Routes(Objects[RouteObject]):
    """The routes that were collected."""

    KIND = "Route"


def build(raw: RawObject) -> RouteObject:
    """Make a route of its object or row."""
    spec = mapping(raw.data.get("spec"))
    admitted: bool | None = None
    reason: str | None = None
    for ingress in sequence(mapping(raw.data.get("status")).get("ingress")):
        for found in map(mapping, sequence(mapping(ingress).get("conditions"))):
            if found.get("type") == "Admitted":
                admitted = admitted or str(found.get("status")) == "True"
                reason = text(found.get("reason"))
    return RouteObject(
        namespace=raw.namespace,
        name=raw.name,
        host=text(spec.get("host")),
        path=text(spec.get("path")),
        service=text(mapping(spec.get("to")).get("name")),
        target_port=text(mapping(spec.get("port")).get("targetPort")),
        admitted=admitted,
        reason=reason,
        raw=raw,
    )
