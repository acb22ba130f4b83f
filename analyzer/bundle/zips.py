"""Walks a zip by its directory; one that lost it, by the headers before each file."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from analyzer.bundle.limits import FREE, Budget, Cut
from analyzer.bundle.member import Member
from analyzer.bundle.names import link_target, normal, printable, refusal
from analyzer.bundle.streams import Stream
from analyzer.bundle.tar import linked, sized

CHUNK = 1 << 20
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
ENCRYPTED = "encrypted: unpack it with its password (7z x) and analyze the folder"
LOCAL_HEADER = b"PK\x03\x04"
DESCRIPTOR = b"PK\x07\x08"
UNIX = 3


def walk_zip(file: IO[bytes], budget: Budget, note: Callable[[str], None]) -> Iterator[Member]:
    """Yield the files of a zip in its directory's order; directories are not told."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        file.seek(0)
        note(f"is truncated or damaged ({error}); what can be read of it is")
        yield from salvage(Stream(iter(lambda: file.read(CHUNK), b"")), budget)
        return
    with archive:
        infos = archive.infolist()
        for info in infos:
            if not info.is_dir():
                member = entry(archive, info, budget)
                yield member
                member.reads(None)
    if any(info.flag_bits & 1 for info in infos):
        note("holds encrypted files; unpack it with its password (7z x) and analyze the folder")


def entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Member:
    """Make a member of a directory entry."""
    path = own_name(info)
    member = Member(printable(path), info.file_size)
    mode = info.external_attr >> 16 if info.create_system == UNIX else 0
    if why := refusal(path):
        member.refuse(why)
    elif info.flag_bits & 1:
        member.refuse(ENCRYPTED, "encrypted")
    elif stat.S_IFMT(mode) and not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        member.refuse("a device or FIFO")
    elif info.compress_type not in METHODS:
        member.refuse(f"compressed by method {info.compress_type}: unpack it (7z x) first")
    elif info.file_size > FREE and info.file_size > budget.limits.ratio * info.compress_size:
        member.refuse(f"expands more than {budget.limits.ratio:,} times: over the limit")
    elif stat.S_ISLNK(mode):
        data = b"".join(content(archive, info, member, budget, most=4096))
        return linked(path, *link_target(path, data.decode("utf-8", "surrogateescape")))
    else:
        member.reads(content(archive, info, member, budget))
    return sized(member, budget)


def own_name(info: zipfile.ZipInfo) -> str:
    """Return the name: UTF-8 where it was not declared so, slashes where Windows wrote none."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        name = name.encode("cp437", "replace").decode("utf-8", "surrogateescape")
    return normal(name.replace("\\", "/"))


def content(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    member: Member,
    budget: Budget,
    most: int | None = None,
) -> Iterator[bytes]:
    """Yield a file's bytes; its checksum is compared at the end."""
    try:
        with archive.open(info) as file:
            while piece := file.read(most or CHUNK):
                budget.expand(len(piece))
                yield piece
                if most:
                    return
    except Exception as error:  # noqa: BLE001 - every compression has its own
        member.cut(str(error) if isinstance(error, Cut) else f"damaged: {error}")


def salvage(stream: Stream, budget: Budget) -> Iterator[Member]:
    """Yield the files of a zip without directory, up to the first that is not whole."""
    while stream.peek(4) == LOCAL_HEADER:
        head = stream.take(30)
        if len(head) < 30:
            return
        flags, method = head[6], int.from_bytes(head[8:10], "little")
        packed = int.from_bytes(head[18:22], "little")
        name = stream.take(int.from_bytes(head[26:28], "little"))
        extra = stream.take(int.from_bytes(head[28:30], "little"))
        if packed == 0xFFFFFFFF:
            packed = zip64_size(extra)
        path = normal(name.decode("utf-8", "surrogateescape").replace("\\", "/"))
        if not flags & 8:
            end = stream.position + packed
        elif method == zipfile.ZIP_DEFLATED and not flags & 1:
            end = None  # the size comes behind the data
        else:
            return
        member = Member(printable(path), None)
        if why := refusal(path):
            member.refuse(why)
        elif flags & 1:
            member.refuse(ENCRYPTED, "encrypted")
        elif method not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            member.refuse(f"compressed by method {method}: unpack it (7z x) first")
        pieces = inflated(stream, member, method, end, budget)
        if path.endswith("/"):
            member.reads(None)
        else:
            if not member.status:
                member.reads(pieces)
            yield member
            member.reads(None)
        if end is None:
            for _ in pieces:
                pass
            stream.skip(4 if stream.peek(4) == DESCRIPTOR else 0)
            stream.skip(12 if stream.peek(16)[12:14] == b"PK" else 20)
        else:
            stream.skip(end - stream.position)


def zip64_size(extra: bytes) -> int:
    """Return the packed size from the zip64 field of a local header."""
    at = extra.find(b"\x01\x00")
    return int.from_bytes(extra[at + 12 : at + 20], "little") if at >= 0 else 0


def inflated(
    stream: Stream, member: Member, method: int, end: int | None, budget: Budget
) -> Iterator[bytes]:
    """Yield a file's bytes from where its data starts; mark it where they end early."""
    inflate = zlib.decompressobj(-15) if method else None
    try:
        while end is None or stream.position < end:
            data = stream.take(1 << 16 if end is None else min(1 << 16, end - stream.position))
            if not data:
                member.cut("cut: the archive ends within this file")
                return
            while inflate and data and not inflate.eof:
                piece = inflate.decompress(data, CHUNK)
                data = inflate.unconsumed_tail
                budget.expand(len(piece))
                yield piece
            if inflate and inflate.eof:
                if end is None:
                    stream.back(inflate.unused_data)
                return
            if not inflate:
                yield data
    except (zlib.error, Cut) as error:
        member.cut(f"damaged: {error}")
