"""The rule version that most nodes have noted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rules.base import NotApplicable, PerNode
from rules.derived.layout import Layout


@dataclass(frozen=True, slots=True)
class UsualLayout:
    """What the version notes of most nodes say."""

    version: int

    def fits(self, layout: Layout) -> bool:
        """Return whether a node's note is the usual one: else its flows may be of another."""
        return layout.version in {None, self.version}


def derive_usual_layout(layouts: PerNode[Layout]) -> UsualLayout:
    """Count the notes; raises NotApplicable if there is none."""
    counts = Counter(each.version for each in layouts.values() if each.version is not None)
    if not counts:
        raise NotApplicable("no node has a version note")
    return UsualLayout(counts.most_common(1)[0][0])
