"""A program that analyzes case after case keeps none of them."""

from __future__ import annotations

import gc
from pathlib import Path

from analyzer import analysis
from analyzer.engine import Outcome
from analyzer.facts import Facts

SAMPLE = Path(__file__).parents[2] / "samples" / "tun-src-missing"


def alive() -> int:
    return sum(isinstance(each, Facts | Outcome) for each in gc.get_objects())


def test_a_case_is_freed_without_the_collector() -> None:
    analysis.analyze([SAMPLE])  # the first may be frozen
    gc.collect()
    before, frozen = alive(), gc.get_freeze_count()
    gc.disable()
    try:
        for _ in range(3):
            analysis.analyze([SAMPLE])
        assert alive() == before
    finally:
        gc.enable()
    assert gc.get_freeze_count() <= frozen


def test_nothing_is_frozen_but_the_first_case() -> None:
    analysis.analyze([SAMPLE])
    frozen = gc.get_freeze_count()
    analysis.analyze([SAMPLE])
    assert gc.get_freeze_count() <= frozen
