"""Namespace (v1) and Project (project.openshift.io/v1), which is the same by another name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parsers.kube.objects import Described, Objects, RawObject, mapping, strings, text, when


@dataclass(frozen=True, slots=True)
class Namespace(Described):
    """A namespace."""

    name: str
    uid: str | None
    labels: dict[str, str]
    phase: str | None
    created: datetime | None


@dataclass(frozen=True)
class Namespaces(Objects[Namespace]):
    """The namespaces that were collected."""

    KIND = "Namespace"


def build(raw: RawObject) -> Namespace:
    """Make a namespace of its object or row."""
    return Namespace(
        name=raw.name,
        uid=text(raw.metadata.get("uid")),
        labels=strings(raw.metadata.get("labels")),
        phase=text(mapping(raw.data.get("status")).get("phase")),
        created=when(raw.metadata.get("creationTimestamp")),
        raw=raw,
    )
