"""Decodes the packets of a window into columns: network and transport headers, VXLAN and inside."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from parsers.capture import columns
from parsers.capture.format import ETHERNET, UNKNOWN, Port
from parsers.capture.headers import TUNNELLED
from parsers.capture.link import ARP, IPV4, Layer, ethernet, is_vlan, layer, mac
from parsers.capture.network import network
from parsers.capture.rows import put, take
from parsers.capture.transport import ICMP, TCP, UDP, Network
from parsers.capture.window import Window, gather

VXLAN_PORT = 4789
VNI_GIVEN = 0x08000000
ETHERNET_SIZE = 14
LEAST = 72
"""Bytes that must be captured of a frame with VXLAN: up to 8 bytes of the inner packet."""


@dataclass(slots=True)
class Decoded:
    """The packets of a window, one row each; a packet inside VXLAN stands for its frame."""

    network: Network
    outer_length: NDArray[np.uint16]
    """IP total length of the outer packet, of VXLAN alone."""
    outer_port: NDArray[np.uint16]
    """UDP destination port of VXLAN; 0 of all else."""
    counts: dict[str, int] = field(default_factory=dict)
    damage: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    """Kind of damage -> rows."""

    @property
    def table(self) -> NDArray[np.void]:
        """`columns.PACKET`."""
        return self.network.table

    def harm(self, kind: str, rows: NDArray[np.int64]) -> None:
        """Note damaged rows."""
        if len(rows):
            known = self.damage.get(kind)
            self.damage[kind] = rows if known is None else np.union1d(known, rows)

    def tally(self, part: Network, below: Layer, *, inside: bool = False) -> None:
        """Count frames by protocol; what IP and UDP carry as VXLAN was counted under both."""
        table = part.table
        kind, protocol = table["kind"], table["protocol"]
        count = self.add
        count("vlan", (below.tags > 0).sum())
        kinds = np.bincount(kind, minlength=4).tolist()
        leads = protocol[(table["fragment"] & columns.LATER_FRAGMENT) == 0]
        protocols = np.bincount(leads, minlength=18).tolist()
        count("other", kinds[columns.OTHER])
        count("arp", kinds[columns.ARP])
        count("ipv6", kinds[columns.IPV6])
        count("tcp", protocols[TCP])
        count("icmp", protocols[ICMP])
        count("ip-fragment", ((table["fragment"] & 3) > 0).sum())
        if inside:
            count("vxlan", len(table))
        else:
            count("ip", kinds[columns.IPV4])
            count("udp", protocols[UDP])

    def add(self, name: str, number: int) -> None:
        """Count frames of a protocol."""
        if number:
            self.counts[name] = self.counts.get(name, 0) + int(number)


def decode(window: Window, port: Port) -> Decoded:
    """Decode the packets of a window."""
    count = len(window)
    length, port_number = np.zeros(count, np.uint16), np.zeros(count, np.uint16)
    made = Decoded(Network.of(0, window.start[:0], window.start[:0]), length, port_number)
    end = window.start + window.captured
    wire_end = window.start + window.wire
    numbers = window.interfaces()
    if len(numbers) == 1:
        made.network = one_link(made, window, port.link(numbers[0]), np.arange(count))
    else:
        made.network = Network.of(count, end, wire_end)
        for number in numbers:
            rows = (window.interface == number).nonzero()[0]
            part = one_link(made, window, port.link(number), rows)
            merge(made.network, part, rows)
    table = made.table
    table["frame"] = np.arange(window.first_frame, window.first_frame + count)
    table["time"] = window.time
    table["interface"] = window.interface
    table["octets"] = window.wire
    return made


def one_link(made: Decoded, window: Window, link: int, rows: NDArray[np.int64]) -> Network:
    """Decode the rows of a window whose frames begin alike, down to what VXLAN carries."""
    whole = len(rows) == len(window)
    start = window.start if whole else window.start[rows]
    end = start + (window.captured if whole else window.captured[rows])
    wire_end = start + (window.wire if whole else window.wire[rows])
    if link == UNKNOWN:
        made.harm("linktype", rows)
        return Network.of(len(rows), end, wire_end)
    frames = Frames(window.data, link, rows, start, end, wire_end)
    found, head = plain_vxlan(frames)
    if not len(found):
        return any_packets(made, frames)
    made.add("ip", len(found))
    made.add("udp", len(found))
    length = head["length"]
    if len(found) < len(rows):
        start, end = start[found], end[found]
    finish = start + ETHERNET_SIZE + length
    below = Layer(
        start + TUNNELLED.itemsize, head["inner_type"].astype(np.uint16),
        np.zeros(len(found), np.uint8), mac(head, "s"), mac(head, "d"),
    )  # fmt: skip
    ends = np.minimum(finish, end)
    inner = carried(made, window.data, below, rows[found], ends, finish, head, length)
    if len(found) == len(rows):
        return inner
    into = Network.of(len(rows), frames.end, wire_end)
    merge(into, inner, found)
    rest = np.ones(len(rows), np.bool_)
    rest[found] = False
    merge(into, any_packets(made, frames.some(rest)), rest.nonzero()[0])
    return into


@dataclass(slots=True)
class Frames:
    """Some frames of a window."""

    data: NDArray[np.uint8]
    link: int
    rows: NDArray[np.int64]
    """In the window."""
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    wire_end: NDArray[np.int64]

    def some(self, where: NDArray[np.bool_]) -> Frames:
        """Return part of them."""
        return Frames(
            self.data, self.link, self.rows[where], self.start[where], self.end[where],
            self.wire_end[where],
        )  # fmt: skip


def plain_vxlan(frames: Frames) -> tuple[NDArray[np.int64], NDArray[np.void]]:
    """Return which frames carry VXLAN in the way that Open vSwitch sends it, and their headers.

    No tags, no options, no fragment, the standard port, all lengths as they should be: for these
    the outer headers (`TUNNELLED`) need no further look.
    """
    if frames.link != ETHERNET:
        return frames.rows[:0], np.zeros(0, TUNNELLED)
    head = gather(frames.data, frames.start, TUNNELLED)
    length = head["length"].astype(np.int64)
    plain = (
        (head["type"] == IPV4) & (head["version"] == 0x45) & (head["protocol"] == UDP)
        & (head["dport"] == VXLAN_PORT) & ((head["fragment"] & 0x3FFF) == 0)
        & ((head["vxlan"] & VNI_GIVEN) != 0) & (head["udp_length"] == length - 20)
        & ~is_vlan(head["inner_type"]) & (frames.end - frames.start >= LEAST)
        & (frames.start + ETHERNET_SIZE + length <= frames.wire_end)
    )  # fmt: skip
    found = plain.nonzero()[0]
    return found, head if len(found) == len(head) else take(head, found)


def any_packets(made: Decoded, frames: Frames) -> Network:
    """Decode frames of every kind."""
    rows = frames.rows
    below = layer(frames.link, frames.data, frames.start, frames.end)
    outer = network(frames.data, below, frames.end, frames.wire_end)
    made.tally(outer, below)
    found = tunnelled(outer)
    for kind, harmed in outer.damage.items():
        made.harm(kind, rows[harmed])
    if not len(found):
        return outer
    at, head = outer.udp_rows[found], outer.udp[found]
    made.harm("vxlan-length", np.intersect1d(rows[at], made.damage.get("udp-length", rows[:0])))
    inside = ethernet(frames.data, outer.payload_at[at] + 8, outer.payload_end[at])
    inner = carried(
        made, frames.data, inside, rows[at], outer.payload_end[at], outer.payload_wire_end[at],
        head, outer.table["length"][at],
    )  # fmt: skip
    if len(at) == len(rows):
        return inner
    merge(outer, inner, at)
    return outer


def carried(
    made: Decoded, data: NDArray[np.uint8], below: Layer, rows: NDArray[np.int64],
    end: NDArray[np.int64], wire_end: NDArray[np.int64], head: NDArray[np.void],
    length: NDArray[np.uint16],
) -> Network:  # fmt: skip
    """Decode what VXLAN carries behind inner Ethernet headers; `head` is of the outer packets."""
    inner = network(data, below, end, wire_end, inside=True)
    made.tally(inner, below, inside=True)
    for kind, harmed in inner.damage.items():
        made.harm(kind, rows[harmed])
    table = inner.table
    table["vni"] = head["vni"] >> 8
    table["outer_source"], table["outer_destination"] = head["source"], head["destination"]
    where = slice(None) if len(rows) == len(made.outer_port) else rows
    made.outer_length[where] = length
    made.outer_port[where] = head["dport"]
    return inner


def merge(into: Network, part: Network, rows: NDArray[np.int64]) -> None:
    """Put the packets of a part in their rows."""
    put(into.table, rows, part.table)
    into.payload_at[rows] = part.payload_at
    into.payload_end[rows] = part.payload_end
    into.payload_wire_end[rows] = part.payload_wire_end


def tunnelled(outer: Network) -> NDArray[np.int64]:
    """Return which of the UDP packets carry VXLAN with a VNI and a whole inner Ethernet header.

    On another port than the standard one the content decides: the reserved bits are zero, and
    inside lies an IPv4 packet of just the size that the datagram leaves, or ARP.
    """
    udp = outer.udp
    if not len(udp):
        return np.zeros(0, np.int64)
    rows = outer.udp_rows
    room = outer.payload_wire_end[rows] - outer.payload_at[rows]
    flagged = (udp["vxlan"] & VNI_GIVEN) != 0
    standard = udp["dport"] == VXLAN_PORT
    other = ~standard & (udp["vxlan"] == VNI_GIVEN) & ((udp["vni"] & 0xFF) == 0) & (room >= 50)
    if other.any():
        kind, version = udp["inner_type"], udp["inner_version"]
        fits = (udp["inner_length"].astype(np.int64) + 22 <= room) & (udp["inner_length"] >= 20)
        other &= ((kind == IPV4) & (version == 0x45) & fits) | ((kind == ARP) & (version == 0))
    held = outer.payload_end[rows] - outer.payload_at[rows] >= 22
    found: NDArray[np.int64] = (((standard & flagged) | other) & held).nonzero()[0]
    outer.harm("vxlan-header", rows, standard & ~flagged & (room >= 8))
    outer.harm("snapped", rows, standard & flagged & ~held & (room >= 22))
    return found
