"""Bytes of a capture that came and were not yet taken: one window's worth at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.capture.ahead import DEPTH
from parsers.capture.window import SLACK

SIZE = 8 << 20
"""Bytes of a window: enough that numpy's calls pay, little enough that memory stays bounded."""
HEADROOM = (1 << 20) + (1 << 16)
"""Bytes before them, for the begin of a record that the window before ended in: none is longer."""
RING = DEPTH + 4
"""Windows that may be in use at one time: one in work on each side, those between, and to spare."""


class Broken(Exception):  # noqa: N818 - a state of the file
    """The file's structure ends here: (kind of damage, a sentence)."""


@dataclass(slots=True)
class Poured:
    """A window's worth of a stream: `memory` has `HEADROOM` bytes, `size` of them, and `SLACK`."""

    memory: NDArray[np.uint8]
    size: int


class Stream:
    """Chunks of any size."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._over = b""
        """The part of a chunk that found no room."""

    def pour(self, memory: NDArray[np.uint8]) -> Poured | None:
        """Fill memory with what comes next; None at the end."""
        at, end = HEADROOM, len(memory) - SLACK
        while at < end:
            chunk = self._over or next((chunk for chunk in self._chunks if chunk), b"")
            if not chunk:
                break
            piece, self._over = chunk[: end - at], chunk[end - at :]
            memory[at : at + len(piece)] = np.frombuffer(piece, np.uint8)
            at += len(piece)
        return Poured(memory, at - HEADROOM) if at > HEADROOM else None


def in_a_ring(stream: Stream, size: int, arrays: int) -> Iterator[Poured]:
    """Pour a stream into the array that was given out longest ago, or first into new ones."""
    ring: list[NDArray[np.uint8]] = []
    while True:
        new = len(ring) < arrays
        ring.append(np.zeros(HEADROOM + size + SLACK, np.uint8) if new else ring.pop(0))
        poured = stream.pour(ring[-1])
        if poured is None:
            return
        yield poured


class Buffer:
    """A window that slides over a stream."""

    def __init__(self, chunks: Iterable[bytes], size: int = SIZE, arrays: int = RING) -> None:
        self._stream = Stream(chunks)
        self._enough = min(HEADROOM, size // 2)
        self._pours = in_a_ring(self._stream, size, arrays)
        self._data = np.zeros(SLACK, np.uint8)
        self._from = self._to = 0
        self._skip = 0
        self.ended = False
        """Whether nothing more comes."""
        self._asked = -1

    def hand_over(self, pours: Iterator[Poured]) -> Stream:
        """Go on with what somebody else pours from the stream; return the stream."""
        self._pours = pours
        return self._stream

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
        """Read on unless there is enough to work on; False once nothing new came since before."""
        before = self._asked
        while self.left() <= self._enough or self.left() == before:
            if not self._more():
                break
        self._asked = self.left()
        return self.left() > 0 and not (self.ended and self.left() == before)

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
        """Go on in the next window, with what is left of this one before it; False at the end."""
        poured = next(self._pours, None)
        if poured is None:
            self.ended = True
            return False
        self.ended = HEADROOM + poured.size + SLACK < len(poured.memory)
        dropped = min(self._skip, poured.size)
        self._skip -= dropped
        left = self.view()
        begin = HEADROOM + dropped - len(left)
        poured.memory[begin : begin + len(left)] = left
        self._data, self._from, self._to = poured.memory, begin, HEADROOM + poured.size
        return True
