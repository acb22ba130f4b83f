"""A dump of 20,000 flows against OFPFlow, the flow parser of Open vSwitch's own Python library."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from itertools import cycle, islice

from analyzer.analysis import no_collection
from parsers import ovs_flows
from parsers.base import Artifact
from parsers.ovs_flow import Action, Flow

FLOWS = 20_000
ROUNDS = 5
SHORT = 3
"""How often ours runs in a round: its tenths of a second feel all else that a machine does."""
PODS, HOSTS, SERVICES = 1_500, 1_500, 2_000
TUNNEL = "move:NXM_NX_REG0[]->NXM_NX_TUN_ID[0..31]"
STATIC = """\
0 priority=1000,ct_state=-trk,ip actions=ct(table=0)
0 priority=400,ip,in_port=2,nw_src=10.128.0.1 actions=goto_table:30
0 priority=300,ip,in_port=2,nw_src=10.128.0.0/23,nw_dst=10.128.0.0/9 actions=goto_table:25
0 priority=200,arp,in_port=1,arp_spa=10.128.0.0/9,arp_tpa=10.128.0.0/23 actions=MOVE,goto_table:10
0 priority=150,in_port=1 actions=drop
0 priority=100,ip actions=goto_table:20
21 priority=200,ct_state=-rpl,ip,nw_dst=10.128.0.0/9 actions=ct(commit,table=30,nat(src=0.0.0.0))
30 priority=250,ct_state=+rpl,ip,nw_dst=10.128.0.0/23 actions=ct(table=70,nat)
30 priority=50,ip,in_port=1,nw_dst=224.0.0.0/4 actions=goto_table:120
80 priority=200,ct_state=+rpl,ip actions=output:NXM_NX_REG2[]
99 priority=200,udp,nw_dst=172.20.0.1,tp_dst=53 actions=output:2
101 priority=100,ip,reg0=0x2a actions=ct(commit),group:42
111 priority=100 actions=LIST,goto_table:120
120 priority=0 actions=drop
"""


def pod(number: int) -> Iterator[tuple[int, str]]:
    """Yield (table, match and actions) of a local pod."""
    ip = f"10.128.{number // 250}.{number % 250 + 2}"
    mac = f"00:00:0a:80:{number // 250:02x}:{number % 250 + 2:02x}/00:00:ff:ff:ff:ff"
    port, load = number + 3, f"load:0x{number % 400 + 1:x}->NXM_NX_REG"
    yield 20, f"arp,in_port={port},arp_spa={ip},arp_sha={mac} actions={load}0[],goto_table:21"
    yield 20, f"ip,in_port={port},nw_src={ip} actions={load}0[],goto_table:21"
    yield 25, f"ip,nw_src={ip} actions={load}0[],goto_table:30"
    yield 40, f"arp,arp_tpa={ip} actions=output:{port}"
    yield 70, f"ip,nw_dst={ip} actions={load}1[],load:0x{port:x}->NXM_NX_REG2[],goto_table:80"


def host(number: int) -> Iterator[tuple[int, str]]:
    """Yield the flows of another node: one each way, and ARP."""
    ip = f"172.20.{number // 250}.{number % 250 + 1}"
    subnet = f"10.{129 + number // 128}.{number % 128 * 2}.0/23"
    to = f"actions={TUNNEL},set_field:{ip}->tun_dst,output:1"
    yield 10, f"tun_src={ip} actions=goto_table:30"
    yield 50, f"arp,arp_tpa={subnet} {to}"
    yield 90, f"ip,nw_dst={subnet} {to}"


def service(number: int) -> Iterator[tuple[int, str]]:
    """Yield the flows of a service with one port."""
    ip = f"172.30.{number // 250}.{number % 250 + 1}"
    to = f"actions=load:0x{number % 400 + 1:x}->NXM_NX_REG1[],load:0x2->NXM_NX_REG2[],goto_table:80"
    yield 60, f"ip,nw_dst={ip},nw_frag=later {to}"
    yield 60, f"tcp,nw_dst={ip},tp_dst={8000 + number % 90} {to}"


def policy() -> Iterator[tuple[int, str]]:
    """Yield flows of network policies without end: a peer and a port each."""
    for number in range(1, FLOWS):
        peer = f"10.{130 + number // 2000}.{number // 250}.{number % 250 + 2}"
        regs = f"reg0=0x{number % 400 + 1:x},reg1=0x{number // 9 + 1:x}"
        yield 80, f"tcp,{regs},nw_src={peer},tp_dst=0x1f90/0xfff0 actions=output:NXM_NX_REG2[]"


def dump() -> str:
    """Return 20,000 flows, as a node of a large cluster prints them."""
    listed = ",".join(f"set_field:172.20.0.{i}->tun_dst,output:1" for i in range(1, 40))
    static = STATIC.replace("MOVE", "move:NXM_NX_TUN_ID[0..31]->NXM_NX_REG0[]")
    flows: list[tuple[int, str]] = []
    for line in static.replace("LIST", f"{TUNNEL},{listed}").splitlines():
        table, what = line.split(" ", 1)
        flows.append((int(table), what))
    for make, count in ((pod, PODS), (host, HOSTS), (service, SERVICES)):
        flows += [(t, f"priority=100,{w}") for number in range(count) for t, w in make(number)]
    rest = FLOWS - len(flows)
    flows += [(table, f"priority=150,{what}") for table, what in islice(policy(), rest)]
    flows.sort(key=lambda flow: flow[0])
    cookies = cycle(["0x0", "0xc0a87a2e", "0x4466b9eb"])
    lines = ["OFPST_FLOW reply (OF1.3) (xid=0x2):"]
    for number, ((table, what), cookie) in enumerate(zip(flows, cookies, strict=False)):
        stats = f"duration={171_000 + number / 7:.3f}s, table={table}, n_packets={number * 37}"
        lines.append(f" cookie={cookie}, {stats}, n_bytes={number * 37 * 612}, {what}")
    return "\n".join(lines) + "\n"


Row = tuple[object, ...]


def typed(flows: Iterable[Flow]) -> list[Row]:
    """Type and read every field of every flow."""
    return [
        (
            flow.table, flow.priority, flow.cookie, flow.duration, flow.n_packets, flow.n_bytes,
            flow.match, flow.actions,
        )
        for flow in flows
    ]  # fmt: skip


def read(text: str) -> tuple[Flow, ...]:
    return ovs_flows.read(Artifact("flows", text=text)).fact.flows


def reference(text: str) -> list[object]:
    """Parse flow by flow, as the library does with the file of `ovs-flowviz`."""
    from ovs.flow.ofp import OFPFlow

    return [OFPFlow(line) for line in text.splitlines() if "actions=" in line]


def plain(key: str, value: object) -> object:
    """Spell a match's value of either side alike: numbers, and addresses without /32."""
    text = str(value)
    if key == "arp_sha":
        return [part.zfill(2) for half in text.split("/") for part in half.split(":")]
    return int(text, 0) if text.isdecimal() else text.removesuffix("/32")


