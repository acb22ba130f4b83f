"""The frozen result of a comparison: the only thing that its renderers see."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.report import BundleInfo, ReportedFinding

STATUSES = ("new", "no longer checkable", "still there", "fixed")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one fault between the two."""

    status: str
    """`new`, `fixed`, `still there`, or `no longer checkable`: loss of sight is no fix."""
    finding: ReportedFinding
    """As the later bundle has it; where that has it no more, as the earlier had it."""
    why: str
    """What the status rests on."""
    consequences: tuple[ReportedFinding, ...] = ()
    """Findings of the same card that share its fate."""


@dataclass(frozen=True, slots=True)
class StateChange:
    """What appeared and went of one kind of thing on one node, or in the cluster."""

    node: str | None
    kind: str
    """`flows`, `routes`, `iptables rules`, `addresses`, `ports`, or a kind of object."""
    appeared: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...] = ()
    """Objects that are in both and say something else: what they say of it."""


@dataclass(frozen=True, slots=True)
class CounterMove:
    """Packets that a dropping flow or rule has counted."""

    node: str
    what: str
    before: int
    after: int
    """Less than before: it was counted anew in between."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs, and all that could not be compared."""

    before: BundleInfo
    after: BundleInfo
    changes: tuple[Change, ...]
    """New ones first, the most severe first among them."""
    states: tuple[StateChange, ...]
    counters: tuple[CounterMove, ...]
    not_compared: tuple[str, ...]
    """What one of the two lacks: `flows of node2: not in the later bundle`."""
    tool_version: str = ""
