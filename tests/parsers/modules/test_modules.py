"""Kernel modules."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.modules import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    assert [(m.name, m.used_by) for m in parsed.fact] == [
        ("vxlan", ("openvswitch",)), ("veth", ()), ("bridge", ("br_netfilter",)),
    ]  # fmt: skip
    assert parsed.fact.named("veth") is not None
    assert "openvswitch" in parsed.fact.absence("openvswitch").text
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert [m.name for m in parsed.fact] == ["vxlan", "veth"]
    assert [source.line for source in parsed.unread] == [4, 5]
