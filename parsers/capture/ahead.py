"""Lets a thread prepare the next window while this one is worked on: numpy leaves the lock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Full, Queue
from typing import TypeVar

T = TypeVar("T")

DEPTH = 2
"""Items that wait, besides the one in work on either side: with one alone both sides wait often."""
PATIENCE = 0.2
"""Seconds after which a thread that waits looks whether it is still wanted."""


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the items, which are made in a thread meanwhile.

    What the iterator raises is raised here, and nothing outlives this generator.
    """
    queue: Queue[tuple[T | None, BaseException | None]] = Queue(DEPTH)
    stop = threading.Event()

    def work() -> None:
        try:
            for item in items:
                put((item, None))
                if stop.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where it is wanted
            # Held by no name of this frame, which the error's traceback holds.
            put((None, error))
        else:
            put((None, None))

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
            del item
    finally:
        # An error that its own frame holds would keep the windows until the collector runs.
        error = None
        stop.set()
        thread.join()
