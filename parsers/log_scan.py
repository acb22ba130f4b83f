"""Finds the lines of a log that hold one of many literals, in raw bytes, at the speed of one pass.

The engine is RE2, one alternation of all literals; where `re2` can't be imported, each literal is
looked for by itself. Both find the same lines, but RE2 many times faster.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from parsers.text import clean, utf_16

BLOCK = 4 << 20
"""Bytes that are scanned at once; a block ends at the end of a line."""
AHEAD = 3
"""Blocks that may be under way at once: RE2 lets other threads run."""

Spans = list[tuple[int, int]]
"""Start and end of lines in a block, in order, each line once."""
Find = Callable[[bytes], Spans]


def finder(literals: Iterable[str]) -> Find:
    """Return the fastest engine that this machine has for these literals (lower case, ASCII)."""
    words = sorted(set(literals))
    try:
        return with_re2(words)
    except ImportError:
        return with_find(words)


def with_re2(literals: list[str]) -> Find:
    """Make an engine of RE2; raises ImportError if there is none."""
    import re2  # noqa: PLC0415 - not on every machine, and not for every bundle

    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    options.log_errors = False
    search = re2.compile("|".join(map(re.escape, literals)).encode(), options).search

    def find(block: bytes) -> Spans:
        spans: Spans = []
        end = 0
        while match := search(block, end):
            start = block.rfind(b"\n", end, match.start()) + 1 or end
            end = block.find(b"\n", match.end()) + 1 or len(block)
            spans.append((start, end))
        return spans

    return find


def with_find(literals: list[str]) -> Find:
    """Make an engine of the standard library alone."""
    words = [literal.encode() for literal in literals]

    def find(block: bytes) -> Spans:
        lower = block.lower()
        spans: set[tuple[int, int]] = set()
        for word in words:
            at = lower.find(word)
            while at >= 0:
                end = block.find(b"\n", at) + 1 or len(block)
                spans.add((block.rfind(b"\n", 0, at) + 1, end))
                at = lower.find(word, end)
        return sorted(spans)

    return find


def blocks(chunks: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """Cut a stream at line ends into blocks of about `size` bytes that hold plain text.

    A file in UTF-16 is taken whole; in a block with terminal sequences these are taken out.
    """
    pieces = iter(chunks)
    held: list[bytes] = []
    length = 0
    for piece in pieces:
        if not length and utf_16(piece[:4096]):
            yield clean(piece + b"".join(pieces)).encode()
            return
        held.append(piece)
        length += len(piece)
        if length < size:
            continue
        data = held[0] if len(held) == 1 else b"".join(held)
        for start, end in cuts(data, size):
            yield plain(data[start:end])
        rest = data[cuts_end(data) :]
        held, length = [rest], len(rest)
    data = b"".join(held)
    if data:
        yield plain(data)


def cuts(data: bytes, size: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of `data` up to its last line end, each about `size` long."""
    start, last = 0, cuts_end(data)
    while start < last:
        end = data.rfind(b"\n", start, min(start + size, last)) + 1
        if not end:  # one line longer than a block
            end = data.find(b"\n", start) + 1
        yield start, end
        start = end


def cuts_end(data: bytes) -> int:
    """Return where the last whole line ends."""
    return data.rfind(b"\n") + 1


def plain(block: bytes) -> bytes:
    """Take terminal sequences out; line numbers stay."""
    return clean(block).encode() if b"\x1b" in block else block


def scan(source: Iterable[bytes], find: Find) -> Iterator[tuple[bytes, Spans]]:
    """Yield each block with the lines found in it, in order; several blocks are scanned at once."""
    stream = iter(source)
    first, second = next(stream, None), next(stream, None)
    if first is None:
        return
    if second is None:
        yield first, find(first)
        return
    from concurrent.futures import Future, ThreadPoolExecutor  # noqa: PLC0415 - for large logs

    with ThreadPoolExecutor(2) as pool:
        under_way: deque[tuple[bytes, Future[Spans]]] = deque(
            (block, pool.submit(find, block)) for block in (first, second)
        )
        for block in stream:
            under_way.append((block, pool.submit(find, block)))
            if len(under_way) >= AHEAD:
                done, future = under_way.popleft()
                yield done, future.result()
        while under_way:
            done, future = under_way.popleft()
            yield done, future.result()
