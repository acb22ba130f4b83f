"""Decodes TCP, UDP and ICMP headers behind IPv4, for many packets at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from parsers.capture import columns
from parsers.capture.headers import IP
from parsers.capture.rows import take

ICMP, TCP, UDP = 1, 6, 17
ECHO = (0, 8)


@dataclass(slots=True)
class Network:
    """The network layer of some packets, one row each."""

    table: NDArray[np.void]
    """`columns.PACKET`, without frame, time, interface and tunnel."""
    payload_at: NDArray[np.int64]
    """Where what lies behind the transport header begins; of others, where the frame ends."""
    payload_end: NDArray[np.int64]
    """Where its captured part ends."""
    payload_wire_end: NDArray[np.int64]
    """Where it ended on the wire."""
    udp_rows: NDArray[np.int64]
    """Rows with a whole UDP header, and their headers (`IP`)."""
    udp: NDArray[np.void]
    damage: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    """Kind -> rows."""

    @classmethod
    def of(cls, count: int, end: NDArray[np.int64], wire_end: NDArray[np.int64]) -> Network:
        """Begin with nothing but the frames' ends."""
        none = np.zeros(0, np.int64)
        return cls(
            np.zeros(count, columns.PACKET), end.copy(), end.copy(), wire_end.copy(),
            none, np.zeros(0, IP),
        )  # fmt: skip

    def harm(self, kind: str, rows: NDArray[np.int64], where: NDArray[np.bool_]) -> None:
        """Note that some of the rows are damaged."""
        if where.any():
            found = rows[where]
            if kind in self.damage:
                found = np.union1d(self.damage[kind], found)
            self.damage[kind] = found


@dataclass(slots=True)
class Transport:
    """What lies behind the IPv4 headers of some rows of a `Network`."""

    made: Network
    table: NDArray[np.void]
    """`columns.PACKET` of the rows, filled in up to IPv4."""
    rows: NDArray[np.int64]
    """Their rows in `made`."""
    head: NDArray[np.void]
    """`IP`."""
    at: NDArray[np.int64]
    """Where the transport headers begin."""
    finish: NDArray[np.int64]
    """Where the IP packets end by their length."""
    wire_end: NDArray[np.int64]
    end: NDArray[np.int64]

    def fill(self) -> None:
        """Fill in TCP, UDP and ICMP; later fragments have no such header."""
        finish = np.minimum(self.finish, self.wire_end)
        held = np.minimum(finish, self.end)
        have, sent = held - self.at, finish - self.at
        made = self.made
        protocol = self.head["protocol"].copy()
        protocol[(self.table["fragment"] & columns.LATER_FRAGMENT) != 0] = 0
        skip = np.zeros(len(sent), np.int64)
        for number, least, bad, fill in (
            (TCP, 20, "tcp-header", self._tcp),
            (UDP, 8, "udp-length", self._udp),
            (ICMP, 8, "icmp-header", self._icmp),
        ):
            these = protocol == number
            short = these & (have < least)
            if short.any():
                made.harm("snapped", self.rows, short & (sent >= least))
                made.harm(bad, self.rows, short & (sent < least))
                these &= ~short
            if these.all():
                skip = fill(np.arange(len(sent)), sent)
                break
            if len(found := these.nonzero()[0]):
                skip[found] = fill(found, sent[found])
        payload = np.maximum(sent - skip, 0)
        self.table["payload"] = np.minimum(payload, 65_535)
        at = self.at + skip
        whole = len(self.rows) == len(made.table)
        rows = slice(None) if whole else self.rows
        made.payload_at[rows] = at
        made.payload_end[rows] = np.maximum(held, at)
        made.payload_wire_end[rows] = finish

    def _tcp(self, found: NDArray[np.int64], sent: NDArray[np.int64]) -> NDArray[np.int64]:
        head = self.head if len(found) == len(self.head) else take(self.head, found)
        size = (head["offset"] >> 4).astype(np.int64) * 4
        self._put(found, "source_port", head["sport"])
        self._put(found, "destination_port", head["dport"])
        self._put(found, "sequence", head["sequence"])
        self._put(found, "acknowledgement", head["acknowledgement"])
        self._put(found, "window", head["window"])
        self._put(found, "flags", head["flags"])
        bad = (size < 20) | (size > sent)
        if bad.any():
            self.made.harm("tcp-header", self.rows[found], bad)
            self.table["fragment"][found[bad]] |= columns.BROKEN
        return size

    def _udp(self, found: NDArray[np.int64], sent: NDArray[np.int64]) -> NDArray[np.int64]:
        head = self.head if len(found) == len(self.head) else take(self.head, found)
        self._put(found, "source_port", head["sport"])
        self._put(found, "destination_port", head["dport"])
        said = head["udp_length"]
        first_fragment = (self.table["fragment"][found] & columns.MORE_FRAGMENTS) != 0
        self.made.harm(
            "udp-length", self.rows[found], (said != sent) & (said != 0) & ~first_fragment
        )
        self.made.udp_rows, self.made.udp = self.rows[found], head
        return np.full(len(found), 8)

    def _icmp(self, found: NDArray[np.int64], _: NDArray[np.int64]) -> NDArray[np.int64]:
        head = take(self.head, found)
        echo = np.isin(head["icmp_type"], ECHO)
        self._put(found, "source_port", head["icmp_type"])
        self._put(found, "flags", head["icmp_code"])
        self._put(found, "destination_port", np.where(echo, head["icmp_id"], 0))
        self._put(found, "sequence", np.where(echo, head["icmp_seq"], 0))
        frag_needed = (head["icmp_type"] == 3) & (head["icmp_code"] == 4)
        self._put(found, "window", np.where(frag_needed, head["icmp_seq"], 0))
        return np.full(len(found), 8)

    def _put(self, found: NDArray[np.int64], name: str, values: NDArray[np.generic]) -> None:
        if len(found) == len(self.table):
            self.table[name] = values
        else:
            self.table[name][found] = values
