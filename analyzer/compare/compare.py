"""Compares two bundles of one cluster: before and after an upgrade, a fault, a repair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analyzer import __version__, analysis
from analyzer.compare import findings, state
from analyzer.compare.comparison import Comparison, CounterMove, StateChange
from analyzer.context import with_context
from analyzer.redact import names
from analyzer.render import json as saved
from analyzer.report import Report

NO_STATE = "a saved report holds findings, and no flows, routes, rules or objects"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    report: Report
    things: Mapping[state.Key, state.Things] | None
    """None for a saved report."""
    names: tuple[str, ...] = ()
    """What a redaction has to know; none of a saved report."""


def side(target: str, options: analysis.Options) -> Side:
    """Analyze a bundle, or load a saved report; raises what `analyze` and `load` raise."""
    report = saved.load_if_saved(target)
    if report is not None:
        return Side(report, None)
    with analysis.no_collection():
        ingested, notes = analysis.read([target], options)
        report, facts = analysis.judge([target], ingested, notes, options)
        known = tuple(names.of(report, facts, [target]))
        return Side(with_context(report, [target], options.limits), state.of(facts), known)


def compare(before: Side, after: Side) -> Comparison:
    """Return what differs in meaning, and what could not be compared."""
    old, new = before.things, after.things
    known = old is not None and new is not None
    return Comparison(
        before.report.bundle,
        after.report.bundle,
        findings.changes(before.report, after.report),
        tuple(states(old or {}, new or {})),
        tuple(counters(old or {}, new or {})),
        tuple(not_compared(old or {}, new or {})) if known else (NO_STATE,),
        __version__,
    )


Both = Mapping[state.Key, state.Things]


def states(old: Both, new: Both) -> Iterator[StateChange]:
    """Yield what appeared, went and changed, of each kind that both sides have."""
    for key in old:
        if key not in new:
            continue
        kind, node = key
        a, b = old[key], new[key]
        change = StateChange(
            node,
            kind,
            tuple(name for name in b if name not in a),
            tuple(name for name in a if name not in b),
            tuple(
                f"{name}: {told(a[name].said, b[name].said)}"
                for name in a
                if name in b and a[name].said != b[name].said
            ),
        )
        if change.appeared or change.gone or change.changed:
            yield change


def told(old: str, new: str) -> str:
    """Say what differs between two lists of fields."""
    a, b = old.split(", "), new.split(", ")
    gone, come = [p for p in a if p not in b], [p for p in b if p not in a]
    return f"{', '.join(gone) or 'nothing'} -> {', '.join(come) or 'nothing'}"


def counters(old: Both, new: Both) -> Iterator[CounterMove]:
    """Yield the drops that counted in between, those with most packets first."""
    moves = [
        CounterMove(node, name, a.dropped, b.dropped)
        for (kind, node), things in old.items()
        if node is not None and (kind, node) in new
        for name, a in things.items()
        if (b := new[kind, node].get(name)) is not None
        and a.dropped is not None
        and b.dropped is not None
        and a.dropped != b.dropped
    ]
    yield from sorted(moves, key=lambda move: move.before - move.after)


def not_compared(old: Both, new: Both) -> Iterator[str]:
    """Yield what only one of the two bundles holds whole."""
    for mine, other, where in ((old, new, "later"), (new, old, "earlier")):
        for kind, node in mine:
            if (kind, node) not in other:
                of = f" of {node}" if node else ""
                yield f"{kind}{of}: not in the {where} bundle, or only in part"
