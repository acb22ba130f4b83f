"""A cluster in the middle of an update: nodes of two releases are no fault, and hide none."""

from __future__ import annotations

import copy
from pathlib import Path
from random import Random

import pytest

from tests.accuracy.bundle import Bundle, healthy
from tests.accuracy.campaign import MUTATORS, Desk, alarms, loud
from tests.accuracy.mutation import place
from tests.accuracy.plan import Plan
from tests.accuracy.releases import RELEASES, Release
from tests.accuracy.switch import Switch

BY_NAME = {str(each): each for each in RELEASES}
STEPS = (
    ("4.7 L8 networkpolicy", "4.9 L9 networkpolicy"),
    ("4.9 L9 networkpolicy", "4.12 L10 networkpolicy"),
    ("4.8 L9 multitenant", "4.12 L10 multitenant"),
    ("4.8 L9 subnet", "4.11 L10 subnet"),
)


def half_done(old: Release, new: Release, one: Switch) -> Bundle:
    """The first node runs the new release already; the operator says so."""
    plan = Plan(old, 0)
    bundle = healthy(plan, "debug.sh", one)
    after = copy.deepcopy(plan)
    after.release = new
    first = plan.hosts[0].name
    bundle.texts[first] = healthy(after, "debug.sh", one).texts[first]
    (operator,) = bundle.objects["clusteroperators"]
    for condition in operator["status"]["conditions"]:
        if condition["type"] == "Progressing":
            condition["status"] = "True"
            condition["message"] = 'DaemonSet "openshift-sdn/sdn" update is rolling out'
    return bundle


@pytest.mark.parametrize("step", STEPS, ids=" to ".join)
def test_two_releases_are_a_note(step: tuple[str, str], one: Switch, tmp_path: Path) -> None:
    bundle = half_done(*(BY_NAME[name] for name in step), one)
    desk = Desk(tmp_path)
    desk.lay(bundle.files())
    report = desk.analyze()
    assert alarms(report) == []
    (said,) = [f for f in report.findings if f.rule == "mixed-rule-versions"]
    assert said.severity == "info"
    assert "an update is being rolled out" in said.message

    for seed in range(3):  # on a node of either release
        broken = bundle.copy()
        at = place(broken, Random(seed))
        assert MUTATORS["sender flow deleted"](at)
        desk.lay(broken.files())
        assert [(f.rule, f.node) for f in loud(desk.analyze())] == [
            ("remote-sender-unknown", at.host.name)
        ]


def test_an_update_that_hangs_is_said(one: Switch, tmp_path: Path) -> None:
    bundle = half_done(*(BY_NAME[name] for name in STEPS[0]), one)
    (operator,) = bundle.objects["clusteroperators"]
    for condition in operator["status"]["conditions"]:
        if condition["type"] == "Degraded":
            condition["status"] = "True"
    desk = Desk(tmp_path)
    desk.lay(bundle.files())
    assert "mixed-rule-versions" in {f.rule for f in loud(desk.analyze())}
