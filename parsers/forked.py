"""Begins a process that goes on where this one stands, for work that another processor can do."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from contextlib import suppress


def may_fork() -> bool:
    """Return whether another process gains something, and can be begun without harm."""
    # A lock that another thread holds would stay locked in the new process for ever.
    return (
        sys.platform == "linux"
        and len(os.sched_getaffinity(0)) > 1
        and threading.active_count() == 1
    )


def fork() -> int:
    """Fork: 0 in the new process, which must end by `os._exit`. Raises OSError."""
    with warnings.catch_warnings():
        # Python warns of other libraries' threads, which wait for work that is not given here.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process ends this one
    return child


def end(child: int) -> None:
    """End a process that was forked, whatever it does."""
    os.kill(child, signal.SIGKILL)
    with suppress(ChildProcessError):  # whoever began this process ignores SIGCHLD
        os.waitpid(child, 0)


class Pipe:
    """One direction between two processes."""

    def __init__(self) -> None:
        read, write = os.pipe()
        self.read, self.write = os.fdopen(read, "rb"), os.fdopen(write, "wb")

    def close(self) -> None:
        """Close what this process still has of it."""
        for side in (self.read, self.write):
            with suppress(OSError):  # what was not sent is wanted by nobody any more
                side.close()
