"""The engine: needs from signatures, five outcomes, missing artifacts named."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from analyzer import engine
from analyzer.facts import Facts, FactType
from parsers.base import Parsed, Source
from rules.base import (
    Finding,
    Findings,
    Missing,
    Need,
    Node,
    NotApplicable,
    PerNode,
    Rule,
    RuleDoc,
    Severity,
    needs_of,
    parse_doc,
)


@dataclass(frozen=True)
class Dump:
    size: int

    def __len__(self) -> int:
        return self.size


@dataclass(frozen=True)
class Objects:
    names: tuple[str, ...]


@dataclass(frozen=True)
class Doubled:
    size: int


def double(dump: Dump) -> Doubled:
    if dump.size == 13:
        raise NotApplicable("13 is no size")
    return Doubled(2 * dump.size)


def largest(facts: list[Dump]) -> Dump:
    return max(facts, key=len)


TYPES = {
    Dump: FactType(True, "dump the thing", largest),
    Objects: FactType(False, "oc get objects", lambda facts: facts[0]),
}
DOC = RuleDoc("t", "c", "w", "s", "r")


def facts(**sizes: int) -> Facts:
    held = Facts(TYPES, (double,))
    held.nodes = ("n1", "n2")
    for node, size in sizes.items():
        held.add(Dump, node, Parsed(Dump(size)))
    return held


def a_rule(check: object, severity: Severity = Severity.ERROR) -> Rule:
    needs = tuple(needs_of(check))  # type: ignore[arg-type]
    return Rule("a-rule", severity, "39.7", ("X",), (), DOC, needs, check)  # type: ignore[arg-type]


def needs_dump(node: Node, dump: Dump) -> Findings:
    if dump.size > 10:
        yield Finding(f"{node} is big", (str(node),), (Source("f", 1, "x"),))


def test_the_signature_is_the_needs() -> None:
    def check(node: Node, dump: Dump, objects: Objects | None, all_of: PerNode[Dump]) -> None: ...

    check.__globals__.update(Dump=Dump, Objects=Objects)
    assert list(needs_of(check)) == [
        Need("node", Node),
        Need("dump", Dump),
        Need("objects", Objects, optional=True),
        Need("all_of", Dump, every_node=True),
    ]


def test_passed_failed_and_not_evaluated_side_by_side() -> None:
    outcomes = list(engine.run([a_rule(needs_dump)], facts(n1=11)))
    assert [(o.node, o.status) for o in outcomes] == [("n1", "failed"), ("n2", "not-evaluated")]
    assert outcomes[0].findings[0].node == "n1"
    assert outcomes[1].missing == ("dump the thing",)


def test_the_collectors_error_is_the_reason() -> None:
    held = facts(n1=1)
    held.add_failure(Dump, "n2", "nodes/n2/dump: command not found")
    _, second = engine.run([a_rule(needs_dump)], held)
    assert second.reason == "nodes/n2/dump: command not found"


def test_a_bug_is_an_outcome_and_the_run_goes_on() -> None:
    def broken(node: Node, dump: Dump) -> Findings:
        yield Finding(str(1 / (dump.size - 1)), (), (Source("f", 1, "x"),))

    broken.__globals__.update(Dump=Dump)
    first, second = engine.run([a_rule(broken)], facts(n1=1, n2=2))
    assert first.status == "crashed"
    assert "ZeroDivisionError" in first.reason
    assert second.status == "failed"


def test_not_applicable_propagates_from_a_derived_fact() -> None:
    def check(node: Node, doubled: Doubled) -> Findings:
        yield from ()

    check.__globals__.update(Doubled=Doubled)
    first, second = engine.run([a_rule(check)], facts(n1=13, n2=2))
    assert (first.status, first.reason) == ("not-applicable", "13 is no size")
    assert second.status == "passed"


def test_a_derived_fact_of_every_node_names_what_it_lacks() -> None:
    def check(all_of: PerNode[Doubled]) -> Findings:
        yield from ()

    check.__globals__.update(Doubled=Doubled)
    (outcome,) = engine.run([a_rule(check)], facts())
    assert (outcome.status, outcome.missing) == ("not-evaluated", ("dump the thing",))


def test_missing_propagates_from_a_derived_fact_by_its_command() -> None:
    def check(node: Node, doubled: Doubled) -> Findings:
        yield from ()

    check.__globals__.update(Doubled=Doubled)
    first, _ = engine.run([a_rule(check)], facts(n2=2))
    assert first.missing == ("dump the thing",)


def test_unread_lines_stand_beside_a_pass() -> None:
    held = facts()
    unread = (Source("nodes/n1/dump", 4, "??"), Source("nodes/n1/dump", 9, "??"))
    held.add(Dump, "n1", Parsed(Dump(1), unread))
    first, _ = engine.run([a_rule(needs_dump)], held)
    assert first.status == "passed"
    assert first.gaps == ("2 lines unread in nodes/n1/dump",)


def test_several_artifacts_are_merged_once() -> None:
    held = facts(n1=3)
    held.add(Dump, "n1", Parsed(Dump(12)))
    assert held.get(Dump, "n1") == Dump(12)
    assert held.get(Doubled, "n1") == Doubled(24)
    with pytest.raises(Missing):
        held.get(Dump, "n2")


def test_an_info_finding_does_not_fail_its_rule() -> None:
    outcomes = list(engine.run([a_rule(needs_dump, Severity.INFO)], facts(n1=11)))
    assert outcomes[0].status == "passed"
    assert len(outcomes[0].findings) == 1


def test_a_finding_without_evidence_is_refused() -> None:
    with pytest.raises(ValueError, match="needs evidence"):
        Finding("x", (), ())


def test_a_rules_docstring_must_be_whole() -> None:
    doc = parse_doc("Title.\n\nChecks: a\n  b.\nWhy: c.\nSymptom: d.\nRemedy: e.\n", "m")
    assert doc == RuleDoc("Title", "a b.", "c.", "d.", "e.")
    with pytest.raises(ValueError, match="m: the docstring lacks Remedy"):
        parse_doc("Title.\n\nChecks: a\nWhy: c.\nSymptom: d.\n", "m")
