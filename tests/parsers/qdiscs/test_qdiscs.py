"""Queues of interfaces: limits and drops."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.qdiscs import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    lo, htb, limit = read(Artifact("x", text=text)).fact.items
    assert (lo.device, lo.kind, lo.dropped) == ("lo", "noqueue", 0)
    assert (htb.device, htb.kind, htb.dropped) == ("veth3b6bf4c6", "htb", 17)
    assert (limit.what, limit.rate, limit.device) == ("class", "10Mbit", "veth3b6bf4c6")
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert parsed.fact.items[0].dropped is None
    assert [source.line for source in parsed.unread] == [2]
