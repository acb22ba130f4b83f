"""A node whose note is not that of most others is not compared by that note."""

from __future__ import annotations

import pytest

from parsers.base import Source
from rules.base import NotApplicable, PerNode
from rules.derived.layout import Layout
from rules.derived.usual_layout import derive_usual_layout


def layout(version: int | None) -> Layout:
    return Layout("L8", version, "networkpolicy", ct=True, source=Source("flows", 1, ""))


def test_the_note_of_most_nodes_is_the_usual_one() -> None:
    noted = PerNode({"a": layout(9), "b": layout(6), "c": layout(9), "d": layout(None)})
    usual = derive_usual_layout(noted)
    assert [usual.fits(each) for each in noted.values()] == [True, False, True, True]


def test_without_notes_nothing_is_usual() -> None:
    with pytest.raises(NotApplicable):
        derive_usual_layout(PerNode({"a": layout(None)}))
