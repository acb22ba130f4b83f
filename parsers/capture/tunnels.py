"""Adds up VXLAN by outer source, outer destination, VNI and port."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.capture.columns import text_of
from parsers.capture.decode import VXLAN_PORT, Decoded
from parsers.capture.grouping import mix, order_by
from parsers.capture.records import Tunnel

LIMIT = 20_000
"""Tunnels that are told apart: damaged captures could hold millions."""


class Tunnels:
    """The tunnels so far, in the order in which they were seen."""

    def __init__(self) -> None:
        self._index: dict[tuple[int, int, int, int], int] = {}
        self._sums: list[list[int]] = []
        self.ports: dict[int, str] = {}
        self.cut = False

    def add(self, decoded: Decoded) -> NDArray[np.int32]:
        """Add a window, and return the tunnel of each packet; -1: none."""
        table = decoded.table
        found = np.full(len(table), -1, np.int32)
        rows = (decoded.outer_port != 0).nonzero()[0]
        if not len(rows):
            return found
        part = table if len(rows) == len(table) else table[rows]
        source, destination = part["outer_source"], part["outer_destination"]
        port = decoded.outer_port[rows]
        place = part["vni"].astype(np.uint64) << np.uint64(16) | port
        hashes = mix(source.astype(np.uint64) << np.uint64(32) | destination) ^ place
        order = order_by(mix(hashes))
        ordered = hashes[order]
        first = np.ones(len(order), np.bool_)
        first[1:] = ordered[1:] != ordered[:-1]
        starts = first.nonzero()[0]
        count = np.diff(np.append(starts, len(order)))
        octets = np.add.reduceat(part["octets"][order].astype(np.int64), starts)
        longest = np.maximum.reduceat(decoded.outer_length[rows][order], starts)
        begin, end = order[starts], order[starts + count - 1]
        numbers = np.empty(len(starts), np.int32)
        for number, (at, to) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
            key = (int(source[at]), int(destination[at]), int(part["vni"][at]), int(port[at]))
            numbers[number] = self._put(
                key, int(count[number]), int(octets[number]), int(longest[number]),
                part[["frame", "time"]][at].tolist(), part[["frame", "time"]][to].tolist(),
            )  # fmt: skip
        found[rows[order]] = np.repeat(numbers, count)
        return found

    def _put(
        self, key: tuple[int, int, int, int], count: int, octets: int, longest: int,
        first: tuple[int, int], last: tuple[int, int],
    ) -> int:  # fmt: skip
        number = self._index.get(key)
        if number is None:
            if len(self._sums) >= LIMIT:
                self.cut = True
                return -1
            number = self._index[key] = len(self._sums)
            self._sums.append([0, 0, *first, 0, 0, 0])
            self.ports[key[3]] = "standard" if key[3] == VXLAN_PORT else "by content"
        sums = self._sums[number]
        sums[0] += count
        sums[1] += octets
        sums[4:6] = last
        sums[6] = max(sums[6], longest)
        return number

    def records(self) -> tuple[Tunnel, ...]:
        """Return all of them."""
        return tuple(
            Tunnel(
                text_of(source), text_of(destination), vni, port, packets, octets,
                first_frame, last_frame, first, last, longest,
            )
            for (source, destination, vni, port), (
                packets, octets, first_frame, first, last_frame, last, longest,
            ) in zip(self._index, self._sums, strict=True)
        )  # fmt: skip
