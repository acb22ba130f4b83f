"""`ovs-ofctl dump-ports-desc` and `ovs-ofctl show`: the ports of br0."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import ovs_ports
from parsers.base import Artifact, Parsed
from parsers.ovs_ports import LOCAL, PARSER, PortTable

HERE = Path(__file__).parent
CLEAN = (HERE / "clean.txt").read_text()
GARBLED = (HERE / "garbled.txt").read_text()
HEADER = "OFPST_PORT_DESC reply (OF1.3) (xid=0x2):"


def read(text: str, first_line: int = 1) -> Parsed[PortTable]:
    return ovs_ports.read(Artifact("ports", text=text, first_line=first_line))


def test_clean() -> None:
    parsed = read(CLEAN)
    assert (parsed.unread, parsed.notes) == ((), ())
    table = parsed.fact
    assert table.complete
    assert len(table) == 4
    assert [(p.number, p.name, p.addr, p.source.line) for p in table.ports] == [
        (1, "vxlan0", "4a:86:04:9f:0d:d4", 2),
        (2, "tun0", "7e:5f:a9:7e:8f:30", 6),
        (8, "vethe19c6ea", "1e:79:f3:a0:e8:8c", 11),
        (LOCAL, "br0", "0a:f2:0d:1f:3a:46", 16),
    ]
    assert [(p.config, p.state, p.down) for p in table.ports] == [
        ((), (), False),
        ((), ("LIVE",), False),
        ((), ("LINK_DOWN",), True),
        (("PORT_DOWN",), ("LINK_DOWN",), True),
    ]
    assert table.by_number[8].speed == "10000 Mbps now, 0 Mbps max"
    assert table.by_name["tun0"].number == 2
    assert [port.name for port in table.veths] == ["vethe19c6ea"]
    assert table.by_number[1].source.text == " 1(vxlan0): addr:4a:86:04:9f:0d:d4"


def test_show_with_quotes_and_a_cut_line() -> None:
    parsed = read(GARBLED)
    assert [(s.line, s.text) for s in parsed.unread] == [(13, " 8382(vethd0")]
    vxlan, veth = parsed.fact.ports
    assert (vxlan.number, vxlan.name, vxlan.config) == (1, "vxlan0", ("PORT_DOWN", "NO_FLOOD"))
    assert (veth.number, veth.name, veth.down) == (8381, "vethd040c191", False)


def test_of_two_dumps_the_last_counts() -> None:
    text = f"{HEADER}\n 3(veth1): addr:02:00:00:00:00:01\n{HEADER}\n 4(veth2): addr:02:00:00:00:00:02\n"
    table = read(text).fact
    assert [port.number for port in table.ports] == [4]
    assert table.header_line == 3


def test_a_dump_that_emptied() -> None:
    table = read(f"{HEADER}\n 3(veth1): addr:02:00:00:00:00:01\n{HEADER}\n").fact
    assert len(table) == 0


def test_last_header_that_says_more() -> None:
    parsed = read(f"{HEADER} flags=[more]\n 3(veth1): addr:02:00:00:00:00:01\n")
    assert not parsed.fact.complete
    assert parsed.notes == ("ports: truncated, its last header says that more follows",)


def test_a_port_that_is_not_there() -> None:
    source = read(CLEAN, first_line=5).fact.absence("port 7")
    assert (source.line, source.text) == (20, "not among the 4 ports of br0: port 7")
    assert read(f"{HEADER}\n", first_line=3).fact.absence("port 7").line == 3


def test_details_of_a_cut_line_are_nobodys() -> None:
    text = f"{HEADER}\n 3(veth1): addr:02:00:00:00:00:01\n 4(veth2\n     state:      LINK_DOWN\n"
    assert not read(text).fact.by_number[3].down


@pytest.mark.parametrize("text", [CLEAN, GARBLED, " LOCAL(br0): addr:0a:f2:0d:1f:3a:46\n"])
def test_recognised(text: str) -> None:
    assert PARSER.content.search(text)


@pytest.mark.parametrize(
    ("command", "known"),
    [
        ("ovs-ofctl -O OpenFlow13 dump-ports-desc br0", True),
        ("ovs-ofctl -O OpenFlow13 show br0", True),
        ("ovs-ofctl show br-int", False),
        ("ovs-vsctl show", False),
    ],
)
def test_commands(command: str, known: bool) -> None:
    assert bool(PARSER.commands.search(command)) is known


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*CLEAN.splitlines(), "", " 5(", "     state:"])).map("\n".join))
def test_any_order_of_lines(text: str) -> None:
    read(text)
