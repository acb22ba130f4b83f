"""Part of the frozen report: what happened when."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.base import Source


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, with how sure its time is."""

    time: str
    """ISO time, UTC."""
    seconds: int
    """How far off it may be."""
    node: str
    """Empty: of the cluster."""
    source: str
    """`log`, `flows`, `objects` or `collection`."""
    text: str
    severity: str
    """`error`, `warning` or `info`, as the message alone says; what still holds is a finding."""
    young: bool = False
    """So shortly before the collection that it is not judged."""
    evidence: Source | None = None
