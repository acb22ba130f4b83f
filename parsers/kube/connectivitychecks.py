"""PodNetworkConnectivityCheck (controlplane.operator.openshift.io/v1alpha1) of 4.6 and later.

The network operator connects from one pod to each node's, to the API's endpoints and to its load
balancers, all the time, and keeps what failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parsers.kube.objects import Described, Objects, RawObject, mapping, sequence, text, when


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which a target was not reached."""

    start: datetime | None
    end: datetime | None
    """None while it lasts."""


@dataclass(frozen=True, slots=True)
class ConnectivityCheck(Described):
    """What became of connecting from one pod to one target."""

    namespace: str
    name: str
    source_pod: str
    target: str
    """address:port."""
    reachable: bool | None
    message: str
    outages: tuple[Outage, ...]


@dataclass(frozen=True)
class ConnectivityChecks(Objects[ConnectivityCheck]):
    """The checks that were collected."""

    KIND = "PodNetworkConnectivityCheck"


def build(raw: RawObject) -> ConnectivityCheck:
    """Make a check of its object or row."""
    spec, status = mapping(raw.data.get("spec")), mapping(raw.data.get("status"))
    reachable, message = None, ""
    for found in map(mapping, sequence(status.get("conditions"))):
        if found.get("type") == "Reachable" and str(found.get("status")) in {"True", "False"}:
            reachable = str(found.get("status")) == "True"
            message = text(found.get("message")) or ""
    outages = tuple(
        Outage(when(found.get("start")), when(found.get("end")))
        for found in map(mapping, sequence(status.get("outages")))
    )
    return ConnectivityCheck(
        namespace=raw.namespace,
        name=raw.name,
        source_pod=text(spec.get("sourcePod")) or "",
        target=text(spec.get("targetEndpoint")) or "",
        reachable=reachable,
        message=message,
        outages=outages,
        raw=raw,
    )
