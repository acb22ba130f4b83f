"""The main table, of whichever command printed it, and nothing else."""

from __future__ import annotations

from ipaddress import IPv4Network
from pathlib import Path

import pytest

from parsers import ip_route
from parsers.base import Artifact, Parsed
from parsers.ip_route import PARSER, RouteTable

HERE = Path(__file__).parent
ROUTE_N = """\
Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
0.0.0.0         172.20.4.1      0.0.0.0         UG    100    0        0 ens192
10.64.0.0       0.0.0.0         255.254.0.0     U     0      0        0 tun0
172.20.4.0      0.0.0.0         255.255.252.0   U     100    0        0 ens192
10.9.0.0        -               255.255.0.0     !     0      -        0 -
"""
ROUTE_GET = "172.20.5.12 dev ens192 src 172.20.5.11 \n    cache \n"


def read(text: str, command: str | None = None) -> Parsed[RouteTable]:
    return ip_route.read(Artifact("routes", text.encode(), command=command))


def test_clean() -> None:
    parsed = read((HERE / "clean.txt").read_text())
    table = parsed.fact
    assert parsed.unread == ()
    assert [(str(r.destination), r.device) for r in table.routes] == [
        ("0.0.0.0/0", "ens192"),
        ("10.64.0.0/15", "tun0"),
        ("10.64.6.0/23", "tun0"),
        ("172.17.0.0/16", "docker0"),
        ("172.20.4.0/22", "ens192"),
        ("172.30.0.0/16", "tun0"),
        ("10.99.0.0/16", None),
        ("198.51.100.7/32", "ens192"),
        ("203.0.113.0/24", "ens192"),
    ]
    docker, service, hole = table.routes[3], table.routes[5], table.routes[6]
    assert docker.linkdown
    assert service.mtu == 1400
    assert hole.kind == "blackhole"
    assert table.default is not None
    assert table.default.via == "172.20.4.1"
    assert table.complete


def test_longest_prefix_wins() -> None:
    table = read((HERE / "clean.txt").read_text()).fact
    found = table.lookup("10.64.7.9")
    assert found is not None
    assert found.destination == IPv4Network("10.64.6.0/23")
    outside = table.lookup("8.8.8.8")
    assert outside is not None
    assert outside.device == "ens192"


def test_route_n() -> None:
    table = read(ROUTE_N).fact
    assert table.default is not None
    assert (table.default.via, table.default.metric) == ("172.20.4.1", 100)
    assert table.by_destination[IPv4Network("10.64.0.0/15")][0].device == "tun0"
    assert PARSER.content.search(ROUTE_N)


def test_route_get_is_no_table() -> None:
    assert not PARSER.content.search(ROUTE_GET)
    assert not PARSER.commands.search("ip route get 172.20.5.12")


@pytest.mark.parametrize("command", ["ip route", "ip r", "ip route show table all", "route -n"])
def test_commands(command: str) -> None:
    assert PARSER.commands.search(command)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("10.64.0.0/15 dev tun0 scope link\n172.30.0.0/16 dev tun0\n", None),
        ("10.64.0.0/15 scope link\n", "ip route show dev tun0"),
        ("172.20.4.0/22 dev ens192\n", "ip route | grep 172"),
        ("172.20.4.0/22 dev ens192\n", "ip route show 172.20.4.0/22"),
    ],
)
def test_some_routes_are_no_whole_table(text: str, command: str | None) -> None:
    assert not read(text, command).fact.complete


def test_the_objects_behind_the_masters_routes_are_left_alone() -> None:
    text = "default via 172.20.4.1 dev ens192\napiVersion: v1\nitems: []\nkind: List\n"
    parsed = read(text)
    assert len(parsed.fact) == 1
    assert parsed.unread == ()


def test_garbled() -> None:
    parsed = read((HERE / "garbled.txt").read_text())
    assert [source.line for source in parsed.unread] == [2, 4]
    assert len(parsed.fact) == 2
