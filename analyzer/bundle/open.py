"""Opens a target and yields its files, whatever archives they lie in."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from analyzer.bundle.decompress import decompressed
from analyzer.bundle.folder import raw, walk_folder
from analyzer.bundle.limits import Budget, BundleError, Cut, Limits
from analyzer.bundle.member import Member
from analyzer.bundle.names import is_companion
from analyzer.bundle.sniff import CAPTURES, HEAD, sniff
from analyzer.bundle.streams import Stream, ahead
from analyzer.bundle.tar import walk_tar
from parsers.text import is_binary

__all__ = ["BundleError", "Limits", "Member", "walk"]

STDIN = "-"
WHOLE = 64 << 10
"""A member up to this size is looked at as a whole, so that a cut is known at once."""
IN_THREAD = 1 << 20
"""Compressed bytes from which a thread of its own pays."""
SPOOL = 64 << 20
"""Bytes of a nested zip that are held in memory; a larger one lies in an unnamed file."""


def walk(
    target: str | Path, limits: Limits | None = None, report: Callable[[str], None] | None = None
) -> Iterator[Member]:
    """Yield the files of a bundle: an archive, a folder, a file, or standard input (`-`).

    `report` is told, in sentences, what concerns the bundle or a nested archive as a whole.
    Raises BundleError, at the first member, if the target can't be opened or understood.
    """
    walker = Walker(str(target), limits or Limits(), report or (lambda _: None))
    for member in walker.members():
        if not walker.budget.count_member():
            break
        yield member
        if walker.budget.spent:
            break
    if walker.budget.spent:
        walker.report(f"{walker.name}: {walker.budget.spent}; the rest was not read")


class Walker:
    """One target on its way."""

    def __init__(self, target: str, limits: Limits, report: Callable[[str], None]) -> None:
        self.target = target
        self.name = "standard input" if target == STDIN else Path(target).name or target
        self.limits = limits
        self.report = report
        self.budget = Budget(limits)

    def members(self) -> Iterator[Member]:
        """Open the target."""
        if self.target == STDIN:
            buffer = sys.stdin.buffer
            # Unbuffered: a thread that waits in a buffered read blocks the interpreter's end.
            yield from self._file(getattr(buffer, "raw", buffer), "stdin")
            return
        path = Path(self.target)
        try:
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                os.scandir(path).close()
            elif not stat.S_ISREG(mode) and not stat.S_ISFIFO(mode):
                raise BundleError(f"{path} is a device or socket: give a file or a folder")
            else:
                file = path.open("rb", buffering=0)
        except FileNotFoundError:
            raise BundleError(f"{path} does not exist: check the path") from None
        except PermissionError:
            raise BundleError(f"{path} can't be read: check its permissions (ls -l)") from None
        except (OSError, ValueError) as error:
            raise BundleError(f"{path} can't be read: {error}") from None
        if stat.S_ISDIR(mode):
            for member in walk_folder(path, self.budget):
                yield from self._unfold(member, "", 1)
            return
        with file:
            yield from self._file(file, path.name, seekable=stat.S_ISREG(mode))

    def _file(self, file: IO[bytes], name: str, *, seekable: bool = False) -> Iterator[Member]:
        member = Member(name)
        member.reads(self._raw(file))
        yield from self._unfold(member, "", 0, file if seekable else None)

    def _raw(self, file: IO[bytes]) -> Iterator[bytes]:
        try:
            yield from raw(file, self.budget)
        except OSError as error:
            raise Cut(f"unreadable: {error.strerror}") from error

    def _unfold(
        self, member: Member, prefix: str, depth: int, file: IO[bytes] | None = None
    ) -> Iterator[Member]:
        """Yield a member, or what is inside of it; at depth 0 it is the target itself."""
        inside = f"{prefix}{member.path}!/" if depth else ""
        member.path = prefix + member.path
        if depth and not member.status and is_companion(member.path):
            member.refuse("a checksum or a file manager's leftover", "companion")
        if not member.readable:
            yield member
            return
        streams = [Stream(member.chunks())]
        try:
            while True:
                stream = streams[-1]
                head = stream.peek(WHOLE if len(streams) == 1 else HEAD)
                kind = sniff(head)
                if not kind or ":" in kind or kind == "encrypted":
                    yield from self._plain(member, stream, kind, head, top=not depth)
                    return
                if depth + len(streams) > self.limits.depth:
                    member.refuse(f"{kind} inside {self.limits.depth} others: over the limit")
                    self.report(f"{member.path}: {member.detail} (--max-depth)")
                    yield member
                    return
                if kind in {"tar", "zip"}:
                    yield from self._archive(kind, stream, inside, depth + len(streams), file)
                    return
                pieces = decompressed(kind, stream, self.budget)
                large = member.size is None or member.size > IN_THREAD
                streams.append(Stream(ahead(pieces) if large else pieces))
                file = None
        finally:
            for stream in reversed(streams):
                stream.close()

    def _archive(
        self, kind: str, stream: Stream, inside: str, depth: int, file: IO[bytes] | None
    ) -> Iterator[Member]:
        label = inside.removesuffix("!/") or self.name
        if inside:
            self.report(f"{label} is a {kind} inside the bundle, and was opened")

        def note(what: str) -> None:
            self.report(f"{label} {what}")

        if kind == "tar":
            members = walk_tar(stream, self.budget, note)
            for member in members:
                yield from self._unfold(member, inside, depth)
            return
        from analyzer.bundle.zips import walk_zip  # only for .zip

        with self._seekable(stream, file) as seekable:
            for member in walk_zip(seekable, self.budget, note):
                yield from self._unfold(member, inside, depth)

    def _seekable(self, stream: Stream, file: IO[bytes] | None) -> IO[bytes]:
        """Return the zip as a file that can be read from its end."""
        if file:
            file.seek(0, os.SEEK_END)
            self.budget.raw += file.tell()
            file.seek(0)
            return os.fdopen(os.dup(file.fileno()), "rb")
        import tempfile  # only for a zip in an archive

        spool = tempfile.SpooledTemporaryFile(SPOOL)  # noqa: SIM115 - the caller closes it
        for piece in stream.pieces():
            spool.write(piece)
        spool.seek(0)
        return spool

    def _plain(
        self, member: Member, stream: Stream, kind: str, head: bytes, *, top: bool
    ) -> Iterator[Member]:
        """Yield a file that is no archive."""
        if kind == "encrypted":
            member.refuse("encrypted: decrypt it (gpg -d) and analyze the result", "encrypted")
        elif kind:
            member.refuse(f"{kind.partition(': ')[2]}, which is not read: unpack it first")
        if top:
            if kind:
                raise BundleError(f"{self.target} is {member.detail}")
            if not head:
                way_out = "" if self.budget.spent else ": collect it again"
                raise BundleError(f"{self.target} is {stream.fault or 'empty'}{way_out}")
            if is_binary(head) and not head.startswith(CAPTURES):
                raise BundleError(
                    f"{self.target} is neither an archive nor text: give a bundle, its folder, "
                    "or a command's output"
                )
        if not member.readable and not member.status:
            member.reads(self._rest(member, stream))
        if stream.fault and member.status != "truncated":
            member.cut(stream.fault)
        yield member
        member.reads(None)
        if stream.fault:
            self.report(f"{member.path} is {stream.fault}")

    def _rest(self, member: Member, stream: Stream) -> Iterator[bytes]:
        limit = self.limits.member_bytes
        for piece in stream.pieces():
            yield piece
            if stream.position > limit:
                member.cut(f"more than {limit:,} bytes: over the limit for one file")
                return
        if stream.fault and member.status != "truncated":
            member.cut(stream.fault)
