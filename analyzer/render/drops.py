"""The drop ledger as a page shows it: what was dropped for a reason, noise apart, rest summed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from analyzer.report import Report
from analyzer.report_drops import Drop

SHOWN = 100


@dataclass(slots=True)
class Sum:
    """Drops of one meaning at one place, on all nodes."""

    place: str
    words: str
    packets: int = 0
    count: int = 0
    nodes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DropView:
    """What a page shows."""

    told: list[Drop]
    """Hit, and no noise: the hot ones first, then by packets."""
    left_out: int
    noise: list[Sum]
    """Hit, but on every healthy node."""
    quiet: list[Sum]
    """Never hit."""
    uncounted: list[Sum]
    """Of dumps that do not count."""


def drop_view(report: Report) -> DropView:
    """Part the ledger."""
    told = [drop for drop in report.drops if drop.packets and not drop.noise]
    told.sort(key=lambda drop: (not drop.hot, -(drop.packets or 0)))
    return DropView(
        told[:SHOWN],
        max(0, len(told) - SHOWN),
        sums(drop for drop in report.drops if drop.packets and drop.noise),
        sums(drop for drop in report.drops if drop.packets == 0),
        sums(drop for drop in report.drops if drop.packets is None),
    )


def sums(drops: Iterable[Drop]) -> list[Sum]:
    """Sum drops up over the nodes, in their order."""
    found: dict[tuple[str, str], Sum] = {}
    for drop in drops:
        each = found.setdefault((drop.place, drop.words), Sum(drop.place, drop.words))
        each.packets += drop.packets or 0
        each.count += drop.count
        if drop.node not in each.nodes:
            each.nodes.append(drop.node)
    return list(found.values())


def drop_line(report: Report) -> str:
    """Return the ledger in one line; empty where nothing was counted."""
    told = drop_view(report).told
    counted = any(drop.packets is not None for drop in report.drops)
    if not counted:
        return ""
    if not told:
        return "Drops: none but noise"
    most = max(told, key=lambda drop: (drop.hot, drop.packets or 0))
    who = f" ({', '.join(most.senders[:3])})" if most.senders else ""
    rest = f"; {len(told) - 1} more in the report" if len(told) > 1 else ""
    return f"Drops: {most.packets} packets on {most.node}, {most.place}: {most.words}{who}{rest}"
