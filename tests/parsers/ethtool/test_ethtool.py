"""Link, speed and duplex of an interface."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.ethtool import PARSER, merge, read

HERE = Path(__file__).parent


def test_clean() -> None:
    parsed = read(Artifact("x", (HERE / "clean.txt").read_bytes()))
    (link,) = parsed.fact.links
    assert (link.name, link.speed, link.duplex, link.detected) == (
        "eth0", "1000Mb/s", "Full", True,
    )  # fmt: skip
    assert link.sources["Duplex"].line == 4
    assert parsed.unread == ()


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    (link,) = parsed.fact.links
    assert (link.speed, link.duplex, link.detected) == (None, "Half", False)
    assert [source.line for source in parsed.unread] == [5]


def test_interfaces_are_put_together() -> None:
    facts = [
        read(Artifact("x", (HERE / f).read_bytes())).fact for f in ("clean.txt", "garbled.txt")
    ]
    assert [link.name for link in merge(facts).links] == ["eth0", "eth1"]


def test_other_forms_of_ethtool_are_not_claimed() -> None:
    assert PARSER.commands.search("ethtool eth0")
    assert not PARSER.commands.search("ethtool -S eth0")
    assert not PARSER.commands.search("ethtool -i eth0")
    assert not PARSER.content.search("NIC statistics:\n     peer_ifindex: 14\n")
