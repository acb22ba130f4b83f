"""Adds a window's packets to the rows of their connections: counts, bytes, frames, handshakes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.capture.flows import Flows
from parsers.capture.grouping import Grouped
from parsers.capture.rows import put, take


class Sums:
    """One window's packets, sorted by connection, on their way into the table."""

    def __init__(
        self, flows: Flows, packets: Grouped, rows: NDArray[np.int64], tunnel: NDArray[np.int32]
    ) -> None:
        self.flows = flows
        self.packets = packets
        self.table = packets.table
        self.group = packets.group
        self.connection = rows
        flipped = flows.state.array["flipped"][rows]
        self.direction = (packets.swapped != flipped[self.group]).astype(np.int64)
        """Of each packet: 0 if a sent it."""
        self.side = self.group * 2 + self.direction
        self.tunnel = tunnel
        self.all = flows.table.array
        self.into = take(self.all, rows)

    def add(self) -> None:
        """Add what every protocol has."""
        into, table, starts = self.into, self.table, self.packets.starts
        last = np.append(starts[1:], len(table)) - 1
        into["last_frame"], into["last"] = table["frame"][last], table["time"][last]
        sides = 2 * len(starts)
        into["packets"] += np.bincount(self.side, minlength=sides).reshape(-1, 2).astype("u4")
        length = table["length"]
        octets = np.bincount(self.side, length, sides)
        into["octets"] += octets.astype("u8").reshape(-1, 2)
        for way in (0, 1):
            mine = np.where(self.direction == way, length, 0)
            longest = np.maximum.reduceat(mine, starts)
            into["longest"][:, way] = np.maximum(into["longest"][:, way], longest)
        firsts = self.first_of_side()
        begun = firsts >= 0
        for column, values in (("first_of", table["frame"]), ("tunnel", self.tunnel)):
            empty = (into["first_of"] == 0 if column == "first_of" else into["tunnel"] < 0) & begun
            into[column][empty] = values[firsts[empty]]

    def first_of_side(self) -> NDArray[np.int64]:
        """Return the first packet of each direction of each group, -1 where there is none."""
        found = np.full(2 * len(self.packets.starts), -1)
        found[self.side[::-1]] = np.arange(len(self.side) - 1, -1, -1)
        return found.reshape(-1, 2)

    def first(self, column: str, at: NDArray[np.int64], way: int | None = None) -> None:
        """Put the frames of packets into an empty column of their group: of each the first."""
        groups = self.group[at][::-1]
        frames = self.table["frame"][at][::-1]
        into = self.into[column] if way is None else self.into[column][:, way]
        seen = np.zeros(len(into), into.dtype)
        seen[groups] = frames
        into[...] = np.where(into == 0, seen, into)

    def count(self, column: str, at: NDArray[np.int64], way: int | None = None) -> None:
        """Add up packets into a column of their group, which stays at its largest value."""
        into = self.into[column] if way is None else self.into[column][:, way]
        total = into.astype(np.int64) + np.bincount(self.group[at], minlength=len(into))
        into[...] = np.minimum(total, np.iinfo(into.dtype).max)

    def store(self) -> None:
        """Write the rows back."""
        put(self.all, self.connection, self.into)
