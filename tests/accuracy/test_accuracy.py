"""A sample of `make accuracy` holds the floor; what makes the bundles knows nothing of the tool."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.accuracy import page
from tests.accuracy.breaks import BREAKS
from tests.accuracy.campaign import MUTATORS, Desk, Verdict, alarms, bundles, mutate
from tests.accuracy.chance import RANDOM
from tests.accuracy.expected import EXPECTED, HIDDEN, INFO
from tests.accuracy.job import Job, Result
from tests.accuracy.releases import RELEASES
from tests.accuracy.scores import total
from tests.accuracy.switch import Switch
from tests.accuracy.unbroken import UNBROKEN, UNBROKEN_IDS, catalogue, judges, without

FOLDER = Path(__file__).parent
JUDGES = {"campaign.py", "test_accuracy.py"}
"""All that may know the analyzer: it runs it and reads its report."""
SAMPLE = 19
"""In each release one mutation of so many."""
FLOOR = 0.98


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda p: p.name)
def test_what_makes_and_breaks_bundles_imports_nothing_of_the_tool(path: Path) -> None:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    ours = {name for name in names if name.split(".")[0] in {"analyzer", "rules", "parsers"}}
    assert not ours or path.name in JUDGES, ours
    tests = {name for name in names if name.startswith("tests.")}
    assert {name for name in tests if not name.startswith("tests.accuracy")} <= {"tests.require"}


def test_each_mutation_has_its_rule() -> None:
    assert EXPECTED.keys() == MUTATORS.keys()
    assert EXPECTED.keys() >= INFO | HIDDEN.keys()


def test_each_rule_has_its_mutation_or_a_reason() -> None:
    assert {rule for rule, why in without().items() if not why} == set()
    broken = {rule for names in EXPECTED.values() for rule in names}
    assert not broken & UNBROKEN.keys(), "broken now: its reason is no more true"


def test_each_invariant_has_its_mutation_or_a_reason() -> None:
    assert BREAKS.keys() == MUTATORS.keys()
    broken = {name for ids in BREAKS.values() for name in ids.split()}
    known = catalogue()
    assert broken <= known.keys()
    bad = {name for name, (severity, _) in known.items() if severity in {"E", "W"}}
    assert bad - broken == UNBROKEN_IDS.keys()
    assert len(UNBROKEN_IDS) <= 2


def test_what_is_expected_of_a_mutation_judges_what_it_breaks() -> None:
    rules = judges()
    wrong = [(mutation, name) for mutation, ids in BREAKS.items() for name in ids.split()
             if not rules[name] & set(EXPECTED[mutation])]  # fmt: skip
    assert wrong == []


def test_the_page_has_a_row_for_each_invariant_that_is_broken() -> None:
    one = Verdict("sender flow deleted", "4.8 L9 subnet", "debug.sh", "found")
    other = Verdict("all flows of a node deleted", "4.8 L9 subnet", "debug.sh", "missed")
    verdicts = [one, other]
    rows = {row.split("|")[1].strip(): row for row in page.invariants(verdicts)}
    assert rows["FH-01"].endswith("| 2 | 1 | 1 | 0 | 0 |")
    assert rows["FH-02"].endswith("| 1 | 0 | 1 | 0 | 0 |")
    assert "3.11" in rows["LN-20"]
    assert "not among those of this run" in rows["EG-01"]
    whole = page.write([Result(verdicts)], [Job(0, 0)])
    assert rows["FH-01"] in whole


def test_the_published_page_is_of_a_run_of_nearly_all_and_holds_the_floor() -> None:
    text = (FOLDER.parents[1] / "docs" / "accuracy.md").read_text(encoding="utf-8")
    found = re.search(r"recall (\d\.\d+), precision\s+(\d\.\d+)\. False alarms on (\d+) healthy bundles: (\d+)", text)  # fmt: skip
    assert found
    recall, precision, healthy, alarms = map(float, found.groups())
    assert recall >= FLOOR
    assert precision >= FLOOR
    assert healthy > 70
    assert alarms == 0
    assert "holds a sample" not in text
    left = re.search(r"it left (\d+) of (\d+) clusters", text)
    assert left is None or int(left[1]) <= int(left[2]) * 0.05
    assert "was stopped" not in text or left is not None
    assert "not explained" not in text
    if "## By invariant" in text:  # a page of a run since that table is made
        assert "not among those of this run" not in text
        assert all(f"\n| {name} | " in text for name, (severity, _) in catalogue().items() if severity != "I")  # fmt: skip


def test_the_floor_holds_on_a_sample(one: Switch, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    verdicts: list[Verdict] = []
    wrong: list[str] = []
    names = list(MUTATORS)
    for index, bundle in enumerate(bundles(one, [1], RELEASES)):
        desk.lay(bundle.files())
        wrong += alarms(desk.analyze())
        chosen = [*names[index % SAMPLE :: SAMPLE], *list(RANDOM)[index % 3 :: 3]]
        verdicts += mutate(bundle, chosen, desk)
    assert wrong == []
    known = [v for v in verdicts if v.mutation in EXPECTED]
    assert {v.outcome for v in known} >= {"found"}
    assert len(known) > 150
    score = total(known)
    failed = [f"{v.outcome} {v.mutation} in {v.release}: {v.said} {v.extra}"
              for v in known if v.outcome not in {"found", "hidden"} or v.extra]  # fmt: skip
    assert score.recall >= FLOOR, "\n".join(failed)
    assert score.precision >= FLOOR, "\n".join(failed)
