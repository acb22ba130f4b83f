"""Lets a process of its own decode a long capture, while this one takes what it has decoded.

Two threads would wait for Python's lock some thousand times a second. The process is a fork, so
that it begins at once, where this one stands. This process reads the file into memory that both
see; the other one decodes it in place and puts columns beside it. Pipes say only where all lies.
"""

from __future__ import annotations

import os
import pickle
import struct
import threading
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from itertools import islice
from queue import Empty, SimpleQueue
from typing import NoReturn

from parsers.capture.ahead import PATIENCE, ahead
from parsers.capture.buffer import Buffer, Poured, Stream
from parsers.capture.columns import PACKET
from parsers.capture.front import Front, Seen
from parsers.capture.shared import SHELVES, SLOTS, Shared
from parsers.forked import Pipe, end, fork, may_fork

FILLED = struct.Struct("=BI")
"""A slot, and the bytes in it."""
WINDOW, FREE, END, FAILED = range(4)
"""What the other process says: a window is decoded, a slot is done with, all is, it can't go on."""
COLUMNS = {"table": PACKET, "payload_at": "i8", "tunnel": "i4", "wanted": "i8"}


def apart(front: Front, buffer: Buffer) -> Iterator[Seen]:
    """Yield the windows of a capture; each is the caller's until the next one is asked for.

    After the last one `front` is as if it had decoded them here. Raises what reading raises.
    """
    windows = front.windows(buffer)
    yield from islice(windows, 1)
    if buffer.ended:  # most captures are no longer
        yield from windows
        return
    yield from (in_process(front, buffer, windows) if may_fork() else ahead(windows))


def in_process(front: Front, buffer: Buffer, windows: Iterator[Seen]) -> Iterator[Seen]:
    """Yield the windows that remain, decoded by another process if one can be begun."""
    with ExitStack() as pipes:
        try:
            both = Both(front, buffer, windows, pipes)
            child = fork()
        except OSError:  # no memory, no file or no process left for it
            child = -1
        if child == 0:
            both.decode()
        if child > 0:
            yield from both.seen(child)
            return
    yield from ahead(windows)


class Both:
    """What both processes know: the memory, and three pipes."""

    def __init__(
        self, front: Front, buffer: Buffer, windows: Iterator[Seen], pipes: ExitStack
    ) -> None:
        self.front, self.buffer, self.windows = front, buffer, windows
        self.memory = Shared()
        self.filled, self.shelves, self.results = (
            pipes.enter_context(closing(Pipe())) for _ in range(3)
        )
        self.free: SimpleQueue[int] = SimpleQueue()
        self.stopped = threading.Event()
        self.failure: BaseException | None = None

    def decode(self) -> NoReturn:
        """Be the process that decodes; never returns."""
        try:
            for mine in (self.filled.write, self.shelves.write, self.results.read):
                mine.close()
            self.buffer.hand_over(self.pours())
            for seen in self.windows:
                shelf = self.shelves.read.read(1)
                if not shelf:
                    break
                columns = [getattr(seen, name) for name in COLUMNS]
                places = self.memory.put(shelf[0], columns)
                data = self.memory.place(seen.data)
                self.say(WINDOW, (shelf, seen.first_frame, data, places))
            self.say(END, self.front.__dict__)
        except BaseException as error:  # noqa: BLE001 - raised again in the other process
            error.add_note(traceback.format_exc())
            with suppress(BaseException):
                self.say(FAILED, error)
        finally:
            os._exit(0)

    def pours(self) -> Iterator[Poured]:
        """Yield the slots that were filled; the one before the last is done with."""
        before: list[int] = []
        while said := self.filled.read.read(FILLED.size):
            slot, size = FILLED.unpack(said)
            yield Poured(self.memory.slot(slot), size)
            before.append(slot)
            # Of the slot just worked on a record's begin is not yet moved on.
            if len(before) > 1:
                self.say(FREE, before.pop(0))

    def say(self, what: int, more: object) -> None:
        """Say something to the process that takes."""
        pickle.dump((what, more), self.results.write, 5)
        self.results.write.flush()

    def seen(self, child: int) -> Iterator[Seen]:
        """Yield what the process decodes."""
        for its in (self.filled.read, self.shelves.read, self.results.write):
            its.close()
        for slot in range(SLOTS):
            self.free.put(slot)
        stream = self.buffer.hand_over(iter(()))
        feeder = threading.Thread(target=self.pour, args=(stream,), daemon=True)
        feeder.start()
        try:
            yield from self.taken()
        finally:
            self.stopped.set()
            end(child)
            feeder.join()
        if self.failure is not None:
            again(self.failure)

    def taken(self) -> Iterator[Seen]:
        """Yield windows as they come."""
        give_back = self.shelves.write
        give_back.write(bytes(range(SHELVES)))
        give_back.flush()
        while True:
            try:
                what, said = pickle.load(self.results.read)  # noqa: S301 - from our own fork
            except (EOFError, pickle.UnpicklingError):
                raise ChildProcessError("the process that decodes the capture was killed") from None
            if what == WINDOW:
                shelf, first_frame, data, places = said
                memory = self.memory.get
                columns = {
                    name: memory(place).view(dtype)
                    for place, (name, dtype) in zip(places, COLUMNS.items(), strict=True)
                }
                yield Seen(first_frame=first_frame, data=memory(data), **columns)
                with suppress(BrokenPipeError):  # it has ended, or is missed above
                    give_back.write(shelf)
                    give_back.flush()
            elif what == FREE:
                self.free.put(said)
            elif what == END:
                self.front.__dict__.update(said)
                return
            else:
                again(said)

    def pour(self, stream: Stream) -> None:
        """Read the file into slots."""
        try:
            slot = self.empty()
            while poured := stream.pour(self.memory.slot(slot)):
                self.filled.write.write(FILLED.pack(slot, poured.size))
                self.filled.write.flush()
                slot = self.empty()
        except Stopped:
            return
        except BrokenPipeError:  # the other process has ended, which is seen where it is waited for
            return
        except BaseException as error:  # noqa: BLE001 - raised again where it is wanted
            self.failure = error
        finally:
            with suppress(OSError):
                self.filled.write.close()

    def empty(self) -> int:
        """Return a slot, as soon as one is done with."""
        while not self.stopped.is_set():
            with suppress(Empty):
                return self.free.get(timeout=PATIENCE)
        raise Stopped


def again(error: BaseException) -> NoReturn:
    """Raise what was raised elsewhere; a name that stayed would keep the windows of its frames."""
    try:
        raise error
    finally:
        del error


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Nobody wants more."""
