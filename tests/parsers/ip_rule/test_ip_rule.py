"""Policy rules: number, text and line of each."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.ip_rule import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    parsed = read(Artifact("ip-rule", (HERE / "clean.txt").read_bytes()))
    assert [rule.priority for rule in parsed.fact.rules] == [0, 100, 32766, 32767]
    assert parsed.fact.rules[1].text == "from 10.128.0.0/14 lookup 7"
    assert parsed.fact.rules[1].source.line == 2
    assert parsed.unread == ()


def test_garbled() -> None:
    parsed = read(Artifact("ip-rule", (HERE / "garbled.txt").read_bytes()))
    assert [source.text for source in parsed.unread] == ["garbage"]
    assert [rule.text for rule in parsed.fact.rules] == ["from all lookup local", "from all"]


def test_recognition() -> None:
    assert PARSER.content.search((HERE / "clean.txt").read_text())
    assert PARSER.commands.search("ip rule list")
    assert PARSER.commands.search("ip -4 rule list")
    assert not PARSER.commands.search("ip route show")
    assert not PARSER.content.search("10.128.0.0/14 dev tun0 scope link")
