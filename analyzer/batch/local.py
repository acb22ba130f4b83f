"""The engine of one machine: so many cases at a time, each in its own process."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from analyzer.batch.task import Ended, Task
from analyzer.batch.workers import Workers


def run(tasks: Sequence[Task], jobs: int) -> Generator[tuple[Task, Ended], None, None]:
    """Yield each case as it ends; when the caller stops, what runs is killed."""
    with Workers() as workers:
        yield from through(workers, tasks, jobs)


def through(
    workers: Workers, tasks: Sequence[Task], jobs: int
) -> Generator[tuple[Task, Ended], None, None]:
    """Yield each case as it ends; at most so many run at a time."""
    for task in tasks:
        workers.start(task)
        if len(workers.running) >= jobs:
            yield workers.wait()
    while workers.running:
        yield workers.wait()
