"""What flows that belong to an object look like: the families of a layout, whatever object it is.

Taken from what pkg/network/node of each release installs (ovscontroller.go, networkpolicy.go,
multitenant.go, egressip.go). Together with the static flows they are all that a healthy br0 holds.
"""
# ruff: noqa: E501 - a row is easier to check unbroken

from __future__ import annotations

import re
from typing import NamedTuple

from rules.derived.layout import ORDER, Layout
from rules.derived.static_flows import MODES

NUMBER = r"(?:0x[0-9a-f]+|\d+)"
PORT = r"output:(?:\d+|\"[^\"]+\"|[\w.-]+)"
REG0 = rf"load:{NUMBER}->NXM_NX_REG0\[\],"
OUT = r"output:NXM_NX_REG2\[\]"
TO_TUNNEL = r"move:NXM_NX_REG0\[\]->NXM_NX_TUN_ID\[0\.\.31\],"
VXLAN = r"output:(?:1|\"?vxlan0\"?)"
TUN0 = r"output:(?:2|\"?tun0\"?)"
TUNNEL = (
    rf"(?:{TO_TUNNEL}|load:{NUMBER}->NXM_NX_TUN_ID\[0\.\.31\],)set_field:[\d.]+->tun_dst,{VXLAN}"
)
TUNNEL_PLAIN = rf"set_field:[\d.]+->tun_dst,{VXLAN}"
NOTE = r"(?:note:[0-9a-f.]+,)?"
SERVICE = rf"load:{NUMBER}->NXM_NX_REG1\[\],load:(?:0x)?2->NXM_NX_REG2\[\],goto_table:80"
MARKED = (
    rf"(?=.*(?:pkt_mark|PKT_MARK))(?=.*(?:eth_dst|ETH_DST|mod_dl_dst)).*,(?:goto_table:101|{TUN0})"
)
REMOTE_EGRESS = rf"(?:ct\(commit\),)?{TO_TUNNEL}set_field:[\d.]+->tun_dst,{VXLAN}"
LIST = rf"(?:{TO_TUNNEL}(?:set_field:[\d.]+->tun_dst,{VXLAN},)*)?goto_table:120"
L4 = "tcp udp sctp"
PEERS = "reg0? reg1 nw_src? nw_dst? tp_dst?"


class Shape(NamedTuple):
    """A family of flows: `first` to `last` layout, the mode, and the form of its flows."""

    family: str
    first: str
    last: str
    mode: str
    table: int
    priorities: tuple[int, int]
    protos: frozenset[str]
    """Protocol words; "" for a match without one."""
    needed: frozenset[str]
    allowed: frozenset[str]
    actions: re.Pattern[str]


def _shape(
    family: str, layouts: str, mode: str, table: int, priority: str, protos: str,
    fields: str, actions: str,
) -> Shape:  # fmt: skip
    first, _, last = layouts.partition("-")
    low, _, high = priority.partition("-")
    names = fields.split()
    return Shape(
        family,
        first,
        last or first,
        mode,
        table,
        (int(low), int(high or low)),
        frozenset("" if each == "-" else each for each in protos.split()),
        frozenset(each for each in names if each[-1] != "?"),
        frozenset(each.rstrip("?") for each in names),
        re.compile(actions),
    )


