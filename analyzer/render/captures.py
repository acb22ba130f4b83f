"""Draws a capture's course: packets over time, and what happened when."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.report_captures import CaptureEvent, CaptureSummary

WIDTH, HEIGHT = 1000, 60
"""Of the drawing; the page scales it."""
KINDS = {"SYN unanswered": "bad", "reset": "bad", "ICMP error": "bad", "zero window": "bad"}


@dataclass(frozen=True, slots=True)
class Bar:
    """Packets in one slice of time."""

    x: int
    y: int
    width: int
    height: int
    said: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on the chart."""

    x: int
    style: str
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn of one capture."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    most: int
    """Packets of the highest bar."""


def chart(capture: CaptureSummary) -> Chart:
    """Return bars and marks in the drawing's coordinates."""
    most = max(capture.bars, default=0)
    step = WIDTH / max(len(capture.bars), 1)
    bars = tuple(
        Bar(
            round(number * step), HEIGHT - height, max(round(step) - 1, 1), height,
            f"{count} packets from {span(number * capture.milliseconds // len(capture.bars))}",
        )
        for number, count in enumerate(capture.bars)
        if (height := round(count * HEIGHT / most) or 1) and count
    )  # fmt: skip
    return Chart(bars, tuple(mark(event) for event in capture.events), most)


def mark(event: CaptureEvent) -> Mark:
    """Return an event as a mark."""
    return Mark(
        min(max(event.at, 0), WIDTH), KINDS.get(event.kind, "odd"),
        f"{event.kind}, frame {event.frame}: {event.text}",
    )  # fmt: skip


def span(milliseconds: int) -> str:
    """Return a time in words: `340 ms`, `12.5 s`, `3 min 20 s`."""
    if milliseconds < 1_000:
        return f"{milliseconds} ms"
    if milliseconds < 120_000:
        return f"{milliseconds / 1000:.1f} s"
    minutes, rest = divmod(milliseconds // 1000, 60)
    return f"{minutes} min {rest} s"


def size(octets: int) -> str:
    """Return bytes in words: `740 B`, `12.3 kB`, `4.5 MB`."""
    if octets < 1_000:
        return f"{octets} B"
    for unit in ("kB", "MB"):
        octets_of = octets / 1_000 if unit == "kB" else octets / 1_000_000
        if octets_of < 1_000:
            return f"{octets_of:.1f} {unit}"
    return f"{octets / 1_000_000_000:.1f} GB"
