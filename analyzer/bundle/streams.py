"""Forward-only byte streams: buffered, counted, and decompressed ahead in a thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator

from analyzer.bundle.limits import Cut

AHEAD = 3
"""Pieces, of 1 MB at most, that wait for whoever takes them."""


class Stream:
    """Bytes from an iterator of pieces, in the portions that a format needs.

    A stream that is cut ends like any other, and says so in `fault`.
    """

    __slots__ = ("_at", "_buffer", "_pieces", "fault", "position")

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._buffer = b""
        self._at = 0
        self.position = 0
        """Bytes taken."""
        self.fault = ""

    def _more(self) -> bytes:
        """Return the next piece, empty at the end."""
        if self.fault:
            return b""
        try:
            for piece in self._pieces:
                if piece:
                    return piece
        except Cut as cut:
            self.fault = str(cut)
        return b""

    def peek(self, size: int) -> bytes:
        """Return the next bytes without taking them; fewer than `size` only at the end."""
        while len(self._buffer) - self._at < size:
            piece = self._more()
            if not piece:
                break
            self._buffer = self._buffer[self._at :] + piece if self._unread() else piece
            self._at = 0
        return self._buffer[self._at : self._at + size]

    def _unread(self) -> int:
        return len(self._buffer) - self._at

    def take(self, size: int) -> bytes:
        """Take the next bytes; fewer than `size` only at the end."""
        end = self._at + size
        if end <= len(self._buffer):
            data = self._buffer[self._at : end]
            self._at = end
            self.position += size
            return data
        return b"".join(self.pieces(size))

    def pieces(self, size: int | None = None) -> Iterator[bytes]:
        """Take the next `size` bytes, or all, piece by piece."""
        left = size
        while left is None or left:
            if self._at >= len(self._buffer):
                self._buffer, self._at = self._more(), 0
                if not self._buffer:
                    return
            end = len(self._buffer) if left is None else self._at + left
            piece = self._buffer if not self._at and end >= len(self._buffer) else None
            piece = piece or self._buffer[self._at : end]
            self._at += len(piece)
            self.position += len(piece)
            if left is not None:
                left -= len(piece)
            yield piece

    def skip(self, size: int) -> None:
        """Pass over the next bytes."""
        end = self._at + size
        if end <= len(self._buffer):
            self._at = end
            self.position += size
            return
        for _ in self.pieces(size):
            pass

    def back(self, data: bytes) -> None:
        """Put back `data`, the end of what was taken last."""
        self.position -= len(data)
        if self._at >= len(data):
            self._at -= len(data)
        else:
            self._buffer, self._at = data + self._buffer[self._at :], 0

    def close(self) -> None:
        """Let go of what feeds the stream."""
        self._buffer, self._at = b"", 0
        if isinstance(self._pieces, Generator):
            self._pieces.close()
        self._pieces = iter(())


def ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Run an iterator in a thread, a few pieces ahead: decompressors let go of the GIL.

    The iterator is never touched again once this one is closed, so its source can be used on.
    """
    done: queue.Queue[bytes | BaseException | None] = queue.Queue(AHEAD)
    stop = threading.Event()

    def offer(item: bytes | BaseException | None) -> bool:
        while not stop.is_set():
            try:
                done.put(item, timeout=0.05)
            except queue.Full:
                continue
            return True
        return False

    def run() -> None:
        try:
            for piece in pieces:
                if not offer(piece):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where the pieces are taken
            offer(error)
        else:
            offer(None)

    thread = threading.Thread(target=run, daemon=True, name="decompress")
    thread.start()
    try:
        while (item := done.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()
        thread.join()