ANY_RULE = "1-9999"
"""Rules of an EgressNetworkPolicy have the priorities 1 to their number."""
SHAPES = tuple(
    _shape(*row)
    for row in (
        # 3.0 and 3.1: one table, then nine, of which 3.1.1 put one in front
        ("node", "L0a", "", 0, "100", "arp", "arp_tpa", f"{PORT}|{TUNNEL_PLAIN}"),
        ("node", "L0a", "", 0, "100", "ip", "nw_dst", f"{PORT}|{TUNNEL_PLAIN}"),
        ("node", "L0c", "", 0, "32768", "-", "tun_src", "goto_table:1"),
        *(
            (family, layout, "", table + plus, priority, protos, fields, actions)
            for layout, plus in (("L0b", 0), ("L0c", 1))
            for family, table, priority, protos, fields, actions in (
                ("build", 1, "32768", "- arp", "in_port?", r"goto_table:\d"),
                ("build", 2, "32768", "- arp", "tun_id?", r"goto_table:\d"),
                ("pod", 3, "100", "ip", "in_port nw_src", f"{REG0}goto_table:{4 + plus}"),
                ("service", 4, "200", L4, "reg0? nw_dst tp_dst", TUN0),
                ("pod", 6, "100", "ip", "reg0 nw_dst", PORT),
                ("pod", 6, "150", "ip", "nw_dst", PORT),
                ("node", 7, "100", "ip", "nw_dst", TUNNEL),
                ("node", 8, "100", "arp", "arp_tpa", TUNNEL),
                ("learned", 8, "200", "- arp ip", "dl_dst vlan_tci? tun_id?", ".*"),
            )
        ),
        ("node", "L1", "", 1, "100", "-", "tun_src", "goto_table:5"),
        ("node", "L1", "", 8, "100", "arp", "arp_tpa", TUNNEL),
        ("node", "L1", "", 8, "100", "ip", "nw_dst", TUNNEL),
        ("node", "L2-L11", "", 10, "100", "-", "tun_src", "goto_table:30"),
        ("node", "L2-L11", "", 50, "100", "arp", "arp_tpa", TUNNEL),
        ("node", "L2-L11", "", 90, "100", "ip", "nw_dst", TUNNEL),
        ("nodes", "L2-L11", "", 111, "100", "-", "", LIST),
        ("migration", "L10-L11", "", 10, "200-210", "ip", "dl_dst nw_dst", r".*resubmit.*"),
        # local pods
        ("pod", "L1", "", 2, "100", "arp", "in_port arp_spa arp_sha", f"{REG0}goto_table:5"),
        ("pod", "L1", "", 2, "100", "ip", "in_port nw_src", f"{REG0}goto_table:3"),
        ("pod", "L1", "", 6, "100", "arp", "arp_tpa", PORT),
        ("pod", "L1", "", 7, "100", "ip", "reg0? nw_dst", PORT),
        ("pod", "L2-L9", "", 20, "100", "arp", "in_port arp_spa arp_sha", f"{REG0}{NOTE}goto_table:21"),
        ("pod", "L10-L11", "", 20, "100", "arp", "in_port arp_spa arp_sha", f"{REG0}{NOTE}goto_table:30"),
        ("pod", "L2-L9", "", 20, "100", "ip", "in_port nw_src", f"{REG0}goto_table:21"),
        ("pod", "L10-L11", "", 20, "100", "ip", "in_port nw_src", f"{REG0}goto_table:27"),
        ("pod", "L3-L9", "ct", 25, "100", "ip", "nw_src", f"{REG0}goto_table:30"),
        ("pod", "L10-L11", "ct", 25, "100", "ip", "nw_src", f"{REG0}goto_table:27"),
        ("pod", "L2-L11", "", 40, "100", "arp", "arp_tpa", PORT),
        ("pod", "L2-L11", "", 70, "100", "ip", "nw_dst",
         rf"load:{NUMBER}->NXM_NX_REG1\[\],load:{NUMBER}->NXM_NX_REG2\[\],goto_table:80"),
        ("held", "L10-L11", "NP", 27, "500", "ip", "nw_src", "drop"),
        ("held", "L10-L11", "NP", 80, "500", "ip", "nw_dst", "drop"),
        # services, where connections are not tracked
        ("service", "L1", "", 4, "100", L4, "reg0? nw_dst tp_dst", TUN0),
        ("service", "L2-L11", "nct", 60, "100", L4, "nw_dst tp_dst", SERVICE),
        ("service", "L3-L11", "nct", 60, "100", "ip", "nw_dst nw_frag", SERVICE),
        # isolation and policies
        ("project", "L2-L11", "MT", 80, "100", "-", "reg0 reg1", OUT),
        ("policy", "L2", "NP", 80, "100", f"- ip {L4}", PEERS, OUT),
        ("policy", "L3-L11", "NP", 80, "150", f"- ip {L4}", PEERS, OUT),
        ("policy", "L3-L11", "NP", 80, "100", "ip", "reg1 nw_dst", "drop"),
        ("policy", "L3-L11", "NP", 80, "50", "-", "reg1", OUT),
        ("policy", "L10-L11", "NP", 27, "150", f"- ip {L4}", "reg0 nw_src? nw_dst? tp_dst?", "goto_table:30"),
        ("policy", "L10-L11", "NP", 27, "100", "ip", "reg0 nw_src", "drop"),
        ("policy", "L10-L11", "NP", 27, "50", "-", "reg0", "goto_table:30"),
        # EgressNetworkPolicy, and what cuts a project off where it has two
        *(
            ("egress-policy", layouts, "", table, ANY_RULE, "ip", "reg0 nw_dst?", f"drop|{allow}")
            for layouts, table, allow in (
                ("L1", 9, TUN0), ("L2-L3", 100, TUN0), ("L4-L8", 101, TUN0),
                ("L9-L11", 100, "goto_table:101"),
            )
        ),
        *(
            ("egress-policy", layouts, "", table, priority, "-", "reg0", "drop")
            for layouts, table in (("L1", 9), ("L2-L3", 100), ("L4-L8", 101), ("L9-L11", 100))
            for priority in ("1", "65535")
        ),
        # egress IPs
        ("egress-ip", "L4-L8", "", 100, "100", "ip", "reg0", f"{MARKED}|{REMOTE_EGRESS}"),
        ("egress-ip", "L4-L8", "", 100, "100", "- ip", "reg0", "drop"),
        ("egress-ip", "L9-L11", "", 101, "100", "ip", "reg0", r"(?:ct\(commit\),)?group:\d+"),
        ("egress-ip", "L9-L11", "", 101, "100", "- ip", "reg0", "drop"),
        # multicast
        ("multicast", "L2-L11", "", 110, "32768", "-", "reg0", "goto_table:111"),
        ("multicast", "L2-L11", "", 120, "100", "-", "reg0", rf"{PORT}(?:,{PORT})*|drop"),
        # the node's own address, and what builds of one layout differ in
        ("dns", "L3", "", 100, "51", "tcp udp", "nw_dst tp_dst", TUN0),
        ("dns", "L4-L5", "", 101, "51", "tcp udp", "nw_dst tp_dst", TUN0),
        ("dns", "L6-L8", "", 100, "200", "tcp udp", "nw_dst tp_dst", TUN0),
        ("dns", "L9-L11", "", 99, "200", "tcp udp", "nw_dst tp_dst", TUN0),
        ("build", "L1", "", 9, "0", "-", "", TUN0),
        ("build", "L2", "", 111, "0", "-", "", "drop"),
        ("build", "L3-L11", "ct", 60, "0", "-", "", "drop"),
        ("build", "L6-L8", "", 100, "300", "udp", "tp_dst", "drop"),
        ("build", "L7-L11", "", 20, "300", "udp", "tp_dst", "drop"),
        ("build", "L6-L8", "", 100, "150", "- ip", "ct_state", f"goto_table:101|{TUN0}"),
        ("build", "L9-L11", "", 101, "150", "- ip", "ct_state", TUN0),
        ("build", "L4-L5", "", 0, "200", "ip", "in_port nw_dst", r"move:NXM_NX_TUN_ID\[0\.\.31\]->NXM_NX_REG0\[\],goto_table:10"),
        ("build", "L2", "NP", 21, "200", "ip", "nw_dst", "goto_table:30"),
        ("build", "L2", "NP", 21, "100", "ip", "", r"ct\(commit,table=30\)"),
        ("build", "L2", "NP", 80, "50", "ip", "", r"ct\(commit,table=81\)"),
        ("build", "L2", "NP", 81, "100", "ip", "ct_state", OUT),
        ("build", "L1", "", 0, "150-200", "- arp ip", "in_port arp_spa? nw_src?", "drop|goto_table:5"),
    )
)  # fmt: skip
NOTES = 253


def shapes_of(layout: Layout) -> dict[int, list[Shape]]:
    """Return the families of a layout and mode, by table."""
    modes = {"ct" if layout.ct else "nct"}
    modes |= {MODES[layout.plugin]} if layout.plugin in MODES else set(MODES.values())
    found: dict[int, list[Shape]] = {}
    for shape in SHAPES:
        known = ORDER.index(shape.first) <= layout.rank <= ORDER.index(shape.last)
        if known and set(shape.mode.split()) <= modes:
            found.setdefault(shape.table, []).append(shape)
    return found
