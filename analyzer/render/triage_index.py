"""The index page of a triage folder: cases, signatures, trends, all in one file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.render.html import asset, digest, environment

if TYPE_CHECKING:
    from analyzer.batch.records import Record

MOST = 30
"""Rows of a ranking."""
LONGEST = 300
"""Characters of a cause in the table: the report has the whole of it."""
UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Group:
    """Cases with the same signature."""

    signature: str
    cases: int
    titles: tuple[str, ...]
    chain: str
    """The rules of its causes, each root before what it explains."""
    example: str
    severity: str
    releases: tuple[str, ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a ranking or a trend; widths are of 100."""

    name: str
    count: int
    broken: int
    width: float
    broken_width: float


def level(row: Record) -> str:
    """Return the word that a case is filtered by."""
    if row.status == "failed":
        return "not analyzed"
    return "error" if row.errors else "warning" if row.warnings else "no fault found"


def release(row: Record) -> str:
    """Return the releases of a case without its flow layouts, where releases are known."""
    parts = row.version.split("; ")
    known = [part for part in parts if part.startswith("OpenShift ")]
    return ", ".join(known or parts) or UNKNOWN


def groups(rows: Iterable[Record]) -> list[Group]:
    """Return the signatures, the most frequent first."""
    found: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        if row.signature:
            found[row.signature].append(row)
    made = []
    for signature, alike in found.items():
        causes = {cause.signature: cause for cause in alike[0].causes}.values()
        times = sorted(row.collected or row.finished for row in alike)
        made.append(
            Group(
                signature,
                len(alike),
                tuple(dict.fromkeys(cause.title for cause in causes)),
                "; ".join(" -> ".join(cause.chain) for cause in causes),
                alike[0].causes[0].message[:LONGEST],
                min((cause.severity for cause in causes), key=("error", "warning").index),
                tuple(sorted(set(map(release, alike)))),
                times[0][:10],
                times[-1][:10],
            )
        )
    return sorted(made, key=lambda group: (-group.cases, group.signature))


def bars(pairs: Iterable[tuple[str, bool]], *, by_name: bool = False) -> list[Bar]:
    """Return how often each name occurs, and how often with a fault."""
    total: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for name, is_broken in pairs:
        total[name] += 1
        broken[name] += is_broken
    names = sorted(total) if by_name else [name for name, _ in total.most_common(MOST)]
    most = max(total.values(), default=1)
    return [
        Bar(n, total[n], broken[n], 100 * total[n] / most, 100 * broken[n] / most) for n in names
    ]


def render(rows: Sequence[Record]) -> str:
    """Return the page; it works on without scripts, with all its rows."""
    from markupsafe import Markup  # comes with Jinja

    style, script = asset("report.css") + asset("triage.css"), asset("triage.js")
    done = [row for row in rows if row.status == "analyzed"]
    alike = Counter(row.signature for row in done if row.signature)
    order = ("error", "warning", "not analyzed", "no fault found")
    return environment().get_template("triage.html.j2").render(
        rows=sorted(
            ((level(row), row) for row in rows),
            key=lambda pair: (order.index(pair[0]), -pair[1].errors, -pair[1].warnings),
        ),
        levels=Counter(map(level, rows)),
        order=order,
        alike=alike,
        groups=groups(done),
        releases=sorted(set(map(release, done))),
        release=release,
        plugins=sorted({row.plugin or UNKNOWN for row in done}),
        months=bars(
            (((row.collected or row.finished)[:7], bool(row.errors)) for row in done), by_name=True
        ),
        by_release=bars((release(row), bool(row.errors)) for row in done),
        rules=bars((rule, True) for row in done for rule in row.rules),
        missing=bars((what, False) for row in done for what in row.missing),
        longest=LONGEST,
        unknown=UNKNOWN,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=digest(style),
        script_hash=digest(script),
    )  # fmt: skip
