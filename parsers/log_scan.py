"""Finds the lines of a log that hold one of many literals, in raw bytes, at the speed of one pass.

The engine is Hyperscan, which looks for all literals at once, or RE2 with one alternation of them;
where neither can be imported, each literal is looked for by itself. All find the same lines.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from parsers.text import clean, utf_16

BLOCK = 1 << 20
"""Bytes that are scanned at once, or more; a block ends at the end of a line."""
LARGEST = 4 << 20
AHEAD = 4
"""Blocks that may be under way at once: the engines let other threads run."""

Spans = list[tuple[int, int]]
"""Start and end of lines in a block, in order, each line once."""
Find = Callable[[bytes], Spans]


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to find lines."""

    find: Find
    workers: int
    """Threads that gain something; `find` may be called from no more of them at once."""


@cache
def engine(literals: tuple[str, ...]) -> Engine:
    """Return the fastest engine that this machine has for these literals (lower case, ASCII).

    It is made once for the thousand logs of a bundle.
    """
    words = sorted(set(literals))
    for make, workers in ((with_hyperscan, 1), (with_re2, 2)):
        try:
            return Engine(make(words), workers)
        except ImportError:
            continue
    return Engine(with_find(words), 1)


def with_hyperscan(literals: list[str]) -> Find:
    """Make an engine of Hyperscan; raises ImportError if there is none."""
    import hyperscan  # not on every machine, and not for every bundle

    database = hyperscan.Database()
    database.compile(
        expressions=[literal.encode() for literal in literals],
        ids=list(range(len(literals))),
        elements=len(literals),
        flags=[hyperscan.HS_FLAG_CASELESS] * len(literals),
        literal=True,
    )

    def find(block: bytes) -> Spans:
        ends: list[int] = []
        database.scan(block, match_event_handler=lambda _id, _start, end, *_: ends.append(end))
        spans: Spans = []
        last = 0
        for end in sorted(ends):
            if end > last:
                start = block.rfind(b"\n", last, end) + 1 or last
                last = block.find(b"\n", end) + 1 or len(block)
                spans.append((start, last))
        return spans

    return find


def with_re2(literals: list[str]) -> Find:
    """Make an engine of RE2; raises ImportError if there is none."""
    import re2  # not on every machine, and not for every bundle

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
    """Cut a stream at line ends into blocks of `size` bytes or more that hold plain text.

    A file in UTF-16 is taken whole; in a block with terminal sequences these are taken out.
    """
    held: list[bytes | memoryview] = []
    length = 0
    pieces = slices(chunks)
    for number, piece in enumerate(pieces):
        if not number and utf_16(piece[:4096]):
            yield clean(piece + b"".join(pieces)).encode()
            return
        length += len(piece)
        end = piece.rfind(b"\n") + 1
        if length < size or not end:
            held.append(piece)
            continue
        view = memoryview(piece)
        yield plain(b"".join((*held, view[:end])))
        held = [view[end:]]
        length = len(piece) - end
    if block := b"".join(held):
        yield plain(block)


def slices(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut what comes in very large pieces, such as a whole file."""
    for chunk in chunks:
        if len(chunk) <= LARGEST:
            yield chunk
        else:
            yield from (chunk[at : at + LARGEST] for at in range(0, len(chunk), LARGEST))


def plain(block: bytes) -> bytes:
    """Take terminal sequences out; line numbers stay."""
    return clean(block).encode() if b"\x1b" in block else block


def scan(source: Iterable[bytes], engine: Engine) -> Iterator[tuple[bytes, Spans]]:
    """Yield each block with the lines found in it, in order; several blocks are scanned at once."""
    stream = iter(source)
    first, second = next(stream, None), next(stream, None)
    if first is None:
        return
    if second is None:
        yield first, engine.find(first)
        return
    from concurrent.futures import Future, ThreadPoolExecutor  # for large logs

    with ThreadPoolExecutor(engine.workers) as pool:
        under_way: deque[tuple[bytes, Future[Spans]]] = deque(
            (block, pool.submit(engine.find, block)) for block in (first, second)
        )
        for block in stream:
            under_way.append((block, pool.submit(engine.find, block)))
            if len(under_way) >= AHEAD:
                done, future = under_way.popleft()
                yield done, future.result()
        while under_way:
            done, future = under_way.popleft()
            yield done, future.result()
