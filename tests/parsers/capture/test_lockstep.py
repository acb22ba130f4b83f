"""Records found in lanes are those that are found one after the other."""

from __future__ import annotations

import random
import struct

import numpy as np
import pytest

from parsers.capture import lockstep, pcap

LARGEST = 262_144


def stretch(order: str, chance: random.Random, *, lures: bool) -> bytes:
    """Return records of 1.5 MB; `lures`: their packets hold what looks like records."""
    parts, size = [], 0
    lure = struct.pack(order + "IIII", 1_700_000_000, 5, 40, 40) + b"x" * 40
    while size < 1_500_000:
        body = chance.choice((b"", lure * 8)) if lures else b""
        body += chance.randbytes(chance.choice((40, 60, 1_400, 9_000)))
        parts.append(
            struct.pack(order + "IIII", 1_700_000_000 + size // 9_999, 7, len(body), len(body))
        )
        parts.append(body)
        size += 16 + len(body)
    return b"".join(parts)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("lures", [False, True])
@pytest.mark.parametrize("cut", [0, 7])
def test_lanes_find_the_same_records(order: str, lures: bool, cut: int) -> None:
    text = stretch(order, random.Random(1), lures=lures)
    data = np.frombuffer(text[: len(text) - cut], np.uint8)
    plain, used, broken = pcap.scan(data.data, 0, order, 16, LARGEST)
    assert len(plain) > 300
    assert not broken
    found = pcap.records(data, order, 16, LARGEST)
    assert (found[0].tolist(), *found[1:]) == (plain.tolist(), used, broken)


def test_lanes_are_used_and_a_wrong_guess_is_noticed() -> None:
    data = np.frombuffer(stretch("<", random.Random(1), lures=False), np.uint8)
    found = lockstep.starts(data, "<", 16, LARGEST)
    assert found is not None
    assert len(found[0]) > 300
    # In a single large record everything that looks like a record is a lure.
    lure = struct.pack("<IIII", 1_700_000_000, 5, 40, 40) + b"x" * 40
    body = lure * 30_000
    whole = struct.pack("<IIII", 1_700_000_000, 5, len(body), len(body)) + body
    assert lockstep.starts(np.frombuffer(whole, np.uint8), "<", 16, len(whole)) is None


def test_what_is_no_record_ends_the_reading_where_it_lies() -> None:
    text = stretch("<", random.Random(2), lures=False)
    half, used, _ = pcap.scan(memoryview(text)[:700_000], 0, "<", 16, LARGEST)
    broken = text[:used] + b"\xff" * 16 + text[used:]
    found, end, bad = pcap.records(np.frombuffer(broken, np.uint8), "<", 16, LARGEST)
    assert (found.tolist(), end, bad) == (half.tolist(), used, True)
