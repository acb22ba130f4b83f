"""Bytes of a capture that came and were not yet taken: one window's worth at a time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from parsers.capture.ahead import DEPTH
from parsers.capture.window import SLACK

SIZE = 8 << 20
"""Bytes of a window: enough that numpy's calls pay, little enough that memory stays bounded."""

RING = DEPTH + 4
"""Windows that may be in use at one time: one in work on each side, those between, and to spare."""


class Broken(Exception):  # noqa: N818 - a state of the file
    """The file's structure ends here: (kind of damage, a sentence)."""


class Buffer:
    """A window that slides over a stream of chunks of any size."""

    def __init__(self, chunks: Iterable[bytes], size: int = SIZE) -> None:
        self._chunks = iter(chunks)
        self._size = size
        self._ring: list[NDArray[np.uint8]] = []
        self._data = self._next()
        self._from = 0
        self._to = 0
        self._over = b""
        """The part of a chunk that found no room."""
        self._skip = 0
        self._ended = False
        self._asked = -1

    def _next(self) -> NDArray[np.uint8]:
        """Return the array that was given out longest ago, or a new one until there are enough."""
        if len(self._ring) < RING:
            self._ring.append(np.zeros(self._size + SLACK, np.uint8))
        else:
            self._ring.append(self._ring.pop(0))
        return self._ring[-1]

    def left(self) -> int:
        """Return how many bytes are there and were not taken."""
        return self._to - self._from

    def owes(self) -> bool:
        """Return whether bytes were to be skipped that never came."""
        return self._skip > 0

    def need(self, count: int) -> bool:
        """Return whether `count` bytes are there, and read on until they are."""
        while self.left() < count and self._more():
            pass
        return self.left() >= count

    def fill(self) -> bool:
        """Read until the window is full; False once nothing new came since the last call."""
        before = self._asked
        while self._to - self._from < self._size and self._more():
            pass
        self._asked = self.left()
        return self.left() > 0 and not (self._ended and self.left() == before)

    def view(self) -> memoryview:
        """Return the bytes that are there."""
        return self._data.data[self._from : self._to]

    def array(self) -> NDArray[np.uint8]:
        """Return the same as an array, with `SLACK` bytes behind them that may be read."""
        return self._data[self._from : self._to + SLACK]

    def take(self, count: int) -> bytes:
        """Take bytes that are there."""
        taken = bytes(self._data[self._from : self._from + count])
        self.skip(count)
        return taken

    def skip(self, count: int) -> None:
        """Take bytes unread; those that have not come yet are dropped as they come."""
        here = min(count, self.left())
        self._from += here
        self._skip += count - here
        if count:
            self._asked = -1

    def _more(self) -> bool:
        """Put another chunk into the window; False if there is none."""
        chunk = self._over or next((chunk for chunk in self._chunks if chunk), b"")
        if not chunk:
            self._ended = True
            return False
        if self._skip:
            dropped = min(self._skip, len(chunk))
            self._skip -= dropped
            self._over = chunk[dropped:]
            return bool(self._over) or self._more()
        if self._from and self._to + len(chunk) > self._size:
            left = self._data[self._from : self._to].copy()
            # Another array: windows that were given out keep theirs for a while.
            self._data = self._next()
            self._data[: len(left)] = left
            self._from, self._to = 0, len(left)
        room = self._size - self._to
        piece, self._over = chunk[:room], chunk[room:]
        self._data[self._to : self._to + len(piece)] = np.frombuffer(piece, np.uint8)
        self._to += len(piece)
        return bool(piece)
