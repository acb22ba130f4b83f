"""What was read of a bundle, before it is known which node each fact belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.inputs import Input
from analyzer.sos_manifest import Collected
from parsers.base import Parsed


@dataclass(slots=True)
class Read:
    """One fact as it was read, before it is known whose it is."""

    input: Input
    parsed: Parsed[object]
    fact: type
    per_node: bool
    host: str | None
    """From the transcript's prompt."""
    command: str | None
    node: str | None = None


@dataclass(slots=True)
class Failure:
    """An artifact that should have held a fact, and why it did not."""

    input: Input
    fact: type
    per_node: bool
    host: str | None
    why: str


@dataclass(slots=True)
class Ingested:
    """All that was read of a bundle."""

    inputs: list[Input] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    manifest: list[Collected] = field(default_factory=list)
    """Of sosreports: the commands that were run, and how they ended."""
    hostnames: dict[str, str] = field(default_factory=dict)
    """Of sosreports: path of the root -> the name its host gave itself."""
