"""/etc/hosts: names without DNS."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.hosts_file import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    (entry,) = parsed.fact.of("node1")
    assert (entry.address, entry.names, entry.source.line) == (
        "192.168.122.46", ("node1.example.com", "node1"), 4,
    )  # fmt: skip
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert [source.line for source in parsed.unread] == [2, 3]
