"""Runs the analyzer over the recorded cases and the real must-gather, and judges what it says."""

from __future__ import annotations

import functools

import pytest

from analyzer import analysis
from analyzer.report import Report
from tests.cases.judge import CASES, LATER, SHARED, loud_cards, matches, missed, truths

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is absent")
TRUTHS = truths() if CASES.is_dir() else []
NAMES = [name for name, _, _ in TRUTHS]


@functools.cache
def report_of(name: str) -> Report:
    bundle = next(bundle for n, bundle, _ in TRUTHS if n == name)
    return analysis.analyze([bundle])


@pytest.mark.parametrize(("name", "bundle", "truth"), TRUTHS, ids=NAMES)
def test_every_visible_fault_is_found(name: str, bundle: object, truth: dict) -> None:
    assert [fault for fault in missed(report_of(name), truth) if fault not in LATER] == []


@pytest.mark.parametrize(("name", "bundle", "truth"), TRUTHS, ids=NAMES)
def test_nothing_crashes(name: str, bundle: object, truth: dict) -> None:
    report = report_of(name)
    assert [o.reason for o in report.outcomes if o.status == "crashed"] == []
    assert [i.detail for i in report.inputs if i.status == "crashed"] == []


@pytest.mark.parametrize(("name", "bundle", "truth"), TRUTHS, ids=NAMES)
def test_no_false_alarm(name: str, bundle: object, truth: dict) -> None:
    """At most one loud card for each fault, and the first card is a fault itself."""
    report = report_of(name)
    cards = loud_cards(report)
    assert len(cards) <= len(truth["faults"]), cards
    if cards:
        roots = [report.findings[cause.findings[0]] for cause in report.causes[: len(cards)]]
        for root in roots:
            assert any(matches(root, fault) or fault["id"] in LATER for fault in truth["faults"]), (
                root.message
            )


def test_the_real_must_gather_is_healthy() -> None:
    archive = SHARED / "real" / "must-gather-aws.tar.xz"
    report = analysis.analyze([archive])
    assert [f.message for f in report.findings if f.severity != "info"] == []
    assert [o.reason for o in report.outcomes if o.status == "crashed"] == []
    assert len(report.bundle.nodes) == 6
    assert report.bundle.plugin == "networkpolicy"
    assert any(o.status == "not-evaluated" for o in report.outcomes)
