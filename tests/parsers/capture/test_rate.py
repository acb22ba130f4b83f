"""The chart's packets over time, of captures that grow."""

from __future__ import annotations

import numpy as np

from parsers.capture.rate import Rate

SECOND = 1_000_000_000
BEGIN = 1_700_000_000 * SECOND


def test_slices_grow_with_the_capture() -> None:
    rate = Rate()
    # One packet a second for ten hours, an hour at a time; in the last half hour ten a second.
    times = np.concatenate(
        [np.arange(0, 34_200, 1.0), np.arange(34_200, 36_000, 0.1)]
    )  # fmt: skip
    stamps = BEGIN + (times * SECOND).astype(np.int64)
    for part in np.array_split(stamps, 10):
        rate.add(part)
    bars = rate.bars(BEGIN, BEGIN + 36_000 * SECOND, 20)
    assert sum(bars) == len(times) == 34_200 + 18_000
    # Half an hour a bar: 1,800 packets, and 18,000 in the last; a slice of 17.2 s either way.
    assert all(abs(bar - 1_800) <= 18 for bar in bars[:-2])
    assert abs(bars[-2] - 1_800) <= 180
    assert abs(bars[-1] - 18_000) <= 180


def test_what_came_before_the_first_counts_with_it() -> None:
    rate = Rate()
    rate.add(np.array([BEGIN, BEGIN + SECOND]))
    rate.add(np.array([BEGIN - SECOND]))
    assert rate.bars(BEGIN - SECOND, BEGIN + SECOND, 2) == (0, 3)
