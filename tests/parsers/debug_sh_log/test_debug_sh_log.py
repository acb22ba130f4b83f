"""What debug.sh says of nodes before it collects them."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.debug_sh_log import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    said = [(c.kind, c.node, c.known, c.found) for c in read(Artifact("x", text=text)).fact.items]
    assert said == [
        ("address-differs", "node2.example.com", "192.168.0.12", "192.168.0.99"),
        ("no-address", "i-01a29a0586cc3e094", "", ""),
        ("kubelet-unreachable", "node3.example.com", "",
         "curl: (7) Failed connect to node3.example.com:10250; Connection timed out"),
    ]  # fmt: skip
    assert PARSER.content.search(text)


def test_garbled() -> None:
    assert read(Artifact("x", (HERE / "garbled.txt").read_bytes())).fact.items == ()
