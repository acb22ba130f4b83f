"""Keeps compiled templates beside the templates, as Python keeps compiled modules.

Compiling takes longer than all the rest of a small bundle's report. Who can write there can change
the templates themselves, so this trusts nobody new.
"""

from __future__ import annotations

import contextlib
import os
import sys
from importlib import resources
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class Compiled(FileSystemBytecodeCache):
    """Jinja's own cache; what can't be written is compiled again the next time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write one template."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read one template; it stays empty if there is none, or one of another source."""
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)


def compiled() -> Compiled | None:
    """Return the cache; None where Python is told to write none, or must not."""
    templates = resources.files("templates")
    if sys.dont_write_bytecode or not isinstance(templates, Path):
        return None
    folder = templates / "__pycache__"
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
    usable = folder.is_dir() and os.access(folder, os.W_OK)
    return Compiled(str(folder), "%s.jinja") if usable else None
