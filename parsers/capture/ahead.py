"""Lets a thread prepare the next window while this one is worked on: numpy leaves the lock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Full, Queue
from typing import TypeVar

T = TypeVar("T")

DEPTH = 1
"""Items that wait, besides the one in work on either side: `buffer.RING` follows from it."""
PATIENCE = 0.2
"""Seconds after which a thread that waits looks whether it is still wanted."""


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the items; from the second on they are made in a thread, one ahead.

    What a short iterator raises is raised here, and nothing outlives this generator.
    """
    first = next(items, None)
    if first is None:
        return
    yield first
    del first
    queue: Queue[tuple[T | None, BaseException | None]] = Queue(DEPTH)
    stop = threading.Event()

    def work() -> None:
        end: tuple[None, BaseException | None] = (None, None)
        try:
            for item in items:
                put((item, None))
                if stop.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where it is wanted
            end = (None, error)
        put(end)

    def put(what: tuple[T | None, BaseException | None]) -> None:
        while not stop.is_set():
            try:
                queue.put(what, timeout=PATIENCE)
            except Full:
                continue
            return

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while True:
            item, error = queue.get()
            if error is not None:
                raise error
            if item is None:
                return
            yield item
    finally:
        stop.set()
        thread.join()
