"""What a machine says of its clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.base import Artifact
from parsers.clock import PARSER, read

HERE = Path(__file__).parent


def test_chronyc() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    off, leap = parsed.fact.items
    assert (off.offset, off.synchronised, off.source.line) == (-2.5, None, 4)
    assert (leap.offset, leap.synchronised, leap.source.line) == (None, True, 13)
    assert not parsed.unread
    assert PARSER.content.search(text)


@pytest.mark.parametrize(
    ("line", "synchronised", "offset"),
    [
        ("Leap status     : Not synchronised", False, None),
        ("System time     : 0.000000021 seconds fast of NTP time", None, 2.1e-08),
        ("System clock synchronized: yes", True, None),
        ("unsynchronised", False, None),
        ("synchronised to NTP server (192.168.122.1) at stratum 3", True, None),
    ],
)
def test_dialects(line: str, synchronised: bool | None, offset: float | None) -> None:
    (said,) = read(Artifact("x", text=line)).fact.items
    assert (said.synchronised, said.offset) == (synchronised, offset)


def test_timedatectl_and_what_is_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert [each.synchronised for each in parsed.fact.items] == [False]
    assert [source.line for source in parsed.unread] == [9, 10]
