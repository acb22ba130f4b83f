"""Shows how a run gets on: rate and time left on a terminal, a line a case elsewhere."""

from __future__ import annotations

import time
from typing import TextIO

from analyzer.batch.task import Ended, Task
from analyzer.progress import Progress
from analyzer.render.visible import visible


class BatchProgress:
    """Counts the cases of one run."""

    def __init__(self, stream: TextIO, *, terminal: bool, quiet: bool = False) -> None:
        self.stream = stream
        self.quiet = quiet
        self.line = Progress(stream, on=terminal and not quiet)
        self.total = 0
        self.done = 0
        self.kept = 0
        self.started = 0.0

    def begin(self, total: int) -> None:
        """Start the clock."""
        self.total = total
        self.started = time.monotonic()

    def ended(self, task: Task, ended: Ended) -> None:
        """Count a case."""
        self.done += 1
        self.kept += ended.status == "kept"
        if self.line.on:
            self.line.show(f"{self.state()}  {visible(task.source.name)}")
        elif not self.quiet:
            why = f": {visible(ended.reason)}" if ended.reason else ""
            name = visible(task.source.name)
            self.stream.write(f"[{self.done}/{self.total}] {name}: {ended.status}{why}\n")

    def state(self) -> str:
        """Return `of 1000, 12.3 cases/s, 1:11 left`."""
        passed = max(time.monotonic() - self.started, 1e-6)
        worked = self.done - self.kept
        # Kept cases take no time: a rate that counts them would promise too much.
        rate = (worked or self.done) / passed
        left = round((self.total - self.done) / rate)
        hours, minutes, seconds = left // 3600, left // 60 % 60, left % 60
        clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
        return f"of {self.total}, {rate:.1f} cases/s, {clock} left"

    def end(self) -> None:
        """Leave the terminal clean."""
        self.line.__exit__(None, None, None)
