"""Whether one flow takes packets that another of the same table would get."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network

from parsers.ipv4 import network
from parsers.ovs_flow import Flow, Value

IP = frozenset({"ip", "tcp", "udp", "sctp", "icmp"})


def shadowed(upper: Flow, others: list[Flow]) -> tuple[list[Flow], list[Flow]]:
    """Return the flows below one of their table: those that get no packet any more, and some less.

    Flows that do the same with what they match are left out. One flow is compared with its table.
    """
    wholly: list[Flow] = []
    partly: list[Flow] = []
    for lower in others:
        if lower is upper or lower.priority > upper.priority:
            continue
        if lower.actions == upper.actions or not overlap(upper.match, lower.match):
            continue
        (wholly if covers(upper.match, lower.match) else partly).append(lower)
    return wholly, partly


def covers(wide: Mapping[str, Value], narrow: Mapping[str, Value]) -> bool:
    """Return whether every packet of the second match is one of the first."""
    for field, value in wide.items():
        if field == "proto":
            other = str(narrow.get("proto", ""))
            if other != value and not (value == "ip" and other in IP):
                return False
        elif field not in narrow or not within(narrow[field], value):
            return False
    return True


def overlap(one: Mapping[str, Value], two: Mapping[str, Value]) -> bool:
    """Return whether a packet can be of both matches; what can't be told may."""
    for field in one.keys() & two.keys():
        a, b = one[field], two[field]
        if field == "proto":
            if a != b and not ({a, b} <= IP and "ip" in {a, b}):
                return False
        elif field == "ct_state":
            if {a, b} == {"+rpl", "-rpl"} or {a, b} == {"+trk", "-trk"}:
                return False
        elif not (within(a, b) or within(b, a)):
            return False
    return True


def within(value: Value, of: Value) -> bool:
    """Return whether a value of a field is one of those that another text names."""
    if value == of:
        return True
    inner, outer = _network(value), _network(of)
    if inner is not None and outer is not None:
        return inner.subnet_of(outer)
    return _masked(value, of)


def _network(value: Value) -> IPv4Network | None:
    return network(value) if isinstance(value, str) and value.count(".") == 3 else None


def _masked(value: Value, of: Value) -> bool:
    """Return whether a number is one that `0x1f90/0xfff0` names."""
    if not isinstance(of, str) or "/" not in of:
        return False
    want, _, mask = of.partition("/")
    got, _, own = str(value).partition("/")
    try:
        bits = int(mask, 0)
        fixed = int(own, 0) if own else ~0
        return int(got, 0) & bits == int(want, 0) & bits and bits & fixed == bits
    except ValueError:
        return False
