"""Diagnostics: levels, ids, what a node's pod said inside."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.network_check import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    assert [(m.level, m.id, m.depth) for m in parsed.fact if m.id] == [
        ("error", "DNet2008", 0), ("error", "DSvcNet1010", 1), ("warning", "DExtNet1001", 1),
    ]  # fmt: skip
    outer, inner = parsed.fact.errors()
    assert outer.diagnostic == "NetworkCheck"
    assert (outer.node, inner.node) == ("node2.example.com", "node2.example.com")
    assert inner.pods == ("network-diag-ns-srxmm/network-diag-test-pod-ppdrs",)
    assert inner.services == ("network-diag-ns-srxmm/network-diag-test-service-2h8t4",)
    assert [source.line for source in inner.sources] == [9, 10]
    assert parsed.fact.of("DExtNet1001")[0].text.startswith("Pinging external address")
    assert PARSER.content.search(text)


def test_a_paste_that_lost_its_head_and_has_colours() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    (message,) = parsed.fact.items
    assert (message.id, message.node, message.pods) == ("DPodNet1008", "node3", ("a/b",))
    assert [source.line for source in parsed.unread] == [2]
    assert parsed.notes == ("truncated: line 1",)


def test_commands() -> None:
    for command in ("oc adm diagnostics NetworkCheck", "oadm diagnostics NetworkCheck -l 0"):
        assert PARSER.commands.search(command)
