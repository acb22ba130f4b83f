"""Links and addresses in every dialect, and what may be concluded from their absence."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers import ip_addr
from parsers.base import Artifact
from parsers.ip_addr import PARSER, Addresses

HERE = Path(__file__).parent

IFCONFIG = """\
eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 192.168.1.5  netmask 255.255.254.0  broadcast 192.168.1.255
        ether 52:54:00:66:7a:f7  txqueuelen 1000  (Ethernet)
        RX packets 1  bytes 2 (2.0 B)

lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536
        inet 127.0.0.1  netmask 255.0.0.0
        loop  txqueuelen 1  (Local Loopback)
"""
OLD_IFCONFIG = """\
eth0      Link encap:Ethernet  HWaddr 52:54:00:66:7A:F7
          inet addr:192.168.1.5  Bcast:192.168.1.255  Mask:255.255.254.0
          inet6 addr: fe80::1/64 Scope:Link
          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1
          RX packets:1 errors:0 dropped:0 overruns:0 frame:0
lo        Link encap:Local Loopback
          inet addr:127.0.0.1  Mask:255.0.0.0
          UP LOOPBACK RUNNING  MTU:65536  Metric:1
"""
ONE_LINE = (
    "1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n"
    "2: eth0    inet 192.168.1.5/23 brd 192.168.1.255 scope global eth0\\       valid_lft forever\n"
    "2: eth0    inet6 fe80::1/64 scope link \\       valid_lft forever preferred_lft forever\n"
)
BRIEF = (
    "lo               UNKNOWN        127.0.0.1/8 ::1/128\neth0             UP   192.168.1.5/23\n"
)


def read(text: str) -> Addresses:
    parsed = ip_addr.read(Artifact("addresses", text.encode()))
    assert parsed.unread == ()
    return parsed.fact


def test_clean() -> None:
    addresses = read((HERE / "clean.txt").read_text())
    assert [link.name for link in addresses.links] == [
        "lo", "ens192.40", "br0", "tun0", "veth57223297",
    ]  # fmt: skip
    nic, tun0 = addresses.by_name["ens192.40"], addresses.by_name["tun0"]
    assert nic.inet == ("172.20.5.11/22", "172.20.5.200/22")
    assert (nic.mtu, nic.mac, nic.up) == (9000, "00:50:56:ab:cd:01", True)
    assert nic.source_of("172.20.5.200").line == 11
    assert (tun0.mtu, tun0.inet, tun0.source.line) == (8950, ("10.64.6.1/23",), 15)
    assert addresses.by_name["br0"].up is False
    assert addresses.by_name["veth57223297"].master == "ovs-system"
    assert addresses.link_with("172.20.5.200") is nic
    assert addresses.link_with("172.20.5.12") is None
    assert addresses.all_links
    assert addresses.all_addresses


@pytest.mark.parametrize("text", [IFCONFIG, OLD_IFCONFIG, ONE_LINE, BRIEF])
def test_dialects_hold_all_addresses_but_not_all_links(text: str) -> None:
    addresses = read(text)
    link = addresses.link_with("192.168.1.5")
    assert link is not None
    assert (link.name, link.inet) == ("eth0", ("192.168.1.5/23",))
    assert link.mtu in {0, 1500}
    assert addresses.all_addresses
    assert not addresses.all_links, (
        "a link without an address is left out, so absence tells nothing"
    )
    assert PARSER.content.search(text)


def test_one_interface_proves_no_absence() -> None:
    text = (
        "7: tun0: <BROADCAST,UP> mtu 1450 state UNKNOWN\n    inet 10.64.6.1/23 scope global tun0\n"
    )
    addresses = read(text)
    assert not addresses.all_links
    assert not addresses.all_addresses


def test_links_and_addresses_of_two_dumps_become_one() -> None:
    links = read(
        "1: lo: <LOOPBACK,UP> mtu 65536 \\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
        "2: eth0: <UP> mtu 9000 qdisc x state UP \\    link/ether 52:54:00:66:7a:f7 brd ff:ff:ff:ff:ff:ff\n"
    )
    merged = ip_addr.merge([read(ONE_LINE), links])
    assert merged.by_name["eth0"].mtu == 9000
    assert merged.by_name["eth0"].inet == ("192.168.1.5/23",)
    assert merged.all_links
    assert merged.all_addresses


def test_garbled() -> None:
    parsed = ip_addr.read(Artifact("addresses", (HERE / "garbled.txt").read_bytes()))
    assert [source.line for source in parsed.unread] == [6, 7]
    assert parsed.fact.by_name["tun0"].inet == ()
    assert not parsed.fact.all_links, "`---` stands for what was left out"


@pytest.mark.parametrize(
    "command",
    ["ip addr show", "ip a", "ip -d address", "ip -s -d link", "ifconfig -a", "/sbin/ip -o addr"],
)
def test_commands(command: str) -> None:
    assert PARSER.commands.search(command)


@pytest.mark.parametrize(
    "command", ["ip route", "ip -6 addr", "ip addr add 10.0.0.1/8 dev eth0", "ip rule list"]
)
def test_other_commands(command: str) -> None:
    assert not PARSER.commands.search(command)
