"""Frames are taken apart beside the rules, with the same words as here."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from analyzer import dissector
from tests.parsers.capture import made

ETHERNET = 1
ARP = made.ETHER[:12] + bytes.fromhex(
    "0806 0001080006040001 525400000001 0a800002 000000000000 0a800003"
)


def children() -> str:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


def test_another_process_says_the_same_and_ends() -> None:
    before = children()
    beside = dissector.begun()
    assert beside is not None
    assert children() != before
    said = beside.texts([(ARP, ETHERNET), (b"\xff" * 9, ETHERNET)])
    beside.close()
    assert said == dissector.here([(ARP, ETHERNET), (b"\xff" * 9, ETHERNET)])
    assert "who-has" in said[0]
    assert "10.128.0.3" in said[0]
    assert children() == before


def test_if_it_is_killed_the_frames_are_taken_apart_here() -> None:
    beside = dissector.begun()
    assert beside is not None
    os.kill(beside.child, signal.SIGKILL)
    assert "10.128.0.3" in beside.texts([(ARP, ETHERNET)])[0]
    beside.close()


def test_nothing_is_begun_where_no_frame_will_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dissector, "begun", lambda: pytest.fail("begun"))
    with dissector.dissector(needed=False) as texts:
        assert "10.128.0.3" in texts([(ARP, ETHERNET)])[0]
