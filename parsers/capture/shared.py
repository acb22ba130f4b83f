"""Memory that two processes see: slots with the bytes of windows, shelves with their columns."""

from __future__ import annotations

import mmap

import numpy as np
from numpy.typing import NDArray

from parsers.capture.buffer import HEADROOM, SIZE
from parsers.capture.window import SLACK

SLOTS = 5
"""Windows of bytes: one each in work here and there, one being read, the one before, a spare."""
SHELVES = 3
"""Windows of columns."""
SHELF = 16 << 20
"""Bytes of columns: enough but for packets that are all headers."""
SLOT = -(HEADROOM + SIZE + SLACK) // mmap.PAGESIZE * -mmap.PAGESIZE
LINE = 64
"""Bytes of a line of the processor's cache, at which columns begin."""

Place = tuple[int, int] | bytes
"""Where bytes lie: (first, count); or, where they don't lie here, the bytes."""


class Shared:
    """The memory; pages of it that nobody writes to cost nothing."""

    def __init__(self) -> None:
        self._all = np.frombuffer(mmap.mmap(-1, SLOTS * SLOT + SHELVES * SHELF), np.uint8)
        self._base = self._all.ctypes.data

    def slot(self, number: int) -> NDArray[np.uint8]:
        """Return the memory of a window's bytes: `HEADROOM`, `SIZE` and `SLACK` of them."""
        return self._all[number * SLOT : number * SLOT + HEADROOM + SIZE + SLACK]

    def place(self, array: NDArray[np.uint8]) -> Place:
        """Say where an array lies."""
        at = array.ctypes.data - self._base
        return (at, len(array)) if 0 <= at <= len(self._all) - len(array) else array.tobytes()

    def put(self, shelf: int, columns: list[NDArray[np.generic]]) -> list[Place]:
        """Copy columns to a shelf; what finds no room there is returned itself."""
        at = SLOTS * SLOT + shelf * SHELF
        end = at + SHELF
        places: list[Place] = []
        for column in columns:
            plain = np.ascontiguousarray(column).view(np.uint8).reshape(-1)
            if at + len(plain) > end:
                places.append(plain.tobytes())
                continue
            self._all[at : at + len(plain)] = plain
            places.append((at, len(plain)))
            at += -(-len(plain) // LINE) * LINE
        return places

    def get(self, place: Place) -> NDArray[np.uint8]:
        """Return the bytes at a place."""
        if isinstance(place, bytes):
            return np.frombuffer(place, np.uint8)
        return self._all[place[0] : place[0] + place[1]]
