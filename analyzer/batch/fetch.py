"""Brings a bundle within reach: a local one stays where it is, any other is copied for the time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from analyzer.batch.storage import filesystem, is_url
from analyzer.batch.task import Unusable
from analyzer.bundle.limits import BundleError

if TYPE_CHECKING:
    from fsspec.spec import AbstractFileSystem

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
            _copy_folder(opened, path_there, copy)
        else:
            with opened.open(path_there, "rb") as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, BLOCK)
    except Unusable:
        raise
    except Exception as error:  # each file system has errors of its own
        raise BundleError(f"{url} can't be read: {type(error).__name__}: {error}") from error
    yield copy


def _copy_folder(opened: AbstractFileSystem, folder: str, copy: Path) -> None:
    """Copy the files below a folder; named one by one, as web servers know no folders."""
    web = folder.startswith(("http://", "https://"))
    there: list[str] = []
    here: list[str] = []
    for name in opened.find(folder):
        inside = name.removeprefix(folder.rstrip("/") + "/")
        inside = unquote(inside.partition("?")[0]) if web else inside
        # A page that lists a folder links to other places as well.
        if inside in {"", name} or ".." in inside.split("/"):
            continue
        target = copy / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        there.append(name)
        here.append(str(target))
    opened.get(there, here)
