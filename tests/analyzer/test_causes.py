"""Causes: consequences fold under their root, independent faults stay apart."""

from __future__ import annotations

from analyzer.causes import Judged, cards
from parsers.base import Source
from rules.base import Finding, Rule, RuleDoc, Severity

DOC = RuleDoc("title", "checks", "why", "symptom", "remedy")
PROOF = (Source("f", 1, "x"),)


def check() -> None:
    raise AssertionError


def judged(name: str, node: str | None, subjects: tuple[str, ...], *,
           explains: tuple[str, ...] = (), severity: Severity = Severity.ERROR) -> Judged:  # fmt: skip
    rule = Rule(name, severity, "39.7", ("X",), explains, DOC, (), check)  # type: ignore[arg-type]
    return Judged(rule, Finding(name, subjects, PROOF, node))


def grouped(*findings: Judged) -> list[tuple[int, ...]]:
    return [card.members for card in cards(findings)]


def test_a_consequence_folds_under_its_root_whatever_the_order() -> None:
    effect = judged("flow-missing", "n1", ("10.0.0.1",))
    cause = judged("address-changed", None, ("10.0.0.1", "n2"), explains=("flow-missing",))
    assert grouped(effect, cause) == [(1, 0)]


def test_other_subjects_stay_apart() -> None:
    effect = judged("flow-missing", "n1", ("10.0.0.9",))
    cause = judged("address-changed", None, ("10.0.0.1",), explains=("flow-missing",))
    assert sorted(grouped(effect, cause)) == [(0,), (1,)]


def test_the_same_subject_on_another_node_is_no_consequence() -> None:
    effect = judged("flow-missing", "n1", ("tun0",))
    cause = judged("route-missing", "n2", ("tun0",), explains=("flow-missing",))
    assert len(grouped(effect, cause)) == 2


def test_one_fault_on_several_nodes_is_one_card() -> None:
    findings = [judged("flow-missing", f"n{i}", ("10.0.0.1",)) for i in range(5)]
    assert grouped(*findings) == [(0, 1, 2, 3, 4)]


def test_a_chain_folds_to_its_first_cause() -> None:
    c = judged("c", "n1", ("z",))
    b = judged("b", "n1", ("y", "z"), explains=("c",))
    a = judged("a", "n1", ("x", "y"), explains=("b",))
    assert grouped(c, b, a) == [(2, 1, 0)]


def test_info_makes_no_card_but_may_join_one() -> None:
    alone = judged("note", "n1", ("q",), severity=Severity.INFO)
    joined = judged("log", "n1", ("x",), severity=Severity.INFO)
    root = judged("a", "n1", ("x",), explains=("log",))
    assert grouped(alone, joined, root) == [(2, 1)]


def test_two_that_explain_each_other_are_one_card() -> None:
    a = judged("a", "n1", ("x",), explains=("b",))
    b = judged("b", "n1", ("x",), explains=("a",))
    assert len(grouped(a, b)) == 1


def test_errors_come_before_warnings() -> None:
    warning = judged("w", "n1", ("x",), severity=Severity.WARNING)
    error = judged("e", "n2", ("y",))
    assert grouped(warning, error) == [(1,), (0,)]
