"""Made captures say what tshark says of them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterable
from pathlib import Path

import pytest

from parsers.capture.read import Reader
from tests.parsers.capture import made
from tests.parsers.capture.fixtures import LISTED, at, ethernet, kuznetzov, talk, tunnelled
from tests.parsers.capture.oracle import Said, ours, said_of, tshark


@pytest.mark.parametrize("name", LISTED)
def test_tshark_agrees(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(LISTED[name]())
    assert ours(path) == tshark(path)


def test_the_modified_header_holds_the_same(tmp_path: Path) -> None:
    frames = at(*ethernet(*talk()))
    assert said_of(Reader("k").read([kuznetzov(frames)])) == said_of(
        Reader("p").read([made.pcap(frames)])
    )


def test_vxlan_on_a_port_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "own.pcap"
    path.write_bytes(made.pcap(at(*tunnelled(*talk(), port=4999))))
    assert ours(path) == tshark(path, "-d", "udp.port==4999,vxlan")
    capture = Reader("own.pcap").read([path.read_bytes()])
    assert capture.vxlan_ports == {4999: "by content"}


def one_name(said: Said) -> Said:
    """Count fast retransmissions as others: docs/captures.md says why."""
    events = dict(said["events"])  # type: ignore[call-overload]
    both = events.pop("fast-retransmission", []) + events.get("retransmission", [])
    return said | {"events": events | {"retransmission": sorted(both)}}


@pytest.mark.parametrize("seed", range(1, 7))
def test_random_loss_and_repetition(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "random.pcap"
    path.write_bytes(made.pcap(made.Network(seed).connections(150)))
    assert one_name(ours(path)) == one_name(tshark(path))


@pytest.mark.parametrize("size", [1 << 13, 1 << 16])
def test_windows_of_any_size_say_the_same(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from parsers.capture import read
    from parsers.capture.buffer import Buffer

    data = made.pcap(made.Network(3).connections(150))
    whole = said_of(Reader("whole").read([data]))
    monkeypatch.setattr(read, "Buffer", lambda chunks: Buffer(chunks, size))
    parts = said_of(Reader("parts").read(data[i : i + 999] for i in range(0, len(data), 999)))
    assert parts == whole


@pytest.mark.parametrize("size", [1 << 13, 8 << 20])
def test_nothing_waits_for_the_collector(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is off while a bundle is read: a cycle would keep the windows of every capture."""
    from parsers.capture import frames, read
    from parsers.capture.buffer import Buffer

    buffers: list[weakref.ref[Buffer]] = []

    def buffer(chunks: Iterable[bytes], arrays: int = 6) -> Buffer:
        made = Buffer(chunks, size, arrays)
        buffers.append(weakref.ref(made))
        return made

    monkeypatch.setattr(read, "Buffer", buffer)
    monkeypatch.setattr(frames, "Buffer", buffer)
    whole = made.pcap(made.Network(3).connections(150))
    data = whole + b"\xff" * 64 + whole
    Reader("warm").read([data])
    gc.collect()
    gc.disable()
    try:
        Reader("broken").read([data])
        assert len(list(frames.frames([data], {1}))) == 1
        # A generator that the collector ends is not among those that it counts.
        assert [each() for each in buffers] == [None] * 3
        assert gc.collect() == 0
    finally:
        gc.enable()
