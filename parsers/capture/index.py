"""Finds the row of each hash in a table that grows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BITS = 17
"""Of the number of places where hashes that were asked for lately are looked for first."""
SCATTER = np.uint64(0x9E3779B97F4A7C15)


class Index:
    """Hashes in order, and the row of each."""

    def __init__(self) -> None:
        self._hashes = np.zeros(0, np.uint64)
        self._rows = np.zeros(0, np.uint32)
        self._lately = np.zeros(1 << BITS, np.uint64)
        """At the place of a hash: the one of that place that was asked for last."""
        self._row_of = np.full(1 << BITS, -1, np.int32)

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the rows of hashes; -1 of those that are not there."""
        places = place(hashes)
        rows = self._row_of[places].astype(np.int64)
        other = (self._lately[places] != hashes).nonzero()[0]
        if len(other):
            wanted = hashes[other]
            rows[other] = found = self._search(wanted)
            known = found >= 0
            self._put(wanted[known], found[known])
        return rows

    def _search(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        if not len(self._hashes):
            return np.full(len(hashes), -1)
        at = np.minimum(self._hashes.searchsorted(hashes), len(self._hashes) - 1)
        return np.where(self._hashes[at] == hashes, self._rows[at].astype(np.int64), -1)

    def _put(self, hashes: NDArray[np.uint64], rows: NDArray[np.int64]) -> None:
        """Have hashes found at their places; of several at one place the last stays."""
        places = place(hashes)
        self._lately[places], self._row_of[places] = hashes, rows

    def remember(self, hashes: NDArray[np.uint64], rows: NDArray[np.int64]) -> None:
        """Make rows those of their hashes; of equal ones, which are neighbours, the last."""
        last = np.ones(len(hashes), np.bool_)
        last[:-1] = hashes[1:] != hashes[:-1]
        order = np.argsort(hashes[last])
        hashes, rows = hashes[last][order], rows[last][order]
        self._put(hashes, rows)
        at = self._hashes.searchsorted(hashes)
        if len(self._hashes):
            near = np.minimum(at, len(self._hashes) - 1)
            there = self._hashes[near] == hashes
            self._rows[near[there]] = rows[there]
            hashes, rows, at = hashes[~there], rows[~there], at[~there]
        self._hashes = np.insert(self._hashes, at, hashes)
        self._rows = np.insert(self._rows, at, rows.astype(np.uint32))


def place(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return where hashes are looked for first."""
    return (hashes * SCATTER) >> np.uint64(64 - BITS)
