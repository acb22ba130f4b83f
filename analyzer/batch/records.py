"""One row a case: what the index, the next run and the case memory need to know of a result."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Self

from analyzer.batch.storage import Folder
from analyzer.batch.task import Task
from analyzer.case_signature import CauseSignature, of_case, of_causes
from analyzer.render.verdict import severity_counts
from analyzer.report import Report

FOLDER = "records"
KINDS: dict[str, type] = {"str": str, "int": int, "bool": bool}
"""Types of fields by their annotation; all others are tuples."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one case. It is written last: a case without one was not finished."""

    name: str
    source: str
    status: str
    """`analyzed` or `failed`."""
    reason: str = ""
    limited: bool = False
    """True if a limit ended it."""
    seconds_limit: int = 0
    memory_limit: int = 0
    content: str = ""
    reading: str = ""
    judging: str = ""
    choices: str = ""
    cluster: str = ""
    """What tells one cluster from another: the domain that its nodes share, or its first node."""
    kind: str = ""
    version: str = ""
    plugin: str = ""
    nodes: int = 0
    collected: str = ""
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    causes: tuple[CauseSignature, ...] = ()
    signature: str = ""
    rules: tuple[str, ...] = ()
    """Rules that failed."""
    missing: tuple[str, ...] = ()
    """Commands whose output would let more be judged, the most telling first."""
    facts: str = ""
    """Why the facts are not stored; empty if they are."""
    redacted: bool = False
    finished: str = ""

    @staticmethod
    def of(task: Task, report: Report) -> Record:
        """Return the row of an analyzed case; versions and content are filled in by `replace`."""
        counts = severity_counts(report)
        bundle = report.bundle
        causes = of_causes(report)
        missing = Counter(what for o in report.outcomes for what in o.missing)
        return Record(
            task.source.name,
            task.source.url,
            "analyzed",
            cluster=cluster_of(bundle.nodes),
            kind=bundle.kind,
            version=bundle.version or "",
            plugin=bundle.plugin or "",
            nodes=len(bundle.nodes),
            collected=bundle.collected_to or "",
            errors=counts["error"],
            warnings=counts["warning"],
            infos=counts["info"],
            causes=causes,
            signature=of_case(causes),
            rules=tuple(sorted({o.rule for o in report.outcomes if o.status == "failed"})),
            missing=tuple(what for what, _ in missing.most_common()),
            finished=now(),
        )

    @classmethod
    def load(cls, data: bytes) -> Self | None:
        """Return the row that was written, or None for anything else: its case is done again."""
        try:
            said: dict[str, Any] = json.loads(data)
            names = {f.name for f in fields(cls)}
            known: dict[str, Any] = {
                key: tuple(value) if isinstance(value, list) else value
                for key, value in said.items()
                if key in names
            }
            known["causes"] = tuple(CauseSignature.load(cause) for cause in said.get("causes", ()))
            if any(f.default is MISSING and f.name not in known for f in fields(cls)):
                return None
            kinds = {f.name: KINDS.get(str(f.type), tuple) for f in fields(cls)}
            if any(not isinstance(value, kinds[name]) for name, value in known.items()):
                return None
            return cls(**known)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def write(self, folder: Folder) -> None:
        """Put the row in place."""
        folder.write(
            f"{FOLDER}/{self.name}.json", (json.dumps(asdict(self), indent=1) + "\n").encode()
        )


def cluster_of(nodes: Sequence[str]) -> str:
    """Return the domain that all nodes share; where there is none, the first node's name.

    >>> cluster_of(["a.prod.example.com", "b.prod.example.com"])
    'prod.example.com'
    """
    domains = {node.partition(".")[2] for node in nodes}
    (domain,) = domains if len(domains) == 1 else ("",)
    return domain or min(nodes, default="")


def read(folder: Folder, name: str) -> Record | None:
    """Return the row of a case by the case's name; a row that says another name is none of ours."""
    data = folder.read(f"{FOLDER}/{name}.json")
    found = Record.load(data) if data is not None else None
    return found if found is not None and found.name == name else None


def read_all(folder: Folder) -> Iterator[Record]:
    """Yield the row of every case of a triage folder, by name."""
    for name in folder.names(FOLDER):
        if name.endswith(".json"):
            record = read(folder, name.removesuffix(".json"))
            if record is not None:
                yield record


def now() -> str:
    """Return this moment as ISO time, UTC."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
