"""Event (v1): what the components of the cluster said of an object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parsers.kube.objects import (
    Described,
    Objects,
    RawObject,
    integer,
    mapping,
    text,
    when,
)


@dataclass(frozen=True, slots=True)
class Event(Described):
    """One event, which may stand for many."""

    namespace: str
    about_kind: str
    """`Pod`, `Node`, `Service` ..."""
    about_namespace: str
    about_name: str
    reason: str
    """`FailedCreatePodSandBox`, `Unhealthy`, `NetworkFailed` ..."""
    message: str
    warning: bool
    count: int | None
    last: datetime | None
    """None in a table, which shows how long ago it was."""
    host: str | None
    """The node whose component said it."""


@dataclass(frozen=True)
class Events(Objects[Event]):
    """The events that were collected; of those in YAML only the warnings are read."""

    KIND = "Event"

    def of(self, *reasons: str) -> list[Event]:
        """Return the events with one of these reasons."""
        return [event for event in self.items if event.reason in reasons]


def build(raw: RawObject) -> Event:
    """Make an event of its object or row."""
    about = mapping(raw.data.get("involvedObject") or raw.data.get("regarding"))
    source = mapping(raw.data.get("source"))
    return Event(
        namespace=raw.namespace,
        about_kind=text(about.get("kind")) or "",
        about_namespace=text(about.get("namespace")) or raw.namespace,
        about_name=text(about.get("name")) or "",
        reason=text(raw.data.get("reason")) or "",
        message=(text(raw.data.get("message")) or text(raw.data.get("note")) or "").strip(),
        warning=text(raw.data.get("type")) == "Warning",
        count=integer(raw.data.get("count")),
        last=when(raw.data.get("lastTimestamp")) or when(raw.data.get("eventTime")),
        host=text(source.get("host")) or text(raw.data.get("reportingInstance")),
        raw=raw,
    )
