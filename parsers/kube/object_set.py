"""What was found in one artifact: objects of several kinds, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from parsers.base import Source
from parsers.kube.objects import RawObject

Fields: TypeAlias = Mapping[str, tuple[str, ...]]
"""The fields whose lines rules cite: name -> path in the object; "" is the object's name."""


@dataclass(slots=True)
class ObjectSet:
    """What was found in one artifact."""

    objects: list[RawObject] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    """Every kind that stands there, wanted or not; of a List of nothing, the kind of the list."""
    unread: list[Source] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lost: bool = False
    """True if an object stood there that could not be read: what is absent may yet exist."""

    partial: bool = False
    """True if only some objects were asked for."""

    def supersede(self, since: int) -> None:
        """Forget what the objects from an index on replace: a file that a later run appended to.

        Lists that share no object are those of several namespaces, one after the other.
        """
        later = {raw.key for raw in self.objects[since:]}
        kinds = {raw.kind for raw in self.objects[:since] if raw.key in later}
        self.objects[:since] = [raw for raw in self.objects[:since] if raw.kind not in kinds]
