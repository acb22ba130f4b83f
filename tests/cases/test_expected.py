"""The drop ledger and the timeline of three cases are what a person read from the files before."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from tests.cases.judge import CASES
from tests.cases.test_cases import report_of

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is absent")
EXPECTED = Path(__file__).parent / "expected"


def written(name: str) -> dict[str, list[list[str]]]:
    """Case -> its lines in fields."""
    found: dict[str, list[list[str]]] = {}
    for line in (EXPECTED / name).read_text().splitlines():
        if line.startswith("case "):
            rows = found[line.removeprefix("case ")] = []
        elif line and line[0] != "#":
            rows.append([part.strip() for part in line.split("|")])
    return found


DROPS, TIMES = written("drops.txt"), written("timeline.txt")


@pytest.mark.parametrize("case", DROPS)
def test_drops(case: str) -> None:
    report = report_of(case)
    hit, never = [], Counter[str]()
    rules, uncounted = set(), 0
    for drop in report.drops:
        kind = "noise" if drop.noise else "fault"
        if drop.packets is None:
            rules.add(("rules", drop.place, kind, drop.words))
            uncounted += drop.count
        elif drop.packets:
            hit.append(
                [
                    drop.node,
                    drop.place,
                    str(drop.packets),
                    kind,
                    drop.words,
                    ", ".join(drop.senders),
                ]
            )
        else:
            never[drop.node] += drop.count
    lines = DROPS[case]
    assert sorted(hit) == sorted(line for line in lines if len(line) == 6)
    assert never == {line[0]: int(line[2]) for line in lines if line[1] == "never"}
    assert rules == {tuple(line) for line in lines if line[0] == "rules"}
    assert [str(uncounted)] == [line[1] for line in lines if line[0] == "uncounted"]


@pytest.mark.parametrize("case", TIMES)
def test_timeline(case: str) -> None:
    """Times of logs and objects are exact; those of flows within what they say of themselves."""
    events = list(report_of(case).timeline)
    assert [e.time for e in events] == sorted(e.time for e in events)
    missing = []
    for at, node, source, text, seconds in TIMES[case]:
        fits = [
            e for e in events
            if e.node == node and e.source == source and e.text.startswith(text)
            and e.seconds == int(seconds)
            and abs((datetime.fromisoformat(e.time) - datetime.fromisoformat(f"{at}+00:00")).total_seconds())
            <= (int(seconds) if source in {"flows", "collection"} else 1)
        ]  # fmt: skip
        if len(fits) == 1:
            events.remove(fits[0])
        else:
            missing.append((at, node, source, text, len(fits)))
    assert missing == []
    assert [(e.time, e.node, e.text) for e in events] == []
