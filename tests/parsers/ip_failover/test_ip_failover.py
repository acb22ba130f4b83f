"""ipf-debug.sh: what IP failover needs."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.ip_failover import PARSER, read

HERE = Path(__file__).parent
NODE1, NODE2 = "node1.example.com", "node2.example.com"


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    fact = parsed.fact
    assert parsed.unread == ()
    assert (fact.vips, fact.nodes) == (("192.168.122.100",), (NODE1, NODE2))
    assert fact.allowed == {NODE1: True, NODE2: False}
    assert fact.running == {NODE1: True, NODE2: False}
    assert fact.pings == ((NODE1, "192.168.122.100", True), (NODE2, "192.168.122.100", False))
    assert fact.pods == {"ipf-ha-1-abcde": NODE1}
    assert fact.sources[f"keepalived {NODE2}"].line == 7
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert parsed.fact.pings == ()
    assert [source.line for source in parsed.unread] == [2]
