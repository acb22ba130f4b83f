"""Reads a tar from its first sparse member on, by way of `tarfile`."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator

from analyzer.bundle.limits import Budget, Cut
from analyzer.bundle.member import Member
from analyzer.bundle.names import link_target, normal, printable, refusal
from analyzer.bundle.streams import Stream
from analyzer.bundle.tar import linked, sized

CHUNK = 1 << 20


class Replay:
    """A file for `tarfile`: headers that were read already, then the rest of the stream."""

    def __init__(self, headers: bytes, stream: Stream) -> None:
        self._headers = headers
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        data, self._headers = self._headers[:size], self._headers[size:]
        return data + self._stream.take(size - len(data))


def by_tarfile(stream: Stream, headers: bytes, budget: Budget) -> Iterator[Member]:
    """Let `tarfile` read the archive from a sparse member on."""
    try:
        with tarfile.open(
            fileobj=Replay(headers, stream),  # type: ignore[call-overload]
            mode="r|",
            errors="surrogateescape",
        ) as archive:
            for info in archive:
                archive.members = []  # it would keep them all
                path = normal(info.name)
                if why := refusal(path):
                    yield Member(printable(path), info.size, status="refused", detail=why)
                elif info.issym() or info.islnk():
                    if info.issym():
                        target, why = link_target(path, info.linkname)
                    else:
                        target, why = normal(info.linkname), refusal(normal(info.linkname))
                    yield linked(path, target, why)
                elif not info.isfile() and not info.isdir():
                    yield Member(printable(path), 0, status="refused", detail="a device or FIFO")
                elif info.isfile():
                    member = sized(Member(printable(path), info.size), budget)
                    if not member.status:
                        member.reads(tarfile_content(archive, info, member, budget))
                    yield member
                    member.reads(None)
    except (tarfile.TarError, OSError, ValueError) as error:
        stream.fault = stream.fault or f"damaged: {error}"


def tarfile_content(
    archive: tarfile.TarFile, info: tarfile.TarInfo, member: Member, budget: Budget
) -> Iterator[bytes]:
    """Yield the bytes of a member that `tarfile` reads, holes as NULs."""
    try:
        file = archive.extractfile(info)
        while file and (piece := file.read(CHUNK)):
            budget.expand(len(piece))
            yield piece
    except (tarfile.TarError, OSError, ValueError, Cut) as error:
        member.cut(f"cut: {error}")
