"""Makes archives in memory, honest and hostile, and opens them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

from analyzer.bundle.open import Limits, Member, walk


def stream_of_frames(data: bytes) -> bytes:
    """Compress as `tar --zstd` does: without a size, in one frame, behind a skippable one."""
    compressor = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    frame = compressor.compress(data) + compressor.flush()
    return b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc" + frame


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": lambda data: gzip.compress(data, 6),
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    "zstd": lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data),
    "zstd-stream": stream_of_frames,
}


@dataclass
class Opened:
    """What came of a walk."""

    members: list[Member] = field(default_factory=list)
    content: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def status(self) -> dict[str, str]:
        return {member.path: member.status for member in self.members}

    def detail(self, path: str) -> str:
        return next(member.detail for member in self.members if member.path == path)


def opened(target: Path | str, limits: Limits | None = None) -> Opened:
    """Walk a target and take all of its content."""
    result = Opened()
    for member in walk(target, limits, result.notes.append):
        result.members.append(member)
        if member.readable:
            result.content[member.path] = b"".join(member.chunks())
    return result


def tar(files: Mapping[str, bytes], format_: int = tarfile.PAX_FORMAT) -> bytes:
    """Make a tar of plain files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format_) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def special(name: str, kind: bytes, link: str = "") -> bytes:
    """Make the header of a member that is no plain file."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info.tobuf()


END = bytes(1024)


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip of plain files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


FILES = {f"b/{name}": os.urandom(300_000) + b"text\n" * 9000 for name in "abcdef"}


def written(tmp_path: Path, data: bytes, limits: Limits | None = None) -> Opened:
    target = tmp_path / "bundle"
    target.write_bytes(data)
    return opened(target, limits)
