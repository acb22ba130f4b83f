"""Tables of columns that grow: copied seldom, and most of what is reserved is never touched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.capture.rows import put

GROWTH = 16
"""A table that is full becomes so many times larger: pages that nothing was written to cost no
memory, while copying often, or in small steps, leaves holes that do."""


class Table:
    """A structured array that grows."""

    def __init__(self, dtype: np.dtype[np.void], room: int = 512) -> None:
        self.array = np.zeros(room, dtype)
        self.used = 0

    def grow(self, count: int) -> slice:
        """Add rows of zeros, and return where they are."""
        first, self.used = self.used, self.used + count
        size = len(self.array)
        while size < self.used:
            size *= GROWTH
        if size > len(self.array):
            old, self.array = self.array, np.zeros(size, self.array.dtype)
            put(self.array, slice(first), old[:first])
        return slice(first, self.used)

    def add(self, rows: NDArray[np.void]) -> None:
        """Add rows."""
        where = self.grow(len(rows))
        put(self.array, where, rows)

    @property
    def rows(self) -> NDArray[np.void]:
        """The rows that were added."""
        return self.array[: self.used]
