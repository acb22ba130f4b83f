"""The points that a packet passes on its way, in order, and how far it was seen to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parsers.capture.fact import seconds
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import Point

CLIENT, CLIENT_TUN0, CLIENT_UPLINK, SERVER_UPLINK, SERVER_TUN0, SERVER = range(6)
TCP = 6
MARGIN = 1.0
"""Seconds: what a capture misses so close to its start or end proves nothing."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a packet came: the last point that shows it, the next one that does not."""

    last: Point
    stage: int
    next: Point | None
    """None where no capture beyond `last` covers the time."""
    next_stage: int | None


def stage_of(point: Point, client: str, target: str, names: AddressNames) -> int | None:
    """Return which point of the way from client to target this is; None: not on it."""
    here, there = names.node_of(client), names.node_of(target)
    if point.pod is not None and point.kind == "veth":
        return {client: CLIENT, target: SERVER}.get(point.pod)
    if point.node is None:
        return None
    if point.kind in {"uplink", "vxlan", "any"}:
        if here == there or not (names.in_pods(client) and names.in_pods(target)):
            return None  # not in a tunnel, so that it leaves the node under another address
        return {here: CLIENT_UPLINK, there: SERVER_UPLINK}.get(point.node)
    return None


def reach(
    seen: Iterable[Point],
    points: Iterable[Point],
    client: str,
    target: str,
    port: int,
    time: int,
    names: AddressNames,
) -> Reach | None:
    """Say how far packets from client to target came that were seen at some points at a time.

    tun0 is no point of the way between pods, so that only a point that must show them counts.
    """
    stages = {
        id(point): stage
        for point in points
        if (stage := stage_of(point, client, target, names)) is not None
    }
    shown = [point for point in seen if id(point) in stages]
    if not shown:
        return None
    last = max(shown, key=lambda point: stages[id(point)])
    stage = stages[id(last)]
    beyond = [
        point
        for point in points
        if stages.get(id(point), -1) > stage and covers(point, time, target, port)
    ]
    after = min(beyond, key=lambda point: stages[id(point)], default=None)
    return Reach(last, stage, after, None if after is None else stages[id(after)])


def covers(point: Point, time: int, target: str, port: int) -> bool:
    """Return whether a capture would show a TCP packet to an address at a time.

    It must run then, and have shown that its filter lets such packets in.
    """
    capture = point.capture
    inside = seconds(time - capture.first) >= -MARGIN and seconds(capture.last - time) >= MARGIN
    if not inside:
        return False
    from parsers.capture.columns import number_of  # loads numpy

    table = capture.connections.table
    value = number_of(target)
    tcp = table[table["protocol"] == TCP]
    ports = set(tcp["b_port"].tolist())
    if not len(tcp) or (len(ports) == 1 and port not in ports):
        return False  # a filter may keep such packets out
    return bool(((table["a"] == value) | (table["b"] == value)).any())
