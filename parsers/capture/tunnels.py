"""Adds up VXLAN by outer source, outer destination, VNI and port."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.capture.columns import text_of
from parsers.capture.decode import VXLAN_PORT, Decoded
from parsers.capture.grouping import mix
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
        self._keys: dict[int, tuple[int, int, int, int]] = {}
        """Hash -> (outer source, outer destination, VNI, port)."""
        self._begun: list[tuple[int, int]] = []
        self._sums = np.zeros(0, SUMS)
        self._known = (np.zeros(0, np.uint64), np.zeros(0, np.int64))
        """All hashes in order, and their tunnels."""
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
        where = self._find(hashes)
        new = (where < 0).nonzero()[0]
        if len(new):
            firsts = np.sort(np.unique(hashes[new], return_index=True)[1])
            for at in new[firsts].tolist():
                key = (int(source[at]), int(destination[at]), int(part["vni"][at]), int(port[at]))
                self._put(key, int(hashes[at]), int(part["frame"][at]), int(part["time"][at]))
            self._sort()
            where = self._find(hashes)
        if self.cut:
            keep = where >= 0
            rows, part, where = rows[keep], take(part, keep), where[keep]
        sums = self._sums
        count = np.bincount(where, minlength=len(sums))
        sums["packets"] += count
        sums["octets"] += np.bincount(where, part["octets"], len(sums)).astype(np.int64)
        np.maximum.at(sums["longest"], where, decoded.outer_length[rows])
        # Of several packets of one tunnel the last is what stays.
        sums["last_frame"][where], sums["last"][where] = part["frame"], part["time"]
        found[rows] = where
        return found

    def _find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the tunnel of each hash; -1 where it is not known."""
        known, rows = self._known
        if not len(known):
            return np.full(len(hashes), -1)
        at = np.minimum(known.searchsorted(hashes), len(known) - 1)
        return np.where(known[at] == hashes, rows[at], -1)

    def _put(self, key: tuple[int, int, int, int], hashed: int, frame: int, time: int) -> None:
        if len(self._keys) >= LIMIT:
            self.cut = True
            return
        self._keys[hashed] = key
        self._begun.append((frame, time))
        self.ports[key[3]] = "standard" if key[3] == VXLAN_PORT else "by content"

    def _sort(self) -> None:
        """Make room for new tunnels, and order all by hash."""
        hashes = np.fromiter(self._keys, np.uint64, len(self._keys))
        order = hashes.argsort()
        self._known = (hashes[order], order)
        grown = np.zeros(len(hashes), SUMS)
        grown[: len(self._sums)] = self._sums
        self._sums = grown

    def records(self) -> tuple[Tunnel, ...]:
        """Return all of them, in the order in which they were seen."""
        return tuple(
            Tunnel(
                text_of(source), text_of(destination), vni, port, packets, octets,
                first_frame, last_frame, first, last, longest,
            )
            for (source, destination, vni, port), (first_frame, first), (
                packets, octets, last_frame, last, longest,
            ) in zip(self._keys.values(), self._begun, self._sums.tolist(), strict=True)
        )  # fmt: skip
