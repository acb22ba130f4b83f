"""Linux bridges and their interfaces."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.bridges import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    docker, lbr = read(Artifact("x", text=text)).fact.items
    assert (docker.name, docker.ports) == ("docker0", ())
    assert (lbr.name, lbr.ports, lbr.source.line) == ("lbr0", ("vlinuxbr", "vovsbr"), 3)
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert parsed.fact.items == ()
    assert [source.line for source in parsed.unread] == [2]
