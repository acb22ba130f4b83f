"""Groups and their buckets."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.ovs_groups import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    first, second = read(Artifact("x", text=text)).fact.items
    assert (first.id, first.type) == (1, "select")
    assert first.buckets == ("weight:100,actions=output:3", "weight:100,actions=output:4")
    assert (second.id, second.buckets) == (2, ())
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert [source.line for source in parsed.unread] == [2]
