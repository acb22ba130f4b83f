"""br0's flows in every layout, as `ovs-ofctl dump-flows` prints them."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests import cluster
from tests.layouts.spec import ORDER, Spec

MOVE_OUT = "move:NXM_NX_REG0[]->NXM_NX_TUN_ID[0..31]"
REG2 = "output:NXM_NX_REG2[]"
SECOND = ipaddress.IPv4Network("10.132.0.0/14")
F5 = ("192.168.122.240", "10.131.254.0/23")
"""A HostSubnet without a node."""


class Line(NamedTuple):
    table: int
    priority: int | None
    match: str
    actions: str
    cookie: str = "0x0"

    def __str__(self) -> str:
        what = f"priority={self.priority}" if self.priority is not None else ""
        what += "," * bool(what and self.match) + self.match
        hits = 0 if self.actions == "drop" else 7  # nobody tries what is not allowed
        return (
            f" cookie={self.cookie}, duration=86400.123s, table={self.table}, n_packets={hits}, "
            f"n_bytes={hits * 84}, {what}{' ' * bool(what)}actions={self.actions}"
        )


@cache
def rows() -> tuple[tuple[str, ...], ...]:
    text = Path(__file__).with_name("static.txt").read_text()
    return tuple(
        tuple(part.strip() for part in line.split("|"))
        for line in text.splitlines()
        if line and line[0] != "#"
    )


def cidrs(spec: Spec) -> list[ipaddress.IPv4Network]:
    return [cluster.CLUSTER, SECOND] if "cidrs" in spec.words else [cluster.CLUSTER]


def static(spec: Spec, node: int) -> Iterator[Line]:
    own = cluster.subnet(node, 23)
    networks = {"L": [own], "G": [own[1]], "C": cidrs(spec), "S": [cluster.SERVICES],
                "N": [cluster.node_ip(node)]}  # fmt: skip
    for layouts, words, what, actions in rows():
        first, _, last = layouts.partition("-")
        low, high = ORDER.index(first), ORDER.index(last or first)
        if not (low <= ORDER.index(spec.layout) <= high and spec.has(words)):
            continue
        table, priority, match = what.split()
        number = (31 if spec.since("L10") else 30) if table == "R" else int(table)
        matches = [""]
        for part in [] if match == "-" else match.split(","):
            key, _, value = part.partition("=")
            parts = [f"{key}={net}" for net in networks[value]] if value in networks else [part]
            matches = [f"{m},{p}" if m else p for m in matches for p in parts]
        for each in matches:
            yield Line(number, None if priority == "-" else int(priority), each, actions)
    if spec.version:
        mode = ("SN", "MT", "NP").index(spec.mode)
        yield Line(253, None, "", f"note:{mode:02x}.{spec.version:02x}.00.00.00.00")


def remote(spec: Spec, ip: str, net: str, uid: str, vnid: int | None = None) -> Iterator[Line]:
    """The flows for another node's HostSubnet."""
    mark = "0x0"
    if not spec.since("L1"):
        mark = f"{int(ipaddress.IPv4Address(ip)):#x}"
    elif spec.since("L6"):
        mark = "0x" + hashlib.sha256(uid.encode()).hexdigest()[:8].lstrip("0")
    tunnel = f"set_field:{ip}->tun_dst,output:1"
    if spec.layout != "L0a":
        tunnel = (MOVE_OUT if vnid is None else f"load:{vnid:#x}->NXM_NX_TUN_ID[0..31]") + (
            f",{tunnel}"
        )
    if spec.layout == "L0c":
        yield Line(0, None, f"tun_src={ip}", "goto_table:1", mark)
    if spec.since("L1"):
        table, target = (10, 30) if spec.since("L2") else (1, 5)
        yield Line(table, 100, f"tun_src={ip}", f"goto_table:{target}", mark)
    arp, to_ip = {"L0a": (0, 0), "L0b": (8, 7), "L0c": (9, 8), "L1": (8, 8)}.get(
        spec.layout, (50, 90)
    )
    yield Line(arp, 100, f"arp,arp_tpa={net}", tunnel, mark)
    yield Line(to_ip, 100, f"ip,nw_dst={net}", tunnel, mark)


