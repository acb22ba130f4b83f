"""A bug in one parser loses what it reads, and nothing else of the bundle."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

import pytest

from analyzer.bundle.member import Member
from analyzer.ingest import Ingest
from parsers.base import Artifact
from parsers.catalog import PARSERS
from parsers.ip_addr import Addresses
from parsers.ip_link import PARSER as LINKS
from parsers.ip_route import RouteTable

ADDRESSES = b"""\
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00 promiscuity 0 minmtu 0 maxmtu 0
    inet 127.0.0.1/8 scope host lo
2: vxlan_sys_4789: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 65000 qdisc noqueue state UNKNOWN
    link/ether 6a:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff promiscuity 1
    vxlan external id 0 srcport 0 0 dstport 4789 nolearning ttl inherit ageing 300
"""
ROUTES = b"default via 192.168.122.1 dev eth0\n10.128.0.0/14 dev tun0 scope link\n"


def broken(_: Artifact) -> NoReturn:
    raise RuntimeError("a bug")


@pytest.mark.parametrize("name", ["ip-addr", LINKS.name])
def test_the_rest_is_read(name: str) -> None:
    ingest = Ingest(tuple(replace(p, read=broken) if p.name == name else p for p in PARSERS))
    for path, content in (("ip_-d_address", ADDRESSES), ("ip_route", ROUTES)):
        ingest.take(Member(path, len(content), iter([content])))
    read = {read.fact for read in ingest.result.reads}
    assert RouteTable in read
    assert (Addresses in read) == (name != "ip-addr")
    (entry,) = [entry for entry in ingest.result.inputs if entry.status == "crashed"]
    assert "RuntimeError: a bug" in str(entry.details)
