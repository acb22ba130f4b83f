"""The timeline as a page shows it: marks on lanes, and a table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from analyzer.report import Report
from analyzer.report_timeline import Event

WIDTH, LEFT, LANE = 1000, 90, 22
LANES = ("log", "flows", "objects", "collection")
SHOWN = 200
UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


@dataclass(frozen=True, slots=True)
class Mark:
    """One event on its lane."""

    x: float
    width: float
    """How wide its uncertainty is."""
    y: int
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One age on the axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class TimeView:
    """What a page shows."""

    events: tuple[Event, ...]
    left_out: int
    marks: list[Mark]
    ticks: list[Tick]
    lanes: list[tuple[int, str]]
    height: int


def time_view(report: Report) -> TimeView:
    """Lay the latest events out: the axis is the logarithm of the age, so that the end is wide."""
    events = report.timeline[-SHOWN:]
    lanes = [name for name in LANES if any(event.source == name for event in events)]
    times = [datetime.fromisoformat(event.time) for event in events]
    end = max(times, default=None)
    marks: list[Mark] = []
    ticks: list[Tick] = []
    if end is not None:
        ages = [(end - time).total_seconds() for time in times]
        oldest = max(*ages, 60.0)

        def x(age: float) -> float:
            part = math.log1p(max(0.0, age) / 60) / math.log1p(oldest / 60)
            return round(LEFT + (WIDTH - LEFT - 10) * (1 - part), 1)

        for event, age in zip(events, ages, strict=True):
            left, right = x(age + event.seconds), x(age - event.seconds)
            y = LANE * lanes.index(event.source) + 4
            where = f"{event.node}: " if event.node else ""
            title = f"{event.time} ± {event.seconds} s, {where}{event.text}"
            marks.append(Mark(left, max(3.0, right - left), y, event.severity, title))
        ticks = [
            Tick(x(age), f"{count} {unit}")
            for seconds, unit in UNITS
            for count in (10, 1)
            if (age := float(count * seconds)) <= oldest
        ]
    rows = [(LANE * number + 14, name) for number, name in enumerate(lanes)]
    return TimeView(
        events, len(report.timeline) - len(events), marks, spaced(ticks), rows, LANE * len(lanes)
    )


def spaced(ticks: list[Tick]) -> list[Tick]:
    """Leave out ticks whose texts would touch."""
    found: list[Tick] = []
    for tick in sorted(ticks, key=lambda each: each.x):
        if not found or tick.x - found[-1].x > 48:
            found.append(tick)
    return found
