"""Both engines find the same lines, wherever a stream is cut."""

from __future__ import annotations

import random
import sys

import pytest

from parsers import log_scan
from parsers.log_patterns import PATTERNS

LITERALS = sorted({p.literal for p in PATTERNS})


def noise(rng: random.Random) -> bytes:
    letters = b"abcdefghijklmnopqrstuvwxyz :/.[]0123456789\xe3\x81\x82"
    return bytes(rng.choices(letters, k=rng.randrange(120)))


def log(seed: int, lines: int = 2_000) -> list[bytes]:
    rng = random.Random(seed)
    made = []
    for _ in range(lines):
        line = noise(rng)
        if rng.random() < 0.1:
            words = "".join(rng.choice((str.upper, str.lower))(c) for c in rng.choice(LITERALS))
            line += words.encode() + noise(rng)
        if rng.random() < 0.02:
            line += rng.choice(LITERALS).encode()  # two on one line
        made.append(line)
    return made


@pytest.mark.parametrize("name", ["hyperscan", "re2", "find"])
@pytest.mark.parametrize("seed", range(3))
def test_every_engine_finds_the_lines_that_hold_a_literal(name: str, seed: int) -> None:
    if name != "find":
        pytest.importorskip(name)
    lines = log(seed)
    block = b"\n".join(lines)
    expected = [
        i for i, line in enumerate(lines) if any(w.encode() in line.lower() for w in LITERALS)
    ]
    spans = getattr(log_scan, f"with_{name}")(LITERALS)(block)
    assert [block.count(b"\n", 0, start) for start, _ in spans] == expected
    assert [block[a:b].rstrip(b"\n") for a, b in spans] == [lines[i] for i in expected]


def test_without_an_engine_the_plain_search_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    monkeypatch.setitem(sys.modules, "re2", None)
    engine = log_scan.engine.__wrapped__(("tls handshake timeout",))
    assert engine.workers == 1
    assert engine.find(b"a\nnet/http: TLS handshake timeout\nb") == [(2, 34)]


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_blocks_end_at_line_ends_and_lose_nothing(size: int) -> None:
    data = b"first\n" + b"x" * 300 + b"\n\n" + "あ\n".encode() * 40 + b"no end"
    pieces = [data[i : i + 11] for i in range(0, len(data), 11)]
    cut = list(log_scan.blocks(pieces, size))
    assert b"".join(cut) == data
    assert all(block.endswith(b"\n") for block in cut[:-1])


def test_terminal_sequences_and_utf_16_are_plain_to_the_engines() -> None:
    colored = b"a\n\x1b[31mTLS \x1b[0mhandshake timeout\n"
    assert b"".join(log_scan.blocks([colored])) == b"a\nTLS handshake timeout\n"
    wide = "TLS handshake timeout\r\n".encode("utf-16")
    assert b"".join(log_scan.blocks([wide[:9], wide[9:]])) == b"TLS handshake timeout\n"


@pytest.mark.parametrize("workers", [1, 2])
def test_blocks_scanned_at_once_come_in_order(workers: int) -> None:
    blocks = [b"%d waiting for OVS to start\n" % i for i in range(20)]
    engine = log_scan.Engine(log_scan.with_find(["waiting for ovs to start"]), workers)
    found = list(log_scan.scan(iter(blocks), engine))
    assert [block for block, _ in found] == blocks
    assert all(spans == [(0, len(block))] for block, spans in found)
