"""The first sentence never says more than the analysis knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.render.verdict import cards, count, verdict
from analyzer.render.visible import visible
from analyzer.report import Cause, Report, ReportedInput, ReportedOutcome
from tests.render import example

REPORT = example.report()
HEALTHY = example.healthy()


def unjudged(status: str) -> ReportedOutcome:
    return ReportedOutcome("ip-forwarding-off", example.NODES[0], status, "", ("sysctl -a",), ())


def test_the_worst_cause_is_the_headline() -> None:
    said = verdict(REPORT)
    assert said.level == "error"
    assert said.headline == "Broken: node1 drops VXLAN from node3, and 1 more cause"
    assert "No data from node4.example.com." in said.detail


def test_warnings_alone_are_suspicions() -> None:
    said = verdict(replace(REPORT, causes=(Cause("tun0 is too large", (0,), ""),),
                           findings=REPORT.findings[3:4]))  # fmt: skip
    assert (said.level, said.headline) == ("warning", "Suspect: tun0 is too large")


def test_only_a_report_without_doubt_is_clean() -> None:
    said = verdict(HEALTHY)
    assert (said.level, said.headline) == ("clean", "No fault found: 1 check held")


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (replace(HEALTHY, outcomes=(*HEALTHY.outcomes, unjudged("not-evaluated"))), "1 of 2"),
        (replace(HEALTHY, outcomes=(*HEALTHY.outcomes, unjudged("crashed"))), "1 of 2"),
        (replace(HEALTHY, outcomes=()), "Nothing was judged"),
        (replace(HEALTHY, outcomes=(unjudged("not-applicable"),)), "Nothing was judged"),
        (replace(HEALTHY, outcomes=(replace(HEALTHY.outcomes[0], gaps=("x",)),)), "not everything"),
        (
            replace(HEALTHY, bundle=replace(HEALTHY.bundle, nodes_without_data=("n",))),
            "not everything",
        ),
        (
            replace(HEALTHY, inputs=(ReportedInput("a", "", None, "truncated", 0),)),
            "not everything",
        ),
    ],
)
def test_what_was_not_judged_is_never_called_clean(report: Report, words: str) -> None:
    said = verdict(report)
    assert said.level == "open"
    assert words in said.headline


def test_a_finding_without_a_cause_has_its_own_card() -> None:
    shown = cards(replace(REPORT, causes=REPORT.causes[:1]))
    assert [card.root[0] for card in shown] == [1, 4, 5]
    assert [number for number, _ in shown[0].consequences] == [2, 3]


def test_counts_read_as_english() -> None:
    assert (count(1, "check"), count(1_200, "check")) == ("1 check", "1,200 checks")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ü 日本", "plain ü 日本"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\tb", "a    b"),
        ("\x00\x7f\x9b", "\\x00\\x7f\\x9b"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\udcff", "\\udcff"),
    ],
)
def test_what_a_terminal_would_obey_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_an_overlong_value_says_how_much_is_left_out() -> None:
    assert visible("x" * 10_000).endswith("… (8,000 more characters)")
