"""gzip, xz, bzip2 and zstd as streams: bounded pieces, and all that comes before a cut."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from analyzer.bundle.limits import FREE, Budget, Cut
from analyzer.bundle.streams import Stream

PIECE = 1 << 19
FIRST_FEED, FEED = 1 << 12, 1 << 18
XZ_MEMORY = 512 << 20
ZSTD_WINDOW = 1 << 27
ZSTD_BLOCKS = 8
"""Blocks, of 128 kB of content at most, that are decompressed at once."""
TRUNCATED = "truncated: the compressed data ends early"


class Decompressor(Protocol):
    """What bz2, lzma and isal have in common."""

    @property
    def eof(self) -> bool:
        """True once the end mark was read."""

    @property
    def needs_input(self) -> bool:
        """True if nothing more comes out of what went in."""

    @property
    def unused_data(self) -> bytes:
        """What follows the end mark."""

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        """Return at most `max_length` bytes of content."""


class ZlibGzip:
    """The same over zlib, for machines without isal."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        """True once the end mark was read and the checksum held."""
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        """True if nothing more comes out of what went in."""
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What follows the end mark."""
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        """Return at most `max_length` bytes of content."""
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def gzip_decompressor() -> Callable[[], Decompressor]:
    """Choose isal, three times as fast, where it is installed."""
    try:
        from isal import igzip_lib  # an optional speed-up
    except ImportError:
        return ZlibGzip
    return lambda: igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)


def decompressed(kind: str, source: Stream, budget: Budget) -> Iterator[bytes]:
    """Yield the content of a compressed stream.

    Raises Cut if it is truncated, damaged or a bomb.
    """
    if kind == "gzip":
        pieces = expand(source, b"\x1f\x8b", gzip_decompressor())
    elif kind == "xz":
        pieces = expand(
            source,
            b"\xfd7zXZ\0",
            lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY),
        )
    elif kind == "bzip2":
        pieces = expand(source, b"BZh", bz2.BZ2Decompressor)
    else:
        pieces = expand_zstd(source)
    size = 0
    for piece in pieces:
        size += len(piece)
        budget.expand(len(piece))
        if size > FREE and size > budget.limits.ratio * source.position:
            raise Cut(f"over the limit: expands more than {budget.limits.ratio:,} times")
        yield piece


def expand(source: Stream, magic: bytes, new: Callable[[], Decompressor]) -> Iterator[bytes]:
    """Decompress the streams that lie one behind the other, as `cat a.gz b.gz` makes them."""
    while source.peek(len(magic)) == magic:
        decompressor = new()
        # Small at first: of a thousand tiny streams each would put back all that it did not need.
        feed = FIRST_FEED
        while not decompressor.eof:
            data = source.take(feed) if decompressor.needs_input else b""
            if not data and decompressor.needs_input:
                raise Cut(source.fault or TRUNCATED)
            feed = min(feed * 2, FEED)
            try:
                piece = decompressor.decompress(data, PIECE)
            except Exception as error:  # each library has its own
                raise Cut(f"damaged: {error}") from error
            if piece:
                yield piece
        source.back(decompressor.unused_data)
        skip_padding(source)
    if source.fault:
        raise Cut(source.fault)


def skip_padding(source: Stream) -> None:
    """Pass over NULs, with which xz aligns and tapes fill."""
    while block := source.peek(4096):
        rest = len(block.lstrip(b"\0"))
        source.skip(len(block) - rest)
        if rest:
            return


def expand_zstd(source: Stream) -> Iterator[bytes]:
    """Decompress zstd frames (RFC 8878, section 3.1), a few blocks at a time.

    The library's own streams either return all of a bomb at once or hide that the end is missing.
    """
    import zstandard  # only for .zst

    while magic := source.take(4):
        number = int.from_bytes(magic, "little")
        if number >> 4 == 0x184D2A5:
            source.skip(int.from_bytes(exactly(source, 4), "little"))
            continue
        if number != 0xFD2FB528:
            return  # what follows the last frame
        decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        try:
            for blocks in zstd_blocks(source, magic):
                if piece := decompressor.decompress(blocks):
                    yield piece
        except zstandard.ZstdError as error:
            raise Cut(f"damaged: {error}") from error
    if source.fault:
        raise Cut(source.fault)


def zstd_blocks(source: Stream, magic: bytes) -> Iterator[bytes]:
    """Yield one frame in portions of whole blocks."""
    flags = exactly(source, 1)
    single = flags[0] >> 5 & 1
    size_bytes = (single, 2, 4, 8)[flags[0] >> 6]
    rest = exactly(source, (not single) + (0, 1, 2, 4)[flags[0] & 3] + size_bytes)
    portion = [magic + flags + rest]
    last = 0
    while not last:
        try:
            head = exactly(source, 3)
            number = int.from_bytes(head, "little")
            last = number & 1
            size = 1 if number >> 1 & 3 == 1 else number >> 3  # 1: one byte, repeated
            portion.append(head + exactly(source, size))
        except Cut:
            yield b"".join(portion)
            raise
        if len(portion) > ZSTD_BLOCKS:
            yield b"".join(portion)
            portion = []
    checksum = exactly(source, 4) if flags[0] & 4 else b""
    yield b"".join(portion) + checksum


def exactly(source: Stream, size: int) -> bytes:
    """Take `size` bytes. Raises Cut if the stream ends before."""
    data = source.take(size)
    if len(data) < size:
        raise Cut(source.fault or TRUNCATED)
    return data