def theirs(flow: object) -> Row:
    """Bring an OFPFlow into a comparable form."""
    info, match = flow.info, dict(flow.match)  # type: ignore[attr-defined]
    priority = match.pop("priority", 32768)
    words = [key for key, value in match.items() if value is True]
    fields = {key: plain(key, value) for key, value in match.items() if value is not True}
    if words:
        fields["proto"] = words[0]
    return (
        info["table"], priority, info["cookie"], info["duration"], info["n_packets"],
        info["n_bytes"], fields, [their_action(a) for a in flow.actions],  # type: ignore[attr-defined]
    )  # fmt: skip


def place(field: dict[str, object]) -> str:
    """Spell a field or a part of it as it is printed: NXM_NX_REG0[], NXM_NX_TUN_ID[0..31]."""
    return f"{field['field']}[{'{start}..{end}'.format(**field) if 'start' in field else ''}]"


def their_action(action: dict) -> Action:  # type: ignore[type-arg]
    """Spell an action of the library as ours."""
    ((name, value),) = action.items()
    if name == "output":
        return Action(name, value["port"])
    if name == "load":
        return Action(name, (value["value"], place(value["dst"])))
    if name == "move":
        return Action(name, (place(value["src"]), place(value["dst"])))
    if name == "set_field":
        target = value["dst"]["field"]
        return Action(name, (str(value["value"][target]).removesuffix("/32"), target))
    if name == "ct":
        found = {key: "" if part is True else str(part) for key, part in value.items()}
        if found.get("nat"):
            found["nat"] = f"{value['nat']['type']}={value['nat']['addrs']['start']}"
        return Action(name, found)
    return Action(name, None if value is True else value)


def mine(row: Row) -> Row:
    """Bring one of our rows into the comparable form."""
    *stats, match, actions = row
    fields = {key: plain(key, value) for key, value in match.items()}  # type: ignore[attr-defined]
    return (*stats, fields, list(actions))  # type: ignore[call-overload]


def same(text: str) -> bool:
    """Tell whether both read the same facts out of every flow."""
    others = [theirs(flow) for flow in reference(text)]
    found = [mine(row) for row in typed(read(text))]
    for one, other in zip(found, others, strict=True):
        assert one == other, f"{one}\n{other}"
    return len({flow.match_text + str(flow.table) for flow in read(text)}) == FLOWS


def seconds(*jobs: tuple[Callable[[], object], bool, int]) -> list[float]:
    """Medians of jobs that take turns, after one round that warms up.

    Each comes with whether garbage is collected, and how often it runs in a round.
    """
    taken: list[list[float]] = [[] for _ in jobs]
    turns = [
        (job, collect, times)
        for (job, collect, often), times in zip(jobs, taken, strict=True)
        for _ in range(often)
    ]
    for round_number in range(ROUNDS + 1):
        for run, collect, times in turns:
            with nullcontext() if collect else no_collection():
                start = time.perf_counter()
                kept = run()
                if round_number:
                    times.append(time.perf_counter() - start)
                del kept  # outside the timing
    return [statistics.median(times) for times in taken]


def rows() -> Iterator[tuple[str, float, float, str]]:
    """Measure against the library as it runs, and with the collector off as on our side."""
    text = dump()
    assert same(text), "two flows have the same match"
    assert len({flow.actions_text for flow in read(text)}) >= 1_000, "actions repeat too often"
    full, lazy, base, alone = seconds(
        (lambda: typed(read(text)), False, SHORT),
        (lambda: read(text), False, SHORT),
        (lambda: reference(text), False, 1),
        (lambda: reference(text), True, 1),
    )
    size = f"{FLOWS:,} flows ({len(text) / 1e6:.1f} MB)"
    for ours, how, bar in (
        (full, "every field typed", "at least 20 x faster"),
        (lazy, "fields typed on demand", "at least 40 x faster"),
    ):
        yield f"{size}, {how} / `ovs.flow.ofp.OFPFlow`", ours, alone, bar
        yield f"{size}, {how} / the same without Python's collector", ours, base, "to compare"
