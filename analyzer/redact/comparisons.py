"""Redacts a comparison as a report is: by the names of both its bundles."""

from __future__ import annotations

from dataclasses import replace

from analyzer.compare.comparison import Change, Comparison, StateChange
from analyzer.redact.redactor import Redactor
from analyzer.redact.reports import walked


def redacted(comparison: Comparison, redactor: Redactor) -> Comparison:
    """Return the comparison with every name, address and MAC replaced."""
    before, after = (
        replace(walked(bundle, redactor), root=redactor.path(bundle.root))
        for bundle in (comparison.before, comparison.after)
    )
    return replace(
        comparison,
        before=before,
        after=after,
        changes=tuple(_change(change, redactor) for change in comparison.changes),
        states=tuple(_state(change, redactor) for change in comparison.states),
        counters=walked(comparison.counters, redactor),
        not_compared=walked(comparison.not_compared, redactor),
    )


def _change(change: Change, redactor: Redactor) -> Change:
    return replace(walked(change, redactor), status=change.status)


def _state(change: StateChange, redactor: Redactor) -> StateChange:
    return replace(walked(change, redactor), kind=change.kind)
