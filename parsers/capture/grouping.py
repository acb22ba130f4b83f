"""Puts the packets of a window in the order of their conversations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.capture import columns
from parsers.capture.rows import take
from parsers.capture.transport import ICMP, TCP, UDP

INDEX_BITS = np.uint64(24)
INDEX_MASK = np.uint64((1 << 24) - 1)


def mix(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter 64-bit numbers (the finalizer of splitmix64: each has its own image)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def order_by(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the order that puts equal hashes side by side and keeps rows in order among them.

    Sorting numbers that carry their row is several times faster than a stable argsort; the hash's
    upper 40 bits are enough for it but once in thousands of windows.
    """
    rows = np.arange(len(hashes), dtype=np.uint64)
    packed = np.sort((hashes & ~INDEX_MASK) | rows)
    order = (packed & INDEX_MASK).astype(np.int64)
    ordered = hashes[order]
    same_top = (packed[1:] >> INDEX_BITS) == (packed[:-1] >> INDEX_BITS)
    if (same_top & (ordered[1:] != ordered[:-1])).any():
        return np.argsort(hashes, kind="stable")
    return order


def begins(ordered: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Return which values, of those in order, differ from the one before."""
    found = np.ones(len(ordered), np.bool_)
    found[1:] = ordered[1:] != ordered[:-1]
    return found


def repeats(*parts: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Return for each row whether an earlier one has the same values."""
    hashes = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        hashes = mix(hashes ^ part.astype(np.uint64))
    order = order_by(hashes)
    found = np.zeros(len(hashes), np.bool_)
    found[order] = ~begins(hashes[order])
    return found


@dataclass(slots=True)
class Grouped:
    """The IPv4 packets of a window, sorted by conversation and then by frame."""

    rows: NDArray[np.int64]
    """Row in the window of each."""
    table: NDArray[np.void]
    """`columns.PACKET`, in this order."""
    group: NDArray[np.int64]
    """Index of its group."""
    starts: NDArray[np.int64]
    """Where each group begins."""
    hashes: NDArray[np.uint64]
    """Of each group."""
    swapped: NDArray[np.bool_]
    """True where the sender is the upper one of the two ends."""

    def split(self, at: NDArray[np.int64]) -> None:
        """Begin further groups, with their group's hash, where `at` says."""
        starts = np.union1d(self.starts, at)
        self.hashes = self.hashes[self.group[starts]]
        self.starts = starts
        first = np.zeros(len(self.rows), np.int64)
        first[starts] = 1
        self.group = np.cumsum(first) - 1


def grouped(table: NDArray[np.void]) -> Grouped:
    """Group the IPv4 packets of a window by ends, protocol, interface and being in a tunnel."""
    rows = (table["kind"] == columns.IPV4).nonzero()[0]
    part = table if len(rows) == len(table) else take(table, rows)
    source_port, destination_port = ports(part)
    shift = np.uint64(16)
    source = part["source"].astype(np.uint64) << shift | source_port
    destination = part["destination"].astype(np.uint64) << shift | destination_port
    swapped = source > destination
    low = np.minimum(source, destination)
    high = np.maximum(source, destination)
    place = (
        part["interface"].astype(np.uint64) << np.uint64(9)
        | (part["vni"] >= 0).astype(np.uint64) << np.uint64(8)
        | part["protocol"]
    )
    hashes = mix(low) ^ (high * np.uint64(0x9E3779B97F4A7C15))
    hashes = mix(hashes ^ place << np.uint64(40))
    order = order_by(hashes)
    ordered = hashes[order]
    first = begins(ordered)
    starts = first.nonzero()[0]
    return Grouped(
        rows[order],
        take(part, order),
        np.cumsum(first) - 1,
        starts,
        ordered[starts],
        swapped[order],
    )


def ports(table: NDArray[np.void]) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Return the ports by which packets are told apart: of an ICMP echo its id, of others 0."""
    protocol = table["protocol"]
    source, destination = table["source_port"], table["destination_port"]
    plain = (table["fragment"] & columns.LATER_FRAGMENT) == 0
    ported = ((protocol == TCP) | (protocol == UDP)) & plain
    if ported.all():
        return source, destination
    both = np.where((protocol == ICMP) & plain, destination, 0).astype(np.uint16)
    return np.where(ported, source, both), np.where(ported, destination, both)
