"""Walks a folder as it was unpacked: no link is followed, nothing but plain files is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from analyzer.bundle.limits import Budget, Cut
from analyzer.bundle.member import Member
from analyzer.bundle.names import printable
from analyzer.bundle.tar import linked, sized

CHUNK = 1 << 20


def walk_folder(root: Path, budget: Budget) -> Iterator[Member]:
    """Yield the files below `root`, sorted by name; a second name of a file is a link."""
    top = os.path.realpath(root)
    seen: dict[tuple[int, int], str] = {}
    folders = [""]
    while folders:
        folder = folders.pop()
        below = []
        try:
            with os.scandir(os.path.join(root, folder)) as entries:  # noqa: PTH118 - bytes in names
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            yield Member(
                printable(folder), status="refused", detail=f"unreadable: {error.strerror}"
            )
            continue
        for name in names:
            path = f"{folder}/{name}" if folder else name
            full = root / path
            try:
                status = full.lstat()
            except OSError as error:
                yield Member(printable(path), status="refused", detail=str(error.strerror))
                continue
            if stat.S_ISDIR(status.st_mode):
                below.append(path)
            elif stat.S_ISLNK(status.st_mode):
                yield link(top, full, path)
            elif not stat.S_ISREG(status.st_mode):
                yield Member(
                    printable(path), 0, status="refused", detail="a device, FIFO or socket"
                )
            else:
                key = (status.st_dev, status.st_ino)
                if status.st_nlink > 1 and key in seen:
                    yield linked(path, seen[key], "")
                    continue
                seen[key] = path
                member = sized(Member(printable(path), status.st_size), budget)
                if not member.status:
                    member.reads(content(full, member, budget))
                yield member
                member.reads(None)
        folders.extend(reversed(below))


def link(top: str, full: Path, path: str) -> Member:
    """Make a member of a symbolic link, by where it really leads."""
    target = os.path.relpath(os.path.realpath(full), top)
    out = target == ".." or target.startswith("../")
    return linked(path, target, f"a link out of the bundle, to {full.readlink()}" if out else "")


def content(full: Path, member: Member, budget: Budget) -> Iterator[bytes]:
    """Yield a file's bytes."""
    try:
        # Between lstat and here the file may have become a FIFO or a link.
        handle = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(handle, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor
            yield from raw(file, budget)
    except OSError as error:
        member.cut(f"unreadable: {error.strerror}")
    except Cut as cut:
        member.cut(str(cut))


def raw(file: object, budget: Budget) -> Iterator[bytes]:
    """Yield a file's bytes as they lie on disk, counted."""
    read = file.read  # type: ignore[attr-defined]
    while piece := read(CHUNK):
        budget.read(len(piece))
        yield piece
