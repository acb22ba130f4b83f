"""What is to be done with one case, and what became of it: plain data that any process can take."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any

EXTRA = "pip install 'openshift-sdn-analyzer[batch]'"
"""What a user who lacks an optional library is told to run."""


class Unusable(Exception):  # noqa: N818 - a usage error with its message
    """The run can't begin, or a case can't be done, for a reason that the user can mend."""


@dataclass(frozen=True, slots=True)
class Source:
    """One case: where its bundle lies, and the name that its results have."""

    url: str
    """Absolute path, or a URL that fsspec opens."""
    name: str
    """Fit for a file name; unique in a triage folder."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What every case of a run has in common."""

    out: str
    """The triage folder: a path, or a URL that fsspec writes to."""
    version: str
    """The rules' version as the run's own process sees it: a worker with others refuses."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    limits: dict[str, int] = field(default_factory=dict)
    """Of one bundle, as `analyze run` takes them: members, bytes, ratio, depth."""
    seconds: int = 1_800
    """Most wall-clock time of one case."""
    memory: int = 4_096
    """Most memory of one case, MiB."""
    force: bool = False
    rerun: bool = False
    """Judge the stored facts again instead of reading the bundle."""
    redact: str | None = None
    """The map file, if names and addresses are to be replaced."""


@dataclass(frozen=True, slots=True)
class Task:
    """One case of a run."""

    source: Source
    choices: Choices

    def dump(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self))

    @staticmethod
    def load(text: str) -> Task:
        """Return what `dump` wrote."""
        data: dict[str, dict[str, Any]] = json.loads(text)
        chosen: dict[str, Any] = {
            f.name: tuple(value) if isinstance(value := data["choices"][f.name], list) else value
            for f in fields(Choices)
        }
        return Task(Source(**data["source"]), Choices(**chosen))


@dataclass(frozen=True, slots=True)
class Ended:
    """How the process of one case ended."""

    status: str
    """`analyzed`, `kept` (its result was there already), `failed`, or `not-rerun`."""
    reason: str
    """Why it failed; empty otherwise."""
    content: str = ""
    """SHA-256 of the bundle, as far as the process came to it."""
    limited: bool = False
    """True if a limit ended it: with a higher one it may come further."""
