"""The flows that every healthy br0 of a layout has, whatever pods and nodes there are.

Taken from what pkg/network/node/ovscontroller.go of each release installs in SetupOVS. Left out is
what differs between builds of one layout: flows that were added or moved in a z-stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import NamedTuple

from parsers.ipv4 import network
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.derived.cluster import Cluster
from rules.derived.layout import ORDER, Layout
from rules.derived.own_subnet import OwnSubnet

MOVE = "move:NXM_NX_TUN_ID[0..31]->NXM_NX_REG0[],goto_table:"
OUT = "output:NXM_NX_REG2[]"


class Template(NamedTuple):
    """A flow of the layouts `first` to `last`, in the modes named; C, L, G, S are networks.

    Actions that differ between builds of one layout stand between bars.
    """

    first: str
    last: str
    mode: str
    """Words that must all hold: `ct`, `nct`, `SN`, `MT`, `NP`; empty: always."""
    table: int
    priority: int
    match: str
    actions: str


LEARN = (
    "learn(table={},hard_timeout=900,priority=200,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],"
    "load:NXM_NX_TUN_IPV4_SRC[]->NXM_NX_TUN_IPV4_DST[],output:NXM_OF_IN_PORT[]),goto_table:{}"
)
TEMPLATES = tuple(
    Template(*row)
    for row in (
        # 3.0: one table
        ("L0a", "L0a", "", 0, 100, "arp,arp_tpa=G", "output:2"),
        ("L0a", "L0a", "", 0, 100, "ip,nw_dst=G", "output:2"),
        ("L0a", "L0a", "", 0, 75, "arp,arp_tpa=L", "output:9"),
        ("L0a", "L0a", "", 0, 75, "ip,nw_dst=L", "output:9"),
        ("L0a", "L0a", "", 0, 50, "", "output:2"),
        # 3.0.2 to 3.1.1: 3.1.1 put the check of the sender in front of all
        *(
            (layout, layout, "", table + plus, priority, match, actions)
            for layout, plus in (("L0b", 0), ("L0c", 1))
            for table, priority, match, actions in (
                (2, 200, "ip,nw_dst=G", "output:2"),
                (2, 100, "ip,nw_dst=L", f"{MOVE}{6 + plus}"),
                (4, 200, "ip,reg0=0,nw_dst=S", "output:2"),
                (4, 100, "ip,nw_dst=S", "drop"),
                (4, 0, "", f"goto_table:{5 + plus}"),
                (5, 200, "ip,nw_dst=G", "output:2"),
                (5, 150, "ip,nw_dst=L", f"goto_table:{6 + plus}"),
                (5, 100, "ip,nw_dst=C", f"goto_table:{7 + plus}"),
                (5, 0, "", "output:2"),
                (6, 200, "reg0=0", f"goto_table:{8 + plus}"),
                (8, 0, "arp", "FLOOD"),
                (1, 0, "", f"goto_table:{3 + plus}"),
                (1, 32768, "arp", f"goto_table:{8 + plus}"),
                (1, 32768, "in_port=1", f"goto_table:{2 + plus}"),
                (1, 32768, "in_port=2", f"goto_table:{5 + plus}"),
                (1, 32768, "in_port=3", f"goto_table:{5 + plus}"),
                (0, 32768, "", LEARN.format(8 + plus, 1 + plus)),
            )
        ),
        # 3.2 to 3.4: tables 0 to 9
        ("L1", "L1", "", 0, 200, "arp,in_port=1,arp_spa=C,arp_tpa=L", MOVE + "1"),
        ("L1", "L1", "", 0, 200, "ip,in_port=1,nw_src=C,nw_dst=L", MOVE + "1"),
        ("L1", "L1", "", 0, 150, "in_port=1", "drop"),
        ("L1", "L1", "", 0, 200, "arp,in_port=2,arp_spa=G,arp_tpa=C", "goto_table:5"),
        ("L1", "L1", "", 0, 200, "ip,in_port=2", "goto_table:5"),
        ("L1", "L1", "", 0, 150, "in_port=2", "drop"),
        ("L1", "L1", "", 0, 100, "arp", "goto_table:2"),
        ("L1", "L1", "", 0, 100, "ip", "goto_table:2"),
        ("L1", "L1", "", 0, 0, "", "drop"),
        ("L1", "L1", "", 1, 0, "", "drop"),
        ("L1", "L1", "", 2, 0, "", "drop"),
        ("L1", "L1", "", 3, 100, "ip,nw_dst=S", "goto_table:4"),
        ("L1", "L1", "", 3, 0, "", "goto_table:5"),
        ("L1", "L1", "", 4, 200, "reg0=0", "output:2"),
        ("L1", "L1", "", 4, 0, "", "drop"),
        ("L1", "L1", "", 5, 300, "arp,arp_tpa=G", "output:2"),
        ("L1", "L1", "", 5, 300, "ip,nw_dst=G", "output:2"),
        ("L1", "L1", "", 5, 200, "arp,arp_tpa=L", "goto_table:6"),
        ("L1", "L1", "", 5, 200, "ip,nw_dst=L", "goto_table:7"),
        ("L1", "L1", "", 5, 100, "arp,arp_tpa=C", "goto_table:8"),
        ("L1", "L1", "", 5, 100, "ip,nw_dst=C", "goto_table:8"),
        ("L1", "L1", "", 5, 0, "ip", "output:2|goto_table:9"),
        ("L1", "L1", "", 5, 0, "arp", "drop"),
        ("L1", "L1", "", 6, 0, "", "drop|output:3"),
        ("L1", "L1", "", 7, 0, "", "drop|output:3"),
        ("L1", "L1", "", 8, 0, "", "drop"),
        # 3.5 on: classification by port
        ("L3", "L6", "ct", 0, 300, "ip,ct_state=-trk", "ct(table=0)"),
        ("L7", "L11", "ct", 0, 1000, "ip,ct_state=-trk", "ct(table=0)"),
        ("L2", "L11", "", 0, 200, "arp,in_port=1,arp_spa=C,arp_tpa=L", MOVE + "10"),
        ("L2", "L3", "", 0, 200, "ip,in_port=1,nw_src=C,nw_dst=L", MOVE + "10"),
        ("L2", "L3", "", 0, 200, "ip,in_port=1,nw_src=C,nw_dst=224.0.0.0/4", MOVE + "10"),
        ("L4", "L11", "", 0, 200, "ip,in_port=1,nw_src=C", MOVE + "10"),
        ("L6", "L11", "", 0, 200, "ip,in_port=1,nw_dst=C", MOVE + "10"),
        ("L2", "L11", "", 0, 150, "in_port=1", "drop"),
        ("L3", "L11", "ct", 0, 400, "ip,in_port=2,nw_src=G", "goto_table:30"),
        ("L3", "L11", "ct", 0, 300, "ip,in_port=2,nw_src=L,nw_dst=C", "goto_table:25"),
        ("L2", "L11", "", 0, 250, "ip,in_port=2,nw_dst=224.0.0.0/4", "drop"),
        ("L2", "L11", "", 0, 200, "arp,in_port=2,arp_spa=G,arp_tpa=C", "goto_table:30"),
        ("L2", "L11", "", 0, 200, "ip,in_port=2", "goto_table:30"),
        ("L2", "L11", "", 0, 150, "in_port=2", "drop"),
        ("L2", "L11", "", 0, 100, "arp", "goto_table:20"),
        ("L2", "L11", "", 0, 100, "ip", "goto_table:20"),
        ("L2", "L11", "", 0, 0, "", "drop"),
        ("L2", "L11", "", 10, 0, "", "drop"),
        ("L2", "L11", "", 20, 0, "", "drop"),
        ("L2", "L9", "", 21, 0, "", "goto_table:30"),
        ("L3", "L7", "NP", 21, 200, "ip,nw_dst=C", "ct(commit,table=30)"),
        ("L8", "L9", "NP", 21, 200, "ip,nw_dst=C,ct_state=-rpl", "ct(commit,table=30,nat(src))"),
        ("L3", "L11", "ct", 25, 0, "", "drop"),
        ("L10", "L11", "SN", 27, 500, "", "goto_table:30"),
        ("L10", "L11", "MT", 27, 500, "", "goto_table:30"),
        ("L10", "L11", "NP", 27, 300, "ip,nw_dst=S", "goto_table:30"),
        ("L10", "L11", "NP", 27, 200, "ip,ct_state=+rpl", "goto_table:30"),
        ("L10", "L11", "", 27, 0, "", "drop"),
        ("L10", "L11", "NP", 30, 100, "ip,nw_src=C,nw_dst=C,ct_state=-rpl", "ct(commit,table=31)"),
        ("L10", "L11", "", 30, 0, "", "goto_table:31"),
        # routing; R is table 30, from 4.10 on 31
        ("L2", "L11", "", -1, 300, "arp,arp_tpa=G", "output:2"),
        ("L2", "L11", "", -1, 200, "arp,arp_tpa=L", "goto_table:40"),
        ("L2", "L11", "", -1, 100, "arp,arp_tpa=C", "goto_table:50"),
        ("L2", "L11", "", -1, 0, "arp", "drop"),
        ("L2", "L11", "", -1, 300, "ip,nw_dst=G", "output:2"),
        ("L3", "L6", "ct", -1, 300, "ip,nw_dst=L,ct_state=+rpl", "ct(table=70,nat)"),
        ("L7", "L11", "ct", -1, 250, "ip,nw_dst=L,ct_state=+rpl", "ct(table=70,nat)"),
        ("L2", "L11", "", -1, 200, "ip,nw_dst=L", "goto_table:70"),
        ("L2", "L11", "", -1, 100, "ip,nw_dst=S", "goto_table:60"),
        ("L2", "L11", "", -1, 100, "ip,nw_dst=C", "goto_table:90"),
        ("L2", "L11", "", -1, 50, "ip,in_port=1,nw_dst=224.0.0.0/4", "goto_table:120"),
        ("L2", "L11", "", -1, 25, "ip,nw_dst=224.0.0.0/4", "goto_table:110"),
        ("L2", "L8", "", -1, 0, "ip", "goto_table:100"),
        ("L9", "L11", "", -1, 0, "ip", "goto_table:99"),
        # delivery
        ("L2", "L11", "", 40, 0, "", "drop"),
        ("L2", "L11", "", 50, 0, "", "drop"),
        ("L3", "L11", "ct", 60, 200, "", "output:2"),
        ("L2", "L11", "nct", 60, 200, "reg0=0", "output:2"),
        ("L2", "L11", "nct", 60, 0, "", "drop"),
        ("L2", "L11", "", 70, 0, "", "drop"),
        ("L2", "L11", "", 80, 300, "ip,nw_src=G", OUT),
        ("L2", "L11", "SN", 80, 200, "", OUT),
        ("L2", "L11", "MT", 80, 200, "reg0=0", OUT),
        ("L2", "L11", "MT", 80, 200, "reg1=0", OUT),
        ("L3", "L11", "NP", 80, 200, "ip,ct_state=+rpl", OUT),
        ("L2", "L11", "", 80, 0, "", "drop"),
        ("L2", "L11", "", 90, 0, "", "drop"),
        ("L9", "L11", "", 99, 0, "", "goto_table:100"),
        ("L2", "L3", "", 100, 0, "", "output:2"),
        ("L4", "L11", "", 100, 0, "", "goto_table:101"),
        ("L4", "L11", "", 101, 0, "", "output:2"),
        ("L2", "L11", "", 110, 0, "", "drop"),
        ("L2", "L11", "", 120, 0, "", "drop"),
    )
)  # fmt: skip
MODES = {"subnet": "SN", "multitenant": "MT", "networkpolicy": "NP"}


@dataclass(frozen=True, slots=True)
class StaticFlow:
    """A flow that must be there."""

    table: int
    priority: int
    match: str
    actions: str

    def __str__(self) -> str:
        match = f",{self.match}" if self.match else ""
        return f"table={self.table}, priority={self.priority}{match} actions={self.actions}"


def expected(layout: Layout, cluster: Cluster, own: OwnSubnet) -> Iterator[StaticFlow]:
    """Yield the static flows of a node; those whose networks are not known are left out."""
    modes = {"ct" if layout.ct else "nct", MODES.get(layout.plugin or "", "?")}
    names = {"L": [str(own.subnet)], "G": [own.gateway], "C": [str(c) for c in cluster.cidrs],
             "S": [str(cluster.service_network)] if cluster.service_network else []}  # fmt: skip
    for row in TEMPLATES:
        if not (ORDER.index(row.first) <= layout.rank <= ORDER.index(row.last)):
            continue
        if not set(row.mode.split()) <= modes:
            continue
        table = layout.routing_table if row.table < 0 else row.table
        for match in filled(row.match, names):
            yield StaticFlow(table, row.priority, match, row.actions)


def filled(match: str, names: dict[str, list[str]]) -> Iterator[str]:
    """Put networks in the place of C, L, G, S; one flow for each pod network."""
    matches = [""]
    for part in filter(None, match.split(",")):
        key, _, letter = part.partition("=")
        values = [f"{key}={value}" for value in names[letter]] if letter in names else [part]
        matches = [f"{m},{v}" if m else v for m in matches for v in values]
    yield from matches


def kept_subnet(flows: FlowTable, layout: Layout) -> tuple[IPv4Network, Flow] | None:
    """Return the one network whose packets go to local pods, with the flow that says so."""
    found = [
        (subnet, flow)
        for flow in flows.in_table(layout.routing_table)
        if flow.goto == layout.pod_ip_table
        and (subnet := network(str(flow.match.get("nw_dst")))) is not None
    ]
    return found[0] if len(found) == 1 else None


def key(match: Mapping[str, object]) -> frozenset[tuple[str, object]]:
    """Return a match as a set, so that the order of its fields does not count."""
    return frozenset(match.items())
