"""Counts packets over time, though nobody knows before the end how long a capture is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SLICES = 4096
FINEST = 1 << 20
"""ns of a slice at first: about a millisecond."""


class Rate:
    """Packets in slices of one width, which doubles whenever the capture outgrows them."""

    def __init__(self) -> None:
        self.begin = 0
        self.width = FINEST
        self.counts = np.zeros(SLICES, np.int64)

    def add(self, time: NDArray[np.int64]) -> None:
        """Count packets by their times, ns since 1970; what is before the first counts with it."""
        if not self.counts.any():
            self.begin = int(time.min())
        last = int(time.max())
        while last - self.begin >= self.width * SLICES:
            half = self.counts.reshape(-1, 2).sum(axis=1)
            self.counts = np.append(half, np.zeros_like(half))
            self.width *= 2
        at = np.maximum((time - self.begin) // self.width, 0)
        self.counts += np.bincount(at, minlength=SLICES)

    def bars(self, first: int, last: int, count: int) -> tuple[int, ...]:
        """Return the packets in so many equal parts of a time; a slice counts where its middle is.

        With a capture of any length a bar is right but for some hundredths of its width.
        """
        middles = self.begin + self.width * np.arange(SLICES) + self.width // 2
        middles = np.clip(middles, first, last)
        bars, _ = np.histogram(middles, count, (first, last), weights=self.counts)
        return tuple(bars.tolist())
