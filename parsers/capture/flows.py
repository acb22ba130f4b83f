"""Keeps the table of connections while windows go by: finds each packet's row, adds up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.capture.columns import ACK, BROKEN, CONNECTION, LATER_FRAGMENT, STATE, SYN
from parsers.capture.grouping import Grouped, ports
from parsers.capture.grow import Table
from parsers.capture.index import Index
from parsers.capture.rows import take
from parsers.capture.transport import TCP


class Flows:
    """All connections so far: `table` has what is told of them, `state` what the analysis needs."""

    def __init__(self) -> None:
        self.table = Table(CONNECTION)
        self.state = Table(STATE)
        self._index = Index()
        """The latest connection of each hash."""

    def rows_of(self, packets: Grouped) -> NDArray[np.int64]:
        """Return the connection of each group; new ones get a row with their ends filled in.

        A SYN that begins another connection between the same ports begins a group of its own.
        """
        known = self._index.find(packets.hashes)
        renewed = np.array(renewals(packets, known, self.state.array), np.int64)
        if len(renewed):
            before = known[packets.group]
            packets.split(renewed)
            known = before[packets.starts]
            known[np.isin(packets.starts, renewed)] = -1
        new = (known < 0).nonzero()[0]
        if len(new):
            added = self._add(packets, new)
            known[new] = added
            self._index.remember(packets.hashes[new], added)
        return known

    def _add(self, packets: Grouped, new: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give groups a row each; the client is who sent the first packet, unless that answers."""
        where = self.table.grow(len(new))
        self.state.grow(len(new))
        first = take(packets.table, packets.starts[new])
        table = self.table.array[where]
        answers = (first["protocol"] == TCP) & (first["flags"] & (SYN | ACK) == (SYN | ACK))
        self.state.array["flipped"][where] = packets.swapped[packets.starts[new]] ^ answers
        sport, dport = ports(first)
        table["a"] = np.where(answers, first["destination"], first["source"])
        table["b"] = np.where(answers, first["source"], first["destination"])
        table["a_port"], table["b_port"] = (
            np.where(answers, dport, sport), np.where(answers, sport, dport),
        )  # fmt: skip
        table["protocol"], table["interface"] = first["protocol"], first["interface"]
        table["tunnelled"] = first["vni"] >= 0
        table["first_frame"], table["first"] = first["frame"], first["time"]
        table["tunnel"] = -1
        table["rtt_a"] = table["rtt_b"] = np.nan
        return np.arange(where.start, where.stop)


def renewals(packets: Grouped, known: NDArray[np.int64], state: NDArray[np.void]) -> list[int]:
    """Return where, in the order of the groups, a SYN begins another connection.

    It does if its sender sent before and the connection began with another sequence number.
    """
    flags = packets.table["flags"]
    syn = (packets.table["protocol"] == TCP) & (flags & (SYN | ACK) == SYN)
    syn &= (packets.table["fragment"] & (LATER_FRAGMENT | BROKEN)) == 0
    group = packets.group
    syn[packets.starts[known < 0]] = False
    found: list[int] = []
    bases: dict[tuple[int, bool], int] = {}
    begins: dict[int, int] = {}
    for at in syn.nonzero()[0].tolist():
        number, swapped = int(group[at]), bool(packets.swapped[at])
        sequence = int(packets.table["sequence"][at])
        base = bases.get((number, swapped))
        if base is None:
            begin = begins.get(number, int(packets.starts[number]))
            row = -1 if number in begins else int(known[number])
            base = first_base(packets, begin, at, None if row < 0 else state[row])
        if base is not None and base != sequence:
            found.append(at)
            begins[number] = at
            bases.pop((number, not swapped), None)
        bases[number, swapped] = sequence
    return found


def first_base(packets: Grouped, begin: int, at: int, state: np.void | None) -> int | None:
    """Return the number with which the sender of a SYN began before; None if it did not."""
    swapped = bool(packets.swapped[at])
    if state is not None:
        own = int(swapped != bool(state["flipped"]))
        if state["seen"][own]:
            return int(state["base"][own])
        if state["seen"][1 - own] and state["ack"][1 - own]:
            return int(state["ack"][1 - own]) - 1 & 0xFFFFFFFF
    before = packets.table[begin:at]
    mine = (packets.swapped[begin:at] == swapped).nonzero()[0]
    if len(mine):
        row = before[int(mine[0])]
        return int(row["sequence"]) - (not row["flags"] & SYN) & 0xFFFFFFFF
    answers = (before["flags"] & ACK).nonzero()[0]
    return int(before["acknowledgement"][answers[0]]) - 1 & 0xFFFFFFFF if len(answers) else None
