"""What is only seen of a fault goes into the card of the fault, and stands alone without one."""

from __future__ import annotations

from analyzer.causes import Judged, cards
from parsers.base import Source
from rules.base import Finding, Severity
from rules.catalog import RULES

BY_NAME = {rule.name: rule for rule in RULES}
PROOF = (Source("f", 1, "x"),)


def judged(rule: str, node: str | None, *subjects: str, severity: Severity | None = None) -> Judged:
    return Judged(BY_NAME[rule], Finding("said", subjects, PROOF, node, severity))


SEEN = judged("target-unreachable", "n1", "10.129.0.5", "n2", "n1")


def test_any_fault_on_the_same_subject_explains_it() -> None:
    cause = judged("kernel-table-filling", "n2", "n2")
    assert [card.members for card in cards([SEEN, cause])] == [(1, 0)]


def test_alone_it_is_a_card() -> None:
    assert [card.members for card in cards([SEEN])] == [(0,)]


def test_of_another_subject_it_is_a_card_of_its_own() -> None:
    other = judged("kernel-table-filling", "n3", "n3")
    assert {card.members for card in cards([SEEN, other])} == {(0,), (1,)}


def test_a_note_explains_no_symptom() -> None:
    note = judged("sdn-pod-not-ready", "n2", "n2", severity=Severity.INFO)
    assert [card.members for card in cards([SEEN, note])] == [(0,)]


def test_a_fault_of_either_end_explains_it() -> None:
    cause = judged("bridge-settings-wrong", "n1", "br0")
    assert [card.members for card in cards([SEEN, cause])] == [(1, 0)]


def test_two_of_one_rule_do_not_explain_each_other() -> None:
    one = judged("pod-neighbour-lost", "n1", "10.129.0.5")
    two = judged("pod-neighbour-lost", "n1", "10.129.0.6")
    assert {card.members for card in cards([one, two])} == {(0,), (1,)}
