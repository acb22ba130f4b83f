"""What is known of the collection itself: its files, its times, its errors, its redaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parsers.base import Source


@dataclass(frozen=True, slots=True)
class CollectedFile:
    """One file of the bundle that is not what it should be."""

    path: str
    kind: str
    """What it should have held: a parser's name, or a kind of object; empty where unknown."""
    node: str | None
    status: str
    """`collector-error`, `empty` or `truncated`."""
    detail: str
    source: Source
    """The line of the error, or the file as a whole."""


@dataclass(frozen=True, slots=True)
class CollectedAt:
    """A line that tells when something was collected."""

    time: datetime
    zoned: bool
    """False where the line names no time zone: up to 14 hours off."""
    source: Source


@dataclass(frozen=True, slots=True)
class CutLog:
    """A log of which the beginning is not there."""

    path: str
    node: str | None
    why: str
    source: Source


@dataclass(frozen=True, slots=True)
class Redaction:
    """A line that shows that names or addresses were replaced."""

    kind: str
    """`addresses` (no longer readable as such) or `names` (others, but used alike everywhere)."""
    source: Source


@dataclass(frozen=True, slots=True)
class Collected:
    """The collection as a whole."""

    files: tuple[CollectedFile, ...]
    nodes_without_data: tuple[str, ...]
    times: tuple[CollectedAt, ...]
    cut_logs: tuple[CutLog, ...]
    redactions: tuple[Redaction, ...]

    def __len__(self) -> int:
        """Return how much there is to say."""
        return sum(map(len, (self.files, self.nodes_without_data, self.cut_logs, self.redactions)))
