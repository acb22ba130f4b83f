"""`ovs-vsctl show` and `ovs-vsctl list-br`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import ovs_vsctl
from parsers.base import Artifact, Parsed
from parsers.ovs_vsctl import LIST_BR, SHOW, BridgeList, OvsConfig

HERE = Path(__file__).parent
CLEAN = (HERE / "clean.txt").read_text()
GARBLED = (HERE / "garbled.txt").read_text()
NO_DATABASE = (
    "ovs-vsctl: unix:/var/run/openvswitch/db.sock: database connection failed"
    " (No such file or directory)"
)


def show(text: str) -> Parsed[OvsConfig]:
    return ovs_vsctl.read_show(Artifact("show", text=text))


def listed(text: str) -> Parsed[BridgeList]:
    return ovs_vsctl.read_list(Artifact("list-br", text=text))


def test_clean() -> None:
    parsed = show(CLEAN)
    assert parsed.unread == ()
    assert parsed.fact.ovs_version == "2.17.9"
    bridge = parsed.fact.bridge("br0")
    assert bridge is not None
    assert (bridge.fail_mode, bridge.source.line) == ("secure", 2)
    assert [(p.name, p.type, p.source.line) for p in bridge.ports] == [
        ("vxlan0", "vxlan", 5),
        ("br0", "internal", 9),
        ("tun0", "internal", 12),
        ("veth0b3c9a1e", "", 15),
    ]
    vxlan, *_, veth = bridge.ports
    assert vxlan.options == {"dst_port": "4789", "key": "flow", "remote_ip": "flow"}
    assert (vxlan.error, vxlan.error_source) == ("", None)
    assert veth.error == "could not open network device veth0b3c9a1e (No such device)"
    assert veth.error_source is not None
    assert (veth.error_source.line, veth.error_source.text) == (16, f'error: "{veth.error}"')
    assert len(parsed.fact) == 5


def test_quotes_bonds_and_a_bridge_without_ports() -> None:
    parsed = show(GARBLED)
    assert [source.line for source in parsed.unread] == [16]
    br0, empty = parsed.fact.bridges
    assert (br0.name, br0.fail_mode, empty.name, empty.ports) == ("br0", "secure", "br-empty", ())
    vxlan, eth0, eth1 = br0.ports
    assert vxlan.options == {"key": "flow", "remote_ip": "flow"}
    assert (eth0.name, eth0.error, eth1.name) == ("eth0", "", "eth1")
    assert eth1.error == "could not add network device eth1 to ofproto (Device or resource busy)"
    assert parsed.fact.ovs_version == "2.3.1-git3282e51"
    assert parsed.fact.absence("br1").text == "not among the bridges (br0, br-empty): br1"


def test_no_bridge_at_all() -> None:
    fact = show('37425bd3-8e1c-4d7e-9a43-4f8c1c8dd1ff\n    ovs_version: "2.9.0"\n').fact
    assert fact.bridges == ()
    assert fact.bridge("br0") is None
    assert fact.absence("br0").text == "not among the bridges (none): br0"


def test_no_database() -> None:
    parsed = show(NO_DATABASE)
    assert len(parsed.fact) == 0
    assert [source.text for source in parsed.unread] == [NO_DATABASE]
    assert [source.text for source in listed(NO_DATABASE).unread] == [NO_DATABASE]


def test_list_br() -> None:
    parsed = listed("br0\nbr-ex\n")
    assert parsed.unread == ()
    assert parsed.fact.names == ("br0", "br-ex")
    absence = parsed.fact.absence("br1")
    assert (absence.line, absence.text) == (2, "not among the bridges (br0, br-ex): br1")
    assert len(listed("").fact) == 0


def test_recognised() -> None:
    assert SHOW.content.search(CLEAN)
    assert SHOW.content.search(GARBLED)
    assert LIST_BR.content.search("br0\nbr-ex\n")
    assert LIST_BR.content.search("br0")
    assert not LIST_BR.content.search("broken\npipe in a log\n")
    assert not LIST_BR.content.search(NO_DATABASE)


@pytest.mark.parametrize(
    ("command", "parser"),
    [
        ("ovs-vsctl show", SHOW),
        ("ovs-vsctl -t 5 show", SHOW),
        ("ovs-vsctl --timeout=5 list-br", LIST_BR),
        ("ovs-ofctl show br0", None),
    ],
)
def test_commands(command: str, parser: object) -> None:
    claimed = [each for each in (SHOW, LIST_BR) if each.commands.search(command)]
    assert claimed == ([parser] if parser else [])


LINES = [*GARBLED.splitlines(), *CLEAN.splitlines(), "", "Interface x", "  error: ", "Port"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(LINES)).map("\n".join))
def test_any_order_of_lines(text: str) -> None:
    show(text)
    listed(text)
