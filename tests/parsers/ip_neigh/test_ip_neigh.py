"""Neighbours: who answered for an address, who did not."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.ip_neigh import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    assert [(n.address, n.device, n.mac, n.state) for n in parsed.fact.items] == [
        ("10.128.0.15", "tun0", "0a:58:0a:80:00:0f", "REACHABLE"),
        ("192.168.122.1", "eth0", "52:54:00:aa:bb:01", "STALE"),
        ("10.130.0.24", "tun0", None, "FAILED"),
        ("192.168.122.77", "eth0", None, "INCOMPLETE"),
        ("fe80::1", "eth0", "52:54:00:aa:bb:01", "STALE"),
    ]
    assert [n.address for n in parsed.fact if n.lost] == ["10.130.0.24", "192.168.122.77"]
    assert parsed.fact.of("10.130.0.24")[0].source.line == 3
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert len(parsed.fact) == 1
    assert [source.line for source in parsed.unread] == [2]


def test_arp() -> None:
    text = (
        "? (192.168.122.1) at 52:54:00:aa:bb:01 [ether] on eth0\n"
        "gw.example.com (10.1.1.1) at <incomplete> on eth0\n"
        "Address                  HWtype  HWaddress           Flags Mask            Iface\n"
        "192.168.122.18           ether   52:54:00:2c:16:b9   C                     eth0\n"
        "192.168.122.19                   (incomplete)                              eth0\n"
    )
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    assert [(n.address, n.mac is None, n.device) for n in parsed.fact] == [
        ("192.168.122.1", False, "eth0"), ("10.1.1.1", True, "eth0"),
        ("192.168.122.18", False, "eth0"), ("192.168.122.19", True, "eth0"),
    ]  # fmt: skip


def test_commands() -> None:
    for command in ("ip neigh", "ip -s -s neigh show", "ip neighbor show", "arp -an", "ip n"):
        assert PARSER.commands.search(command), command
    for command in ("ip netns exec x ip a", "ip -6 neigh", "ip route"):
        assert not PARSER.commands.search(command), command
