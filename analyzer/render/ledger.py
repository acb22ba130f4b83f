"""Groups the outcomes so that a reader sees what held, what broke and what to collect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analyzer.report import PathVerdict, Report, ReportedOutcome

STATUSES = ("failed", "crashed", "not-evaluated", "passed", "not-applicable")
VERDICTS = ("broken", "unknown", "allowed")
CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class Line:
    """Outcomes of one rule that say the same, on the nodes of which they say it."""

    rule: str
    nodes: tuple[str, ...]
    reason: str
    missing: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathLine:
    """Nodes on which one kind of packet path fares the same for the same reason."""

    path: str
    verdict: str
    because: str
    nodes: tuple[str, ...]
    findings: tuple[int, ...]


def lines(outcomes: Iterable[ReportedOutcome], status: str) -> tuple[Line, ...]:
    """Return the outcomes of one status, a line per rule and reason."""
    groups: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for outcome in outcomes:
        if outcome.status == status:
            key = (outcome.rule, outcome.reason, outcome.missing, outcome.gaps)
            groups.setdefault(key, []).append(outcome.node or CLUSTER)
    return tuple(
        Line(rule, tuple(nodes), reason, missing, gaps)
        for (rule, reason, missing, gaps), nodes in groups.items()
    )


def path_lines(report: Report) -> tuple[PathLine, ...]:
    """Return the packet paths, the broken first, with the nodes that share each verdict."""
    groups: dict[tuple[str, str, str], list[PathVerdict]] = {}
    for path in report.paths:
        groups.setdefault((path.path, path.verdict, path.because), []).append(path)
    found = [
        PathLine(
            *key,
            tuple(path.node for path in group),
            tuple(dict.fromkeys(index + 1 for path in group for index in path.findings)),
        )
        for key, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda item: VERDICTS.index(item.verdict)))


def short_names(nodes: Iterable[str]) -> dict[str, str]:
    """Return each node's name without the domain that all of them share.

    >>> short_names(["a.example.com", "b.example.com"])
    {'a.example.com': 'a', 'b.example.com': 'b'}
    """
    names = tuple(nodes)
    domains = {name.partition(".")[2] for name in names}
    if len(domains) != 1 or any(part.isdigit() for part in next(iter(domains)).split(".")):
        return {name: name for name in names}
    return {name: name.partition(".")[0] for name in names}


def nodes_of(report: Report) -> tuple[str, ...]:
    """Return every node that the report speaks of, the bundle's own first."""
    return tuple(dict.fromkeys((*report.bundle.nodes, *_named(report))))


def _named(report: Report) -> Iterator[str]:
    yield from (o.node for o in report.outcomes if o.node)
    yield from (f.node for f in report.findings if f.node)
