"""Traces of both eras: the flows that a packet takes, and where it ends."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.ovs_trace import PARSER, Trace, read

HERE = Path(__file__).parent


def one(name: str, command: str = "") -> Trace:
    parsed = read(Artifact("x", (HERE / name).read_bytes(), command=command))
    assert parsed.unread == ()
    (trace,) = parsed.fact.items
    return trace


def test_since_2_8() -> None:
    trace = one("clean.txt")
    assert (trace.bridge, trace.fields["in_port"], trace.fields["nw_dst"]) == (
        "br0", "7", "10.129.0.10",
    )  # fmt: skip
    assert [(step.table, step.priority, step.match) for step in trace.steps] == [
        (0, 100, "ip"), (20, 100, "ip,in_port=7,nw_src=10.128.0.16"),
        (90, 100, "ip,nw_dst=10.129.0.0/23"),
    ]  # fmt: skip
    assert trace.steps[2].cookie == "0x171829d9"
    assert trace.steps[1].actions == ("load:0xb594d2->NXM_NX_REG0[]", "goto_table:21")
    assert (trace.dropped, trace.tunnel_to) == (False, "192.168.122.18")
    assert [source.line for source in trace.sources] == [1, 10, 19]


def test_before_2_8() -> None:
    trace = one("old.txt")
    assert [(step.table, step.priority) for step in trace.steps] == [(0, 100), (3, 100), (4, 0)]
    assert trace.steps[1].match == "ip,in_port=3,nw_src=10.1.0.2"
    assert trace.steps[2].actions == ("drop",)
    assert (trace.fields["nw_src"], trace.dropped) == ("10.1.0.2", True)


def test_what_was_cut_off_says_nothing_of_its_end() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    (trace,) = parsed.fact.items
    assert [(step.table, step.priority) for step in trace.steps] == [(0, 100), (20, None)]
    assert trace.dropped is None
    assert [source.text for source in parsed.unread] == ["what is this"]


def test_the_command_names_what_the_output_leaves_out() -> None:
    command = 'ovs-appctl ofproto/trace br0 "in_port=1,tun_src=192.168.122.18,ip,nw_dst=10.1.1.5"'
    trace = one("old.txt", command)
    assert trace.fields["tun_src"] == "192.168.122.18"
    assert PARSER.commands.search(command)


def test_a_refusal() -> None:
    text = "ovs-appctl: br0: no such bridge\n"
    parsed = read(Artifact("x", text=text, command='ovs-appctl ofproto/trace br0 "ip"'))
    assert parsed.fact.items[0].error == "ovs-appctl: br0: no such bridge"
