"""ClusterOperator (config.openshift.io/v1) of 4.x: whether a part of the cluster works."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.kube.objects import Described, Objects, RawObject, condition, mapping, sequence, text


@dataclass(frozen=True, slots=True)
class ClusterOperator(Described):
    """One operator's own judgement."""

    name: str
    available: bool | None
    degraded: bool | None
    progressing: bool | None
    messages: dict[str, str]
    """Condition -> what it says."""


@dataclass(frozen=True)
class ClusterOperators(Objects[ClusterOperator]):
    """The operators that were collected."""

    KIND = "ClusterOperator"


def build(raw: RawObject) -> ClusterOperator:
    """Make an operator of its object or row."""
    found = map(mapping, sequence(mapping(raw.data.get("status")).get("conditions")))
    return ClusterOperator(
        name=raw.name,
        available=condition(raw, "Available"),
        degraded=condition(raw, "Degraded"),
        progressing=condition(raw, "Progressing"),
        messages={str(each.get("type")): text(each.get("message")) or "" for each in found},
        raw=raw,
    )
