"""Counters of ports: what is not counted is absent, and no zero."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.ovs_port_counters import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    eight, local = parsed.fact.items
    assert eight.bad == {"rx drop": 3, "tx errs": 1}
    assert (eight.source.line, eight.sent.line) == (2, 3)
    assert (local.port, local.counters) == (
        "LOCAL", {"rx pkts": 0, "rx bytes": 0, "tx pkts": 0, "tx bytes": 0},
    )  # fmt: skip
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    (port,) = parsed.fact.items
    assert (port.port, port.counters) == ("veth1a", {"rx pkts": 104})
    assert [source.line for source in parsed.unread] == [3]


def test_commands() -> None:
    assert PARSER.commands.search("ovs-ofctl -O OpenFlow13 dump-ports br0")
    assert not PARSER.commands.search("ovs-ofctl -O OpenFlow13 dump-ports-desc br0")
    assert not PARSER.commands.search("ovs-ofctl dump-ports br-int")
