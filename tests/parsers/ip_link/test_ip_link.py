"""Details of links: kinds, VXLAN settings, counters."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.ip_link import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    eth0, vxlan, veth = parsed.fact.items
    assert (eth0.counters["RX errors"], eth0.counters["RX dropped"]) == (3, 7)
    assert eth0.counters["TX carrier"] == 2
    assert eth0.sources["RX"].line == 4
    assert (vxlan.kind, vxlan.settings["dstport"], vxlan.settings["id"]) == ("vxlan", "4789", "0")
    assert (veth.kind, veth.peer) == ("veth", "if3")
    assert parsed.fact.named("veth26a1676a") == veth
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert parsed.fact.items[0].counters == {}
    assert [source.line for source in parsed.unread] == [1]


def test_old_iproute() -> None:
    text = (
        "2: eth0: <UP> mtu 1500\n    RX: bytes  packets  errors  dropped overrun mcast   \n"
        "    1000       10       1       2       3       0       \n"
    )
    (eth0,) = read(Artifact("x", text=text)).fact.items
    assert (eth0.counters["RX errors"], eth0.counters["RX overrun"]) == (1, 3)
