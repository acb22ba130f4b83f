"""Loads scapy, which takes as long as most rules together, in a process beside the rules."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from analyzer.dissection import load, text_of
from parsers.forked import Pipe, end, fork, may_fork

Frame = tuple[bytes, int]
"""The bytes of a frame, and its linktype's number."""
Texts = Callable[[Sequence[Frame]], list[str]]
"""Takes frames apart, layer by layer, in words."""


def here(frames: Sequence[Frame]) -> list[str]:
    """Take frames apart in this process."""
    return [text_of(*frame) for frame in frames]


@contextmanager
def dissector(needed: bool) -> Iterator[Texts]:
    """Give a way to take frames apart; if it will be needed, scapy is loaded from now on."""
    beside = begun() if needed and "scapy.packet" not in sys.modules and may_fork() else None
    if beside is None:
        yield here
        return
    try:
        yield beside.texts
    finally:
        beside.close()


def begun() -> Beside | None:
    """Begin the process; None where there is no room for it."""
    asked, told = Pipe(), Pipe()
    try:
        child = fork()
    except OSError:
        asked.close()
        told.close()
        return None
    if child == 0:
        try:
            asked.write.close()
            told.read.close()
            serve(asked, told)
        finally:
            os._exit(0)
    asked.read.close()
    told.write.close()
    return Beside(child, asked, told)


def serve(asked: Pipe, told: Pipe) -> None:
    """Be the process that takes frames apart, until nobody asks any more."""
    with suppress(Exception):
        load()
        while True:
            pickle.dump(here(pickle.load(asked.read)), told.write)  # noqa: S301 - from our own fork
            told.write.flush()


class Beside:
    """The process that takes frames apart."""

    def __init__(self, child: int, asked: Pipe, told: Pipe) -> None:
        self.child, self.asked, self.told = child, asked, told

    def texts(self, frames: Sequence[Frame]) -> list[str]:
        """Have frames taken apart; if the process is gone, do it here."""
        try:
            pickle.dump(list(frames), self.asked.write)
            self.asked.write.flush()
            said: list[str] = pickle.load(self.told.read)  # noqa: S301 - from our own fork
        except (OSError, EOFError, pickle.UnpicklingError):
            return here(frames)
        return said

    def close(self) -> None:
        """End it."""
        end(self.child)
        self.asked.close()
        self.told.close()
