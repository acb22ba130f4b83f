"""Shows what is being read, on a terminal and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

EVERY = 0.1
"""Seconds between two updates."""
WIDTH = 78


class Progress:
    """A context: gives a function that replaces a line of the terminal, cleared at the end."""

    def __init__(self, stream: TextIO, *, on: bool) -> None:
        self.stream = stream
        self.on = on
        self.count = 0
        self.last = 0.0

    def __enter__(self) -> Callable[[str], None]:
        return self.show

    def show(self, text: str) -> None:
        """Show a line, at most ten times a second."""
        self.count += 1
        if not self.on:
            return
        now = time.monotonic()
        if now - self.last >= EVERY:
            self.last = now
            line = f"{self.count:>6} {text}"
            line = line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
            self.stream.write(f"\r\x1b[2K{line}")
            self.stream.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.on:
            self.stream.write("\r\x1b[2K")
            self.stream.flush()
