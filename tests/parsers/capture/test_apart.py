"""A long capture is decoded by another process: with the same facts, and nothing stays behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from parsers.capture import apart, front, read, shared
from parsers.capture.buffer import SIZE, Buffer
from parsers.capture.decode import Decoded, decode
from parsers.capture.fact import Capture
from parsers.capture.front import Front
from parsers.capture.read import Reader
from parsers.capture.window import Window
from tests.bench.make_capture import make

CHUNK = 1_000_003


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A capture of several windows, with connections that go on from one to the next."""
    path = tmp_path_factory.mktemp("large") / "large.pcap"
    make(path, 2_800, 1, 4_000)
    data = path.read_bytes()
    assert 3 * SIZE < len(data) < 6 * SIZE
    return data


@pytest.fixture(autouse=True)
def no_process_stays() -> Iterator[None]:
    def children() -> str:
        return Path(f"/proc/self/task/{os.getpid()}/children").read_text()

    before = children()
    yield
    assert children() == before


def chunks(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), CHUNK):
        yield data[at : at + CHUNK]


def facts(data: bytes, *, forked: bool, monkeypatch: pytest.MonkeyPatch) -> Capture:
    with monkeypatch.context() as patch:
        patch.setattr(apart, "may_fork", lambda: forked)
        return Reader("large.pcap").read(chunks(data))


def assert_same(one: Capture, other: Capture) -> None:
    for field in fields(Capture):
        if field.name in {"packets", "connections", "tcp"}:
            a, b = getattr(one, field.name).table, getattr(other, field.name).table
            assert a.tobytes() == b.tobytes(), field.name
        elif field.name == "rate":
            assert one.rate is not None
            assert other.rate is not None
            assert np.array_equal(one.rate.counts, other.rate.counts)
        else:
            assert getattr(one, field.name) == getattr(other, field.name), field.name


@pytest.mark.parametrize("cut", [0, 5_000], ids=["whole", "cut"])
def test_two_processes_say_what_one_says(
    large: bytes, cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = large[: len(large) - cut]
    one = facts(data, forked=False, monkeypatch=monkeypatch)
    other = facts(data, forked=True, monkeypatch=monkeypatch)
    assert_same(one, other)
    assert bool(one.damage.counts) == bool(cut)
    assert one.frames > 50_000


def test_columns_that_find_no_room_go_through_the_pipe(
    large: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = facts(large, forked=False, monkeypatch=monkeypatch)
    monkeypatch.setattr(shared, "SHELF", 1 << 16)
    assert_same(one, facts(large, forked=True, monkeypatch=monkeypatch))


def test_without_room_for_a_process_a_thread_does_it(
    large: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = facts(large, forked=False, monkeypatch=monkeypatch)

    def refused() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(apart, "fork", refused)
    assert_same(one, facts(large, forked=True, monkeypatch=monkeypatch))


def test_what_the_other_process_raises_is_raised_here(
    large: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(window: Window, port: object) -> Decoded:
        if window.first_frame > 1:
            raise ValueError("odd")
        return decode(window, port)  # type: ignore[arg-type]

    monkeypatch.setattr(front, "decode", odd)
    with pytest.raises(ValueError, match="odd") as caught:
        facts(large, forked=True, monkeypatch=monkeypatch)
    assert "in odd" in caught.value.__notes__[0]


def test_a_process_that_is_killed_is_no_end_of_the_capture(
    large: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()

    def killed(window: Window, port: object) -> Decoded:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return decode(window, port)  # type: ignore[arg-type]

    monkeypatch.setattr(front, "decode", killed)
    with pytest.raises(ChildProcessError, match="was killed"):
        facts(large, forked=True, monkeypatch=monkeypatch)


def test_what_reading_raises_is_raised(large: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[bytes]:
        yield from chunks(large[: 2 * SIZE])
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(apart, "may_fork", lambda: True)
    with pytest.raises(OSError, match="Input/output"):
        Reader("large.pcap").read(broken())


def test_whoever_wants_no_more_leaves_nothing_behind(
    large: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "may_fork", lambda: True)
    windows = read.apart(Front(), Buffer(chunks(large)))
    seen = [len(next(windows).table) for _ in range(2)]
    windows.close()  # type: ignore[attr-defined]
    assert min(seen) > 10_000