def vnid(spec: Spec, namespace: str) -> int:
    return 0 if spec.mode == "SN" else cluster.netid(namespace)


def load(value: int, register: int) -> str:
    return f"load:{value:#x}->NXM_NX_REG{register}[]".replace("0x0-", "0-")


def port(spec: Spec, pod: cluster.Pod) -> int:
    """Behind vovsbr where that is port 3, which pods have elsewhere."""
    return pod.port + (spec.vovsbr == 3)


def of_pod(spec: Spec, pod: cluster.Pod) -> Iterator[Line]:
    ip, number, at = pod.ip, vnid(spec, pod.namespace), port(spec, pod)
    octets = "".join(f":{octet:02x}" for octet in ipaddress.IPv4Address(ip).packed)
    if spec.layout == "L0a":
        yield Line(0, 100, f"arp,arp_tpa={ip}", f"output:{at}", f"{at:#x}")
        yield Line(0, 100, f"ip,nw_dst={ip}", f"output:{at}", f"{at:#x}")
        return
    reg0 = load(number, 0)
    if spec.layout in {"L0b", "L0c"}:
        plus, mark = spec.layout == "L0c", f"{at:#x}"
        yield Line(3 + plus, 100, f"ip,in_port={at},nw_src={ip}", f"{reg0},goto_table:{4 + plus}",
                   mark)  # fmt: skip
        match = f"ip,reg0={number:#x},nw_dst={ip}" if number else f"ip,nw_dst={ip}"
        yield Line(6 + plus, 100 if number else 150, match, f"output:{at}", mark)
        return
    if spec.layout == "L1":
        yield Line(2, 100, f"arp,in_port={at},arp_spa={ip},arp_sha=02:42{octets}",
                   f"{reg0},goto_table:5")  # fmt: skip
        yield Line(2, 100, f"ip,in_port={at},nw_src={ip}", f"{reg0},goto_table:3")
        yield Line(6, 100, f"arp,arp_tpa={ip}", f"output:{at}")
        for allowed in ("reg0=0,", f"reg0={number:#x},") if number else ("",):
            yield Line(7, 100, f"ip,{allowed}nw_dst={ip}", f"output:{at}")
        return
    sha = f"00:00{octets}/00:00:ff:ff:ff:ff" if spec.since("L5") else f"0a:58{octets}"
    note = hashlib.sha256(ip.encode()).digest() + b"\0" * 6
    noted = f"note:{note.hex('.')}," if spec.layout in {"L3", "L4"} else ""
    after_arp, after_ip, after_25 = (30, 27, 27) if spec.since("L10") else (21, 21, 30)
    yield Line(20, 100, f"arp,in_port={at},arp_spa={ip},arp_sha={sha}",
               f"{reg0},{noted}goto_table:{after_arp}")  # fmt: skip
    yield Line(20, 100, f"ip,in_port={at},nw_src={ip}", f"{reg0},goto_table:{after_ip}")
    if spec.ct:
        yield Line(25, 100, f"ip,nw_src={ip}", f"{reg0},goto_table:{after_25}")
    yield Line(40, 100, f"arp,arp_tpa={ip}", f"output:{at}")
    yield Line(70, 100, f"ip,nw_dst={ip}", f"{load(number, 1)},{load(at, 2)},goto_table:80")


def of_service(spec: Spec, ip: str, namespace: str) -> Iterator[Line]:
    number = vnid(spec, namespace)
    if spec.ct or spec.layout == "L0a":
        return
    if not spec.since("L2"):
        only = f"reg0={number:#x}," if number else ""
        table = 5 if spec.layout == "L0c" else 4
        yield Line(table, 100 if spec.since("L1") else 200,
                   f"tcp,{only}nw_dst={ip},tp_dst=8080", "output:2")  # fmt: skip
        return
    to = f"{load(number, 1)},{load(2, 2)},goto_table:80"
    if spec.since("L3"):
        yield Line(60, 100, f"ip,nw_dst={ip},nw_frag=later", to)
    yield Line(60, 100, f"tcp,nw_dst={ip},tp_dst=8080", to)
