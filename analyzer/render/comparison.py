"""A comparison for a terminal, as JSON, and as one HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from analyzer.compare.comparison import STATUSES, Change, Comparison, CounterMove, StateChange
from analyzer.render.html import asset, digest, environment
from analyzer.render.terminal import wrapped
from analyzer.render.verdict import count
from analyzer.render.visible import visible

SCHEMA_VERSION = "1.0"
SHOWN = 12
"""Lines of a list on a terminal before the rest is only counted."""
MOST = 500
"""The same on a page."""
HEADS = {
    "new": "New",
    "no longer checkable": "No longer checkable: not known to be mended",
    "still there": "Still there",
    "fixed": "Fixed",
}


def headline(comparison: Comparison) -> str:
    """Return `1 new, 2 fixed, 1 no longer checkable`, of errors and warnings."""
    loud = [c for c in comparison.changes if c.finding.severity != "info"]
    counts = [(status, sum(c.status == status for c in loud)) for status in STATUSES]
    return ", ".join(f"{n} {status}" for status, n in counts if n) or "no fault in either bundle"


def text(comparison: Comparison, width: int) -> str:
    """Return the comparison for a terminal."""
    return "".join(f"{line}\n" for line in _lines(comparison, width))


def _lines(comparison: Comparison, width: int) -> Iterator[str]:
    yield f"{headline(comparison)[:1].upper()}{headline(comparison)[1:]}"
    yield visible(f"before: {comparison.before.root}")
    yield visible(f"after:  {comparison.after.root}")
    for status in STATUSES:
        changes = [c for c in comparison.changes if c.status == status]
        loud = [c for c in changes if c.finding.severity != "info"]
        notes = len(changes) - len(loud)
        if not changes:
            continue
        yield ""
        yield HEADS[status]
        for change in loud:
            yield from _change(change, width)
        if notes:
            yield f"  and {count(notes, 'note')}"
    for title, lines in (
        ("Appeared and went", [*_states(comparison)]),
        ("Drops that counted", [*map(_counter, comparison.counters)]),
        ("Not compared", [*comparison.not_compared]),
    ):  # fmt: skip
        if lines:
            yield ""
            yield title
            yield from (wrapped(line, width, "    ", "  ") for line in lines[:SHOWN])
            if len(lines) > SHOWN:
                yield f"  and {len(lines) - SHOWN} more: see --html or --json"


def _change(change: Change, width: int) -> Iterator[str]:
    found = change.finding
    yield wrapped(f"[{found.severity}] {found.message}", width, "    ", "  - ")
    yield wrapped(f"{change.why} (rule {found.rule})", width, "    ")
    source = found.evidence[0]
    yield f"    | {visible(f'{source.path}:{source.line}')}"
    if change.consequences:
        yield f"    with {count(len(change.consequences), 'consequence')}"


def _states(comparison: Comparison) -> Iterator[str]:
    for change in comparison.states:
        yield f"{summary(change)}: {', '.join(_signed(change)[:3])}"


def summary(change: StateChange) -> str:
    """Return `flows of node1: 2 appeared, 1 went`."""
    of = f"{change.kind} of {change.node}" if change.node else change.kind
    words = [
        f"{len(names)} {word}"
        for names, word in (
            (change.appeared, "appeared"), (change.gone, "went"), (change.changed, "changed"),
        )
        if names
    ]  # fmt: skip
    return f"{of}: {', '.join(words)}"


def _signed(change: StateChange) -> list[str]:
    return [
        *(f"+ {name}" for name in change.appeared),
        *(f"- {name}" for name in change.gone),
        *(f"~ {name}" for name in change.changed),
    ]


def _counter(move: CounterMove) -> str:
    more = move.after - move.before
    moved = f"+{more:,}" if more > 0 else f"counted anew, {move.after:,}"
    return f"{move.node}: {moved} packets: {move.what}"


def dump(comparison: Comparison) -> str:
    """Return the comparison as JSON."""
    data = {"comparison_version": SCHEMA_VERSION, "headline": headline(comparison)}
    return json.dumps(data | asdict(comparison), indent=1) + "\n"


def page(comparison: Comparison) -> str:
    """Return the comparison as one HTML file."""
    from markupsafe import Markup  # comes with Jinja

    style = asset("report.css")
    return environment().get_template("compare.html.j2").render(
        headline=headline(comparison),
        broken=any(c.status == "new" and c.finding.severity == "error" for c in comparison.changes),
        comparison=comparison,
        frames={},  # a comparison takes none apart
        groups=[
            (HEADS[status], [c for c in comparison.changes if c.status == status])
            for status in STATUSES
        ],
        states=[
            (summary(change), _signed(change)[:MOST], max(0, len(_signed(change)) - MOST))
            for change in comparison.states
        ],
        counters=comparison.counters[:MOST],
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=digest(style),
    )  # fmt: skip
