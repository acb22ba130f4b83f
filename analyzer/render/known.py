"""What is known after all, by section of the chapter: what holds, what broke, what is open."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.render.matrix import Group
from analyzer.report import Report


@dataclass(frozen=True, slots=True)
class Known:
    """One section of the chapter; each list holds names of rules."""

    title: str
    holds: tuple[str, ...]
    """Rules that held wherever they were judged."""
    broken: tuple[str, ...]
    open: tuple[str, ...]
    """Rules that could be judged nowhere, or not everywhere."""


def known(report: Report, groups: tuple[Group, ...]) -> tuple[Known, ...]:
    """Return the sections in the chapter's order; rules that do not apply are left out."""
    statuses: dict[str, set[str]] = {}
    for outcome in report.outcomes:
        statuses.setdefault(outcome.rule, set()).add(outcome.status)
    found = []
    for group in groups:
        of = {row.rule: statuses.get(row.rule, set()) for row in group.rows}
        broken = tuple(rule for rule, said in of.items() if "failed" in said)
        waiting = {"not-evaluated", "crashed"}
        left = tuple(r for r, said in of.items() if said & waiting and r not in broken)
        holds = tuple(r for r, said in of.items() if "passed" in said and r not in (*broken, *left))
        if broken or left or holds:
            found.append(Known(group.title, holds, broken, left))
    return tuple(found)
