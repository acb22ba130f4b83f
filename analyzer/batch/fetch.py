"""Brings a bundle within reach: a local one stays where it is, any other is copied for the time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analyzer.batch.storage import filesystem, is_url
from analyzer.batch.task import Unusable
from analyzer.bundle.limits import BundleError

BLOCK = 4 << 20


@contextmanager
def fetched(url: str, scratch: Path) -> Iterator[Path]:
    """Give the path of a bundle; raises BundleError if it can't be had.

    A copy lies in `scratch`, under its own name, and goes with it.
    """
    if not is_url(url):
        path = Path(url)
        if not path.exists():
            raise BundleError(f"{url} does not exist")
        yield path
        return
    opened, path_there = filesystem(url)
    name = path_there.rstrip("/").rpartition("/")[2].partition("?")[0] or "bundle"
    copy = scratch / "bundle" / name
    copy.parent.mkdir()
    try:
        if opened.isdir(path_there):
            opened.get(path_there, str(copy), recursive=True)
        else:
            with opened.open(path_there, "rb") as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, BLOCK)
    except Unusable:
        raise
    except Exception as error:  # each file system has errors of its own
        raise BundleError(f"{url} can't be read: {type(error).__name__}: {error}") from error
    yield copy
