"""Commands: told by headers and, lossily, by a sosreport's file names."""

from __future__ import annotations

from analyzer import commands


def test_debug_sh_header() -> None:
    found = commands.header("> ip route show\n\ndefault via 1.2.3.4\n")
    assert found is not None
    assert (found.command, found.lines) == ("ip route show", 2)


def test_network_tools_header() -> None:
    found = commands.header("INFO: oc exec sdn-x1 -- chroot /host bash -c ip a\n\n1: lo:\n")
    assert found is not None
    assert found.command == "oc exec sdn-x1 -- chroot /host bash -c ip a"


def test_a_quote_is_no_header_if_it_is_not_first() -> None:
    assert commands.header("x\n> ip route show\n") is None


def test_sosreport_names() -> None:
    path = "sosreport-n1/sos_commands/openvswitch/ovs-ofctl_-O_OpenFlow13_dump-flows_br0"
    assert commands.from_path(path) == "ovs-ofctl -O OpenFlow13 dump-flows br0"
    assert commands.from_path("nodes/n1/flows") is None


def test_names_of_empty_files() -> None:
    assert commands.guess_from_name("nodes/n1/flows") == "ovs-ofctl -O OpenFlow13 dump-flows br0"
    assert commands.guess_from_name("network_logs/n1_iptables") == "iptables-save -c"
    assert commands.guess_from_name("README") is None
