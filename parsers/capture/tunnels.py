"""Adds up VXLAN by outer source, outer destination, VNI and port."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.capture.columns import text_of
from parsers.capture.decode import VXLAN_PORT, Decoded
from parsers.capture.grouping import mix
from parsers.capture.grow import Table
from parsers.capture.index import Index
from parsers.capture.records import Tunnel
from parsers.capture.rows import take

LIMIT = 20_000
"""Tunnels that are told apart: damaged captures could hold millions."""

SUMS = np.dtype(
    [("packets", "i8"), ("octets", "i8"), ("last_frame", "i8"), ("last", "i8"), ("longest", "u2")]
)


class Tunnels:
    """The tunnels so far, in the order in which they were seen."""

    def __init__(self) -> None:
        self._keys: list[tuple[int, int, int, int]] = []
        """Outer source, outer destination, VNI, port."""
        self._begun: list[tuple[int, int]] = []
        self._sums = Table(SUMS)
        self._index = Index()
        self.ports: dict[int, str] = {}
        self.cut = False

    def add(self, decoded: Decoded) -> NDArray[np.int32]:
        """Add a window, and return the tunnel of each packet; -1: none."""
        table = decoded.table
        found = np.full(len(table), -1, np.int32)
        rows = (decoded.outer_port != 0).nonzero()[0]
        if not len(rows):
            return found
        part = table if len(rows) == len(table) else take(table, rows)
        source, destination = part["outer_source"], part["outer_destination"]
        port = decoded.outer_port[rows]
        place = part["vni"].astype(np.uint64) << np.uint64(16) | port
        hashes = mix(source.astype(np.uint64) << np.uint64(32) | destination) ^ place
        where = self._index.find(hashes)
        new = (where < 0).nonzero()[0]
        if len(new):
            firsts = np.sort(np.unique(hashes[new], return_index=True)[1])
            room = LIMIT - len(self._keys)
            self.cut |= len(firsts) > room
            self._put(new[firsts[:room]], hashes, part, port)
            where = self._index.find(hashes)
        if self.cut:
            keep = where >= 0
            rows, part, where = rows[keep], take(part, keep), where[keep]
        sums = self._sums.rows
        count = np.bincount(where, minlength=len(sums))
        sums["packets"] += count
        sums["octets"] += np.bincount(where, part["octets"], len(sums)).astype(np.int64)
        np.maximum.at(sums["longest"], where, decoded.outer_length[rows])
        # Of several packets of one tunnel the last is what stays.
        sums["last_frame"][where], sums["last"][where] = part["frame"], part["time"]
        found[rows] = where
        return found

    def _put(
        self, at: NDArray[np.int64], hashes: NDArray[np.uint64], part: NDArray[np.void],
        port: NDArray[np.uint16],
    ) -> None:  # fmt: skip
        """Begin a tunnel with each of some packets."""
        first = take(part, at)
        ends = ("outer_source", "outer_destination", "vni")
        self._keys += zip(*(first[end].tolist() for end in ends), port[at].tolist(), strict=True)
        self._begun += zip(first["frame"].tolist(), first["time"].tolist(), strict=True)
        for number in np.unique(port[at]).tolist():
            self.ports[number] = "standard" if number == VXLAN_PORT else "by content"
        where = self._sums.grow(len(at))
        self._index.remember(hashes[at], np.arange(where.start, where.stop))

    def records(self) -> tuple[Tunnel, ...]:
        """Return all of them, in the order in which they were seen."""
        return tuple(
            Tunnel(
                text_of(source), text_of(destination), vni, port, packets, octets,
                first_frame, last_frame, first, last, longest,
            )
            for (source, destination, vni, port), (first_frame, first), (
                packets, octets, last_frame, last, longest,
            ) in zip(self._keys, self._begun, self._sums.rows.tolist(), strict=True)
        )  # fmt: skip
