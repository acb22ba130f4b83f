"""Cites the row of `oc get` beside the object, where a bundle holds both.

People read the table first, and the object proves it: a finding that cites the one cites the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from analyzer.engine import Outcome
from analyzer.facts import Facts
from parsers.base import Source
from parsers.kube.objects import Described, Objects
from rules.base import MAX_EVIDENCE, Finding

ABSENCE = re.compile(r"not among the \d+ (?P<kind>\w+) objects: (?P<what>.*)")
WORK_LIST = re.compile(r"(?:^|/)meta/[^/]+$")
"""What debug.sh itself works through, made of the objects: no witness of its own."""

Rows = dict[tuple[str, int], Source]
"""Path and line of an object's field -> the object's row in a table."""


def witnessed(outcomes: Iterable[Outcome], facts: Facts) -> Iterator[Outcome]:
    """Yield the outcomes; evidence of objects is followed by that of the same objects' rows."""
    lists = [
        fact
        for fact in facts.of_cluster()
        if isinstance(fact, Objects) and not WORK_LIST.search(fact.path)
    ]
    tables = {path: fact for fact in lists if (path := table(fact))}
    rows = rows_of(lists) if tables else {}
    for outcome in outcomes:
        if not tables or not outcome.findings:
            yield outcome
            continue
        found = tuple(beside(finding, rows, tables.values()) for finding in outcome.findings)
        yield replace(outcome, findings=found)


def table(fact: Objects[Described]) -> str | None:
    """Return the path of a list that was printed as a table, whole."""
    rows = not fact.partial and fact.items and all(item.from_table for item in fact.items)
    return fact.items[0].raw.path if rows else None


def rows_of(lists: Iterable[Objects[Described]]) -> Rows:
    """Join full objects and rows by kind, namespace and name."""
    lists = list(lists)
    rows = {item.raw.key: item.source for fact in lists for item in fact.items if item.from_table}
    return {
        (item.raw.path, line): rows[item.raw.key]
        for fact in lists
        for item in fact.items
        if not item.from_table and item.raw.key in rows
        for line, _ in item.raw.lines.values()
    }


def beside(finding: Finding, rows: Rows, tables: Iterable[Objects[Described]]) -> Finding:
    """Add the rows that say the same as a finding's evidence, as far as there is room."""
    known = {source.path for source in finding.evidence}
    added: dict[Source, None] = {}
    for source in finding.evidence:
        row = rows.get((source.path, source.line))
        if row is not None and row.path not in known and says(row, source):
            added[row] = None
        elif match := ABSENCE.match(source.text):
            for fact in tables:
                if match["kind"] == fact.KIND and lacks(fact, match["what"], known):
                    added[fact.absence(match["what"])] = None
    room = MAX_EVIDENCE - len(finding.evidence)
    return replace(finding, evidence=(*finding.evidence, *[*added][:room])) if added else finding


def lacks(fact: Objects[Described], what: str, known: set[str]) -> bool:
    """Return whether a table that is not cited yet has no row with the last word of a text."""
    word = what.rsplit(maxsplit=1)[-1] if what.split() else what
    return table(fact) not in known and not any(word in item.source.text for item in fact.items)


def says(row: Source, source: Source) -> bool:
    """Return whether a row holds the value of a field; rows were printed at another time."""
    value = source.text.partition(":")[2].strip().strip("'\"")
    return not value or value in row.text
