"""Knows of each TCP packet what came before it in both directions.

tshark walks packet by packet; here every quantity that it remembers (the highest sequence number
of each direction, the last acknowledgement of the other one ...) is a running maximum or the last
value before, taken of all packets of a window at once. docs/captures.md says where the two differ.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from parsers.capture.columns import FIN, RST, SYN
from parsers.capture.grouping import begins
from parsers.capture.rows import put, take
from parsers.capture.sums import Sums

T = TypeVar("T", bound=np.generic)

FAR = 1 << 40
MICRO = 1_000
PROBES = 40
"""Segments of one byte into a closed window that are told from probes, a sender and window."""
WRAP = 0xFFFFFFFF


def signed(value: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a difference of two sequence numbers, of which the nearer way round counts."""
    return ((value + 0x80000000) & WRAP) - 0x80000000


def last_true(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each row the last row up to it for which a mask is true; -1: none."""
    found: NDArray[np.int64] = np.maximum.accumulate(np.where(mask, np.arange(len(mask)), -1))
    return found


class Analysis:
    """The TCP packets of a window, sorted by connection and frame, and the state before them."""

    def __init__(self, sums: Sums, tcp: NDArray[np.int64]) -> None:
        self.sums = sums
        self.tcp = tcp
        self.table = sums.table if len(tcp) == len(sums.table) else take(sums.table, tcp)
        self.group = sums.group[tcp]
        self.way = sums.direction[tcp]
        self.state = take(sums.flows.state.array, sums.connection)
        """Of each group."""
        self.sequence = self.table["sequence"].astype(np.int64)
        self.ack = self.table["acknowledgement"].astype(np.int64)
        self.size = self.table["payload"].astype(np.int64)
        self.flags = self.table["flags"]
        self.window = self.table["window"]
        self.time = self.table["time"].astype(np.int64)
        self.marked = (self.flags & (SYN | FIN | RST)) != 0
        self.opens = (self.flags & (SYN | FIN)) != 0
        self._by_side()
        self._by_connection()
        self._sequences()
        self._acknowledgements()

    def _by_side(self) -> None:
        """Put each sender's packets together: `order`, and where each was before, `own`."""
        side = self.group * 2 + self.way
        packed = np.sort(side << 24 | np.arange(len(side)))
        self.order = order = packed & ((1 << 24) - 1)
        sides = packed >> 24
        first = begins(sides)
        self.first = first.nonzero()[0]
        self.segment = np.cumsum(first) - 1
        self.sides = sides[self.first]
        """Which side each segment of the order is."""
        self.own = np.empty(len(order), np.int64)
        self.own[order[1:]] = order[:-1]
        self.own[order[self.first]] = -1

    def _by_connection(self) -> None:
        """Find for each packet the last one from the other side, `other`; -1: none here."""
        starts = begins(self.group).nonzero()[0]
        begin = np.repeat(starts, np.diff(np.append(starts, len(self.group))))
        latest = [last_true(self.way == way) for way in (0, 1)]
        other = np.where(self.way == 0, latest[1], latest[0])
        self.other = np.where(other >= begin, other, -1)

    def of(
        self, at: NDArray[np.int64], values: NDArray[np.generic], name: str, other: bool
    ) -> NDArray[np.int64]:
        """Return a value of the packets at positions; where there is none, what the state says."""
        side = 1 - self.way if other else self.way
        missing = at < 0
        found = values[at].astype(np.int64)
        found[missing] = self.state[name][self.group[missing], side[missing]]
        return found

    def _sequences(self) -> None:
        """Unwrap sequence numbers; find the highest that was sent before each packet."""
        order, first, segment = self.order, self.first, self.segment
        sequence = self.sequence[order]
        group, way = self.sides >> 1, self.sides & 1
        seen = self.state["seen"][group, way]
        expected = self.state["next"][group, way].astype(np.int64)
        step = np.empty(len(order), np.int64)
        step[1:] = signed(sequence[1:] - sequence[:-1])
        step[first] = np.where(seen, signed(sequence[first] - expected), 0)
        total = np.cumsum(step)
        relative = np.clip(total - (total[first] - step[first])[segment], -FAR, FAR)
        window = self.of(self.other, self.window, "window", other=True)
        known = (self.other >= 0) | self.state["seen"][self.group, 1 - self.way]
        probe = ((self.size == 1) & (window == 0) & known & ~self.marked)[order]
        start = np.where(seen, 0, -2 * FAR)
        whole = relative + self.size[order] + self.opens[order]
        end, before = whole, self._before(whole, start)
        for _ in range(PROBES if probe.any() else 0):
            # A window probe does not count as sent; it is one if it begins where it should.
            end = np.where(probe, relative, whole)
            before = self._before(end, start)
            wrong = (probe & (relative != before)).nonzero()[0]
            if not len(wrong):
                break
            # The first of each sender that is none changes what comes after it.
            probe[wrong[np.unique(segment[wrong], return_index=True)[1]]] = False
        record = end > before
        latest = last_true(record)
        setter = np.empty(len(order), np.int64)
        setter[1:] = latest[:-1]
        setter[0] = -1
        setter[setter < first[segment]] = -1
        self.seen, self.record, self.latest = seen, record, latest
        self.ends = np.maximum(before, end) - relative
        """Highest sequence number after each packet, less its own; in `order`."""
        self.ahead = self._scattered(relative - before)
        """How far each packet begins beyond the highest sequence number before it."""
        self.probe = self._scattered(probe)
        self.started = self.ahead < FAR
        self.setter = self._scattered(np.where(setter >= 0, order[setter], -1))
        """The packet that set the highest sequence number before each."""

    def _before(self, end: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the highest end before each packet, in `order`; segments begin with `start`."""
        lift = self.segment * (FAR * 8)
        before = np.empty(len(end), np.int64)
        before[1:] = (np.maximum.accumulate(end + lift) - lift)[:-1]
        before[self.first] = start
        lowest: NDArray[np.int64] = np.maximum(before, start[self.segment])
        return lowest

    def _scattered(self, values: NDArray[T]) -> NDArray[T]:
        """Return values of `order` in the order of connections."""
        made = np.empty_like(values)
        made[self.order] = values
        return made

    def _acknowledgements(self) -> None:
        """Count duplicate ACKs in a row, as of each packet."""
        order, first, segment = self.order, self.first, self.segment
        own_ack = self.of(self.own, self.ack, "ack", other=False)
        own_window = self.of(self.own, self.window, "window", other=False)
        self.keep_alive = (
            (self.size <= 1) & (self.ahead == -1) & ~self.marked & self.started & ~self.probe
        )
        kept = self.of(self.other, self.keep_alive, "kept_alive", other=True) > 0
        same = self.ack == own_ack
        repeated = (
            same & (self.size == 0) & (self.window != 0) & (self.window == own_window)
            & (self.ahead == 0) & ~self.marked & ~kept
        )  # fmt: skip
        repeated, same = repeated[order], same[order]
        group, way = self.sides >> 1, self.sides & 1
        total = np.cumsum(repeated)
        reset = last_true(~same)
        before = np.zeros(len(order), np.int64)
        before[1:] = total[:-1]
        here = reset >= first[segment]
        base = np.where(here, before[np.maximum(reset, 0)], before[first][segment])
        carried = np.where(here, 0, self.state["dupacks"][group, way][segment])
        self.duplicates = self._scattered(total - base + carried)

    def keep(self) -> None:
        """Remember what the next window's packets are compared with."""
        order = self.order
        last = np.append(self.first[1:], len(order)) - 1
        ends, starts = order[last], order[self.first]
        group, way = self.sides >> 1, self.sides & 1
        state = self.state
        new = ~self.seen
        begin = self.sequence[starts] - ((self.flags[starts] & SYN) == 0)
        state["base"][group[new], way[new]] = begin[new] & WRAP
        state["next"][group, way] = (self.sequence[ends] + self.ends[last]) & WRAP
        state["ack"][group, way] = self.ack[ends]
        state["ack_time"][group, way] = self.time[ends] // MICRO & WRAP
        state["window"][group, way] = self.window[ends]
        state["dupacks"][group, way] = np.minimum(self.duplicates[ends], 255)
        state["kept_alive"][group, way] = self.keep_alive[ends]
        setter = self.latest[last]
        moved = setter >= self.first
        times = self.time[order[setter[moved]]] // MICRO & WRAP
        state["next_time"][group[moved], way[moved]] = times
        state["seen"][group, way] = True
        put(self.sums.flows.state.array, self.sums.connection, state)
