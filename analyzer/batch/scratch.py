"""Folders for what a case leaves while it runs; what killed processes left is swept away."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "analyze-case-"


def new() -> Path:
    """Make a folder for one case of this process."""
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))


def sweep() -> None:
    """Remove the folders of processes that are no more."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = path.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not alive(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def alive(pid: int) -> bool:
    """Tell whether a process of this machine still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
