"""Finds the row of each hash in a table that grows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Index:
    """Hashes in order, and the row of each."""

    def __init__(self) -> None:
        self._hashes = np.zeros(0, np.uint64)
        self._rows = np.zeros(0, np.uint32)

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the rows of hashes; -1 of those that are not there."""
        if not len(self._hashes):
            return np.full(len(hashes), -1)
        at = np.minimum(self._hashes.searchsorted(hashes), len(self._hashes) - 1)
        return np.where(self._hashes[at] == hashes, self._rows[at].astype(np.int64), -1)

    def remember(self, hashes: NDArray[np.uint64], rows: NDArray[np.int64]) -> None:
        """Make rows those of their hashes; of equal ones, which are neighbours, the last."""
        last = np.ones(len(hashes), np.bool_)
        last[:-1] = hashes[1:] != hashes[:-1]
        order = np.argsort(hashes[last])
        hashes, rows = hashes[last][order], rows[last][order]
        at = self._hashes.searchsorted(hashes)
        if len(self._hashes):
            near = np.minimum(at, len(self._hashes) - 1)
            there = self._hashes[near] == hashes
            self._rows[near[there]] = rows[there]
            hashes, rows, at = hashes[~there], rows[~there], at[~there]
        self._hashes = np.insert(self._hashes, at, hashes)
        self._rows = np.insert(self._rows, at, rows.astype(np.uint32))
