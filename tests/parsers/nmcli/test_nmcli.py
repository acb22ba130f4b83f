"""Devices as NetworkManager sees them."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.nmcli import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    eth0, tun0 = read(Artifact("x", text=text)).fact.items
    assert (eth0.name, eth0.type, eth0.state) == ("eth0", "ethernet", "connected")
    assert eth0.fields["IP4.ADDRESS[1]"] == "192.168.122.46/24"
    assert (tun0.name, tun0.state, tun0.source.line) == ("tun0", "unmanaged", 7)
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert parsed.fact.named("eth0").state is None
    assert [source.line for source in parsed.unread] == [2]


def test_the_table() -> None:
    text = "DEVICE  TYPE      STATE      CONNECTION  \neth0    ethernet  connected  System eth0\ntun0    ovs  unmanaged  --\n"
    eth0, tun0 = read(Artifact("x", text=text)).fact.items
    assert (eth0.name, eth0.state, eth0.fields["CONNECTION"]) == (
        "eth0",
        "connected",
        "System eth0",
    )
    assert tun0.state == "unmanaged"
    assert PARSER.content.search(text)
