"""Collects ICMP errors with the packets that they quote."""

from __future__ import annotations

import struct
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from parsers.capture import columns
from parsers.capture.columns import text_of
from parsers.capture.decode import Decoded
from parsers.capture.records import IcmpError
from parsers.capture.rows import take
from parsers.capture.transport import ICMP

ERRORS = (3, 4, 5, 11, 12)
"""Unreachable, source quench, redirect, time exceeded, parameter problem: these quote a packet."""
LIMIT = 10_000
IP = struct.Struct(">BxHH3xB2xII").unpack_from
PORTS = struct.Struct(">HH").unpack_from
FIELDS = ["frame", "time", "source", "destination", "source_port", "flags", "window", "vni"]


class Icmp:
    """All ICMP errors so far."""

    def __init__(self) -> None:
        self.errors: list[IcmpError] = []
        self.counts: Counter[tuple[int, int]] = Counter()
        self.cut = False

    def add(self, decoded: Decoded, data: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Take the ICMP packets of a window; return the rows of those that were listed."""
        table = decoded.table
        rows: NDArray[np.int64] = (
            (table["kind"] == columns.IPV4) & (table["protocol"] == ICMP)
            & ((table["fragment"] & columns.LATER_FRAGMENT) == 0)
        ).nonzero()[0]  # fmt: skip
        if not len(rows):
            return rows
        part = take(table, rows)
        whats, counts = np.unique(part["source_port"] << 8 | part["flags"], return_counts=True)
        for what, count in zip(whats.tolist(), counts.tolist(), strict=True):
            self.counts[what >> 8, what & 255] += count
        rows = rows[np.isin(part["source_port"], ERRORS)]
        room = LIMIT - len(self.errors)
        self.cut |= len(rows) > room
        rows = rows[:room]
        begin = decoded.network.payload_at[rows].tolist()
        end = decoded.network.payload_end[rows].tolist()
        for fields, at, to in zip(take(table, rows)[FIELDS].tolist(), begin, end, strict=True):
            self.errors.append(error(fields, bytes(data[at:to][:68])))
        return rows


def error(fields: tuple[int, ...], quote: bytes) -> IcmpError:
    """Make a record of an error and what it quotes, if that is enough of an IPv4 header."""
    frame, time, source, destination, kind, code, mtu, vni = fields
    length = ident = protocol = source_port = destination_port = sender = receiver = 0
    if len(quote) >= 20 and quote[0] >> 4 == 4:
        version, length, ident, protocol, sender, receiver = IP(quote)
        size = (version & 15) * 4
        if protocol in {6, 17} and len(quote) >= size + 4:
            source_port, destination_port = PORTS(quote, size)
    return IcmpError(
        frame, time, text_of(source), text_of(destination), kind, code, mtu, protocol,
        text_of(sender), text_of(receiver), source_port, destination_port, length, ident, vni,
    )  # fmt: skip
