"""`ovs-ofctl dump-flows`: every form that a terminal and a release give it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.bundle.open import walk
from parsers import ovs_flow_grammar, ovs_flows
from parsers.base import Artifact, Parsed
from parsers.ovs_action import Action
from parsers.ovs_flow import Flow
from parsers.ovs_flows import PARSER, FlowTable
from parsers.text import clean as decoded
from tests.cases.judge import truths

HERE = Path(__file__).parent
CLEAN = (HERE / "clean.txt").read_text()
HEADER = "OFPST_FLOW reply (OF1.3) (xid=0x2):"
DROP = " cookie=0x0, duration=1.5s, table=0, n_packets=0, n_bytes=0, priority=0 actions=drop"


def read(text: str, command: str | None = None) -> Parsed[FlowTable]:
    return ovs_flows.read(Artifact("flows", text=text, command=command))


def one(line: str) -> Flow:
    parsed = read(line + "\n")
    assert parsed.unread == ()
    (flow,) = parsed.fact.flows
    return flow


@pytest.fixture
def clean() -> FlowTable:
    parsed = read(CLEAN)
    assert parsed.unread == ()
    assert parsed.notes == ()
    return parsed.fact


def test_two_headers_are_one_dump_if_the_first_says_more(clean: FlowTable) -> None:
    assert clean.complete
    assert len(clean) == 16
    assert clean.header_line == 1
    assert [flow.line for flow in clean.flows] == [*range(2, 7), *range(8, 19)]
    assert list(clean.tables) == [0, 10, 20, 21, 30, 50, 60, 70, 80, 90, 99, 101, 110, 120, 253]


def test_every_number_of_a_flow(clean: FlowTable) -> None:
    first, sender = clean.flows[0], clean.flows[2]
    assert (first.table, first.priority, first.cookie) == (0, 200, 0)
    assert (first.duration, first.n_packets, first.n_bytes) == (13271.779, 12, 1176)
    assert (sender.table, sender.priority, sender.cookie) == (10, 100, 0xC0A87A2E)
    assert sender.duration == 63605


def test_matches(clean: FlowTable) -> None:
    assert [dict(flow.match) for flow in clean.flows] == [
        {"proto": "arp", "in_port": 1, "arp_spa": "10.128.0.0/14", "arp_tpa": "10.129.0.0/23"},
        {},
        {"tun_src": "192.168.122.46"},
        {"proto": "arp", "in_port": 5, "arp_spa": "10.129.0.7",
         "arp_sha": "00:00:0a:81:00:07/00:00:ff:ff:ff:ff"},
        {"ct_state": "-rpl", "proto": "ip", "nw_dst": "10.128.0.0/14"},
        {"ct_state": "+rpl", "proto": "ip", "nw_dst": "10.129.0.0/23"},
        {"proto": "arp", "arp_tpa": "10.128.0.0/23"},
        {"proto": "ip", "nw_dst": "172.30.0.1", "nw_frag": "later"},
        {"proto": "ip", "nw_dst": "10.129.0.7"},
        {"proto": "tcp", "reg0": "0x1/0xff", "reg1": 0x2A, "tp_dst": "0x1f90/0xfff0"},
        {"proto": "ip", "nw_dst": "10.128.0.0/23"},
        {"proto": "ip", "nw_dst": "10.129.0.1", "dl_dst": "fa:16:3e:00:00:01"},
        {"proto": "ip", "reg0": 0x2A},
        {"reg0": 0x2A},
        {"reg0": 0x2A},
        {},
    ]  # fmt: skip


def test_actions(clean: FlowTable) -> None:
    to_tunnel = ("move", ("NXM_NX_REG0[]", "NXM_NX_TUN_ID[0..31]"))
    tunnel = [("set_field", ("192.168.122.46", "tun_dst")), ("output", 1)]
    vnid = ("load", (0x2A, "NXM_NX_REG1[]"))
    assert [list(flow.actions) for flow in clean.flows] == [
        [("move", ("NXM_NX_TUN_ID[0..31]", "NXM_NX_REG0[]")), ("goto_table", 10)],
        [("drop", None)],
        [("goto_table", 30)],
        [("load", (0x2A, "NXM_NX_REG0[]")), ("goto_table", 21)],
        [("ct", {"commit": "", "nat": "src=0.0.0.0", "table": "30"})],
        [("ct", {"table": "70", "nat": ""})],
        [to_tunnel, *tunnel],
        [vnid, ("load", (2, "NXM_NX_REG2[]")), ("goto_table", 80)],
        [vnid, ("load", (5, "NXM_NX_REG2[]")), ("goto_table", 80)],
        [("output", "NXM_NX_REG2[]")],
        [("load", (0x2A, "NXM_NX_TUN_ID[0..31]")), *tunnel],
        [("set_field", ("0a:58:00:00:00:00/ff:ff:00:00:00:00", "eth_dst")), ("resubmit", 10)],
        [("group", 5)],
        [("goto_table", 111)],
        [("output", 5), ("output", 8)],
        [("note", bytes([1, 7, 0, 0, 0, 0]))],
    ]


def test_what_rules_ask_of_actions(clean: FlowTable) -> None:
    drop, pod, far = clean.flows[1], clean.flows[8], clean.flows[10]
    assert drop.is_drop
    assert not pod.is_drop
    assert (pod.goto, pod.reg(1), pod.reg(2), pod.reg(0)) == (80, 0x2A, 5, None)
    assert (far.goto, far.outputs, far.tun_dsts) == (None, (1,), ("192.168.122.46",))
    assert clean.flows[14].outputs == (5, 8)


def test_statistics_that_only_some_releases_print(clean: FlowTable) -> None:
    reset, aged = clean.flows[6], clean.flows[7]
    assert (reset.priority, reset.proto) == (100, "arp")
    assert (aged.idle_age, reset.idle_age) == (17, None)


def test_priority_that_is_not_printed(clean: FlowTable) -> None:
    multicast, note = clean.flows[13], clean.flows[15]
    assert (multicast.priority, multicast.match_text) == (32768, "reg0=0x2a")
    assert (note.priority, note.match_text) == (32768, "")


def test_a_source_is_the_raw_line(clean: FlowTable) -> None:
    lines = CLEAN.splitlines()
    for flow in clean.flows:
        assert (flow.source.path, flow.source.line) == ("flows", flow.line)
        assert flow.source.text == lines[flow.line - 1]


@pytest.mark.parametrize("first", ["", "idle_age=3, "])
def test_a_long_dump_is_cut_piece_by_piece(first: str) -> None:
    lines = [DROP.replace("priority=0", f"{first}priority=7,in_port={n}") for n in range(1, 3_001)]
    lines[-1] = DROP.replace("priority=0 ", "")
    parsed = read("\n".join([HEADER, *lines]) + "\n")
    assert parsed.unread == ()
    flows = parsed.fact.flows
    assert len({flow.piece for flow in flows}) > 1
    assert [flow.line for flow in flows] == [*range(2, 3_002)]
    assert [flow.raw for flow in flows] == lines
    assert [flow.match.get("in_port") for flow in flows] == [*range(1, 3_000), None]
    assert flows[-1].priority == 32768


@pytest.mark.parametrize("name", ["table", "n_packets", "n_bytes", "priority", "idle_age"])
def test_a_number_beyond_all_counters_is_unread(name: str) -> None:
    line = DROP.replace("priority", "idle_age=0, priority")
    whole = read("\n".join([HEADER, DROP, re.sub(rf"{name}=\d+", f"{name}={'9' * 5_000}", line)]))
    assert len(whole.fact) == 1
    assert [source.line for source in whole.unread] == [3]


def test_a_flow_does_not_reach_into_the_next_line() -> None:
    bare = DROP.replace("priority=0 ", "reg0=0x1\n ")
    parsed = read(f"{HEADER}\n{DROP}\n{bare}\n{DROP}")
    assert [(flow.line, flow.match) for flow in parsed.fact.flows] == [
        (2, {}), (3, {"reg0": 1}), (5, {})
    ]  # fmt: skip


def test_text_without_statistics(clean: FlowTable) -> None:
    assert (
        clean.flows[2].text == "table=10, priority=100,tun_src=192.168.122.46 actions=goto_table:30"
    )


def test_lookups(clean: FlowTable) -> None:
    assert [flow.line for flow in clean.find(70, nw_dst="10.129.0.7")] == [11]
    assert [flow.line for flow in clean.find(20, in_port=5, arp_spa="10.129.0.7")] == [5]
    assert clean.find(20, in_port=5, arp_spa="10.129.0.8") == []
    assert clean.find(71, nw_dst="10.129.0.7") == []
    assert list(clean.tunnels_from) == ["192.168.122.46"]
    assert {net: [flow.table for flow in flows] for net, flows in clean.tunnels_to.items()} == {
        "10.128.0.0/23": [50, 90]
    }


def test_absence_cites_the_nearest_line(clean: FlowTable) -> None:
    source = clean.absence("tun_src=192.168.122.47", 10)
    assert source.line == 4
    assert source.text == "not among the 1 flows of table 10: tun_src=192.168.122.47"
    assert clean.absence("x", 5).line == clean.header_line
    assert clean.absence("x").line == 18


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("01.07.00.00.00.00", (1, 7)),
        ("02.0d.00.00.00.00", (2, 0x0D)),
        ("00.03", (0, 3)),
        ("04.01.00.00.00.00", (1, 4)),  # development builds of 2017 wrote VV.PP
    ],
)
def test_version_note(note: str, expected: tuple[int, int]) -> None:
    line = f" cookie=0x0, duration=4.796s, table=253, n_packets=0, n_bytes=0, actions=note:{note}"
    assert read(line).fact.note == expected


def test_no_note() -> None:
    assert read(DROP).fact.note is None
    bent = DROP.replace("drop", "note:0").replace("table=0", "table=253")
    assert read(bent).fact.note is None


def test_last_header_that_says_more() -> None:
    parsed = read(f"{HEADER} flags=[more]\n{DROP}\n")
    assert not parsed.fact.complete
    assert len(parsed.fact) == 1
    assert parsed.notes == ("flows: truncated, its last header says that more follows",)


def test_of_two_dumps_the_last_counts() -> None:
    other = DROP.replace("priority=0", "priority=7")
    parsed = read(f"{HEADER}\n{DROP}\n{DROP}\n{HEADER}\n{other}\n")
    assert [(flow.line, flow.priority) for flow in parsed.fact.flows] == [(5, 7)]
    assert parsed.fact.header_line == 4
    assert parsed.fact.complete
    assert parsed.notes == ("flows holds 2 dumps; the last one is judged",)


def test_an_empty_dump_after_a_full_one() -> None:
    assert len(read(f"{HEADER}\n{DROP}\n{HEADER}\n").fact) == 0


def test_no_header() -> None:
    table = read(f"{DROP}\n{DROP}\n").fact
    assert [flow.line for flow in table.flows] == [1, 2]
    assert table.complete


def test_header_of_openflow_10() -> None:
    table = read(f"NXST_FLOW reply (xid=0x4):\n{DROP}\n").fact
    assert [flow.line for flow in table.flows] == [2]


def test_a_collector_cut_its_header_off() -> None:
    artifact = Artifact("flows", text=f"{HEADER}\n{DROP}\n", first_line=4)
    table = ovs_flows.read(artifact).fact
    assert (table.header_line, table.flows[0].line) == (4, 5)


def test_without_statistics_table_0_is_not_printed() -> None:
    table = read(
        " priority=100,ip actions=goto_table:20\n table=10, priority=0 actions=drop\n"
    ).fact
    assert [(f.table, f.priority, f.proto, f.duration) for f in table.flows] == [
        (0, 100, "ip", None),
        (10, 0, "", None),
    ]
    assert [flow.source.text for flow in table.flows] == [
        " priority=100,ip actions=goto_table:20",
        " table=10, priority=0 actions=drop",
    ]


def test_appctl_form() -> None:
    flow = one(
        "duration=63605s, n_packets=0, n_bytes=0, n_offload_packets=0, n_offload_bytes=0, "
        "priority=65535,vlan_tci=0x0fff/0x1fff,actions=drop"
    )
    assert (flow.table, flow.priority, flow.duration) == (0, 65535, 63605)
    assert dict(flow.match) == {"vlan_tci": "0x0fff/0x1fff"}
    assert flow.is_drop
    other = one("table_id=21, duration=1s, n_packets=0, n_bytes=0, ,actions=goto_table:30")
    assert (other.table, other.priority, dict(other.match)) == (21, 32768, {})


def test_flows_that_the_switch_keeps_for_itself_are_left_out() -> None:
    stats = "duration=1s, n_packets=0, n_bytes=0"
    table = read(
        f"{stats}, priority=100,ip,actions=goto_table:20\n"
        f"table_id=254, {stats}, priority=2,recirc_id=0,actions=drop\n"
    ).fact
    assert [flow.table for flow in table.flows] == [0]
    assert table.complete


def test_port_names_become_numbers() -> None:
    head = " cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=9,"
    assert one(f"{head}in_port=vxlan0 actions=output:tun0").match["in_port"] == 1
    flow = one(f'{head}ip,in_port="tun0" actions=output:"vxlan0",output:"veth5a2b"')
    assert flow.match["in_port"] == 2
    assert flow.outputs == (1, "veth5a2b")


def test_old_names_of_fields() -> None:
    head = " cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=9,"
    arp = one(f"{head}arp,nw_src=10.128.0.1,nw_dst=10.128.0.2/32 actions=drop")
    assert dict(arp.match) == {"proto": "arp", "arp_spa": "10.128.0.1", "arp_tpa": "10.128.0.2"}
    udp = one(f"{head}udp,udp_dst=4789,ip_frag=later,eth_dst=0a:58:0a:80:00:01 actions=drop")
    assert dict(udp.match) == {
        "proto": "udp", "tp_dst": 4789, "nw_frag": "later", "dl_dst": "0a:58:0a:80:00:01"
    }  # fmt: skip


def test_learn_is_one_action() -> None:
    learn = "table=8,hard_timeout=900,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[]"
    flow = one(f"{DROP.removesuffix('drop')}learn({learn}),goto_table:1")
    assert flow.actions == (Action("learn", learn), Action("goto_table", 1))
    assert flow.outputs == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LOCAL", Action("output", "LOCAL")),
        ("output:LOCAL", Action("output", "LOCAL")),
        ("NORMAL", Action("NORMAL", None)),
        ("resubmit(,10)", Action("resubmit", ",10")),
        ("controller(reason=no_match,id=1)", Action("controller", "reason=no_match,id=1")),
        ("load:0xffffffff->NXM_NX_REG0[]", Action("load", (0xFFFFFFFF, "NXM_NX_REG0[]"))),
        ("ct_clear", Action("ct_clear", None)),
        ("3", Action("output", 3)),
    ],
)
def test_other_actions(text: str, expected: Action) -> None:
    assert one(f"{DROP.removesuffix('drop')}{text}").actions == (expected,)


def test_garbled() -> None:
    parsed = read((HERE / "garbled.txt").read_text())
    assert [(f.line, f.table, f.match.get("in_port"), f.outputs) for f in parsed.fact.flows] == [
        (3, 0, None, (2,)),
        (6, 0, 1, ()),
        (7, 40, None, ("veth5a2b",)),
        (10, 0, 2, ()),
    ]
    assert parsed.fact.flows[2].match["arp_tpa"] == "10.129.0.7"
    assert [source.line for source in parsed.unread] == [5, 13]


def test_a_subset_is_not_complete() -> None:
    assert not read(DROP, "ovs-ofctl -O OpenFlow13 dump-flows br0 table=20").fact.complete
    assert not read(DROP, "ovs-ofctl dump-flows br0 'tun_src=10.1.1.1'").fact.complete
    assert read(DROP, "ovs-ofctl -O OpenFlow13 dump-flows br0").fact.complete


def test_datapath_flows_are_not_claimed() -> None:
    dpctl = "recirc_id(0),in_port(3),eth_type(0x0800),ipv4(frag=no), packets:4, bytes:392, used:0.5s, actions:2\n"
    assert not PARSER.content.search(dpctl)
    assert PARSER.content.search(CLEAN)
    assert PARSER.content.search(DROP)
    assert PARSER.content.search(" priority=100,ip actions=goto_table:20\n")


def dumps() -> Iterator[tuple[str, str]]:
    """Every dump of flows of the recorded cases."""
    yield "clean.txt", CLEAN
    for _, bundle, _ in truths():
        for member in walk(bundle):
            data = b"".join(member.chunks()) if member.readable else b""
            if b"actions=" in data and b" cookie=" in data:
                yield member.path, decoded(data)


def test_both_ways_of_reading_agree() -> None:
    lines: dict[str, str] = {}
    for path, text in dumps():
        for line in text.splitlines():
            if "actions=" in line and line.startswith(" cookie="):
                lines.setdefault(re.sub(r"\d+", "0", line), f"{path}: {line}")
    usual = 0
    for said in lines.values():
        line = said.partition(": ")[2]
        parts = ovs_flow_grammar.parse(line)
        fast = ovs_flows.LINE.fullmatch(line)
        if fast:
            assert parts == fast.groups(""), said
        if match := ovs_flows.USUAL.fullmatch(line):
            usual += 1
            assert parts == match.groups(""), said
        assert parts is not None
    assert usual > len(lines) / 2


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    read(text)


PIECES = st.sampled_from(
    [HEADER, " flags=[more]", "\n", " ", ",", DROP, " cookie=0x", "duration=", "1.5s", "table=",
     "1.2.3", "n_packets=0, n_bytes=0, ", "priority=", "x", "reset_counts ", "idle_age=3, ",
     'in_port="a"', "arp", "actions=", "drop", "note:", "0", "ct(", ")", "load:", "->", "output:"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_mixture(text: str) -> None:
    parsed = read(text)
    for flow in parsed.fact.flows:
        assert (flow.match, flow.actions, flow.source, flow.text) is not None
        assert flow.cookie + flow.table + flow.priority + flow.n_packets + flow.n_bytes >= 0
        assert (flow.duration or 0) >= 0
