"""Names what TCP packets are: retransmissions, gaps, zero windows, resets, as tshark does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.capture.analysis import MICRO, WRAP, Analysis, signed
from parsers.capture.columns import RST, TCP_EVENT
from parsers.capture.grouping import repeats
from parsers.capture.rows import take
from parsers.capture.sums import Sums
from parsers.capture.tcp_events import KINDS

(
    RETRANSMISSION, FAST, SPURIOUS, OUT_OF_ORDER, KEEP_ALIVE, ZERO_WINDOW, RESET, LOST, DUPLICATE,
) = range(len(KINDS))  # fmt: skip
FAST_WITHIN = 20_000_000
"""ns after the last duplicate ACK within which a retransmission counts as fast."""
OUT_OF_ORDER_WITHIN = 3_000_000
"""ns after the highest segment within which a lower one is out of order, if no RTT is known."""


def events(sums: Sums, tcp: NDArray[np.int64]) -> NDArray[np.void]:
    """Return the events (`TCP_EVENT`) of a window in the order of frames; update its sums."""
    packets = Analysis(sums, tcp)
    kind = kinds(packets)
    zero = (packets.window == 0) & ~packets.marked & ~packets.probe
    reset = (packets.flags & RST) != 0
    made = np.concatenate(
        [
            table(packets, kind >= 0, kind),
            table(packets, gap(packets), np.full(len(tcp), LOST)),
            table(packets, zero, np.full(len(tcp), ZERO_WINDOW)),
            table(packets, reset, np.full(len(tcp), RESET)),
        ]
    )
    for way in (0, 1):
        mine = packets.way == way
        again = tcp[(kind >= RETRANSMISSION) & (kind <= SPURIOUS) & mine]
        sums.count("retransmissions", again, way)
        longest = sums.into["retransmitted_longest"][:, way]
        np.maximum.at(longest, sums.group[again], sums.table["length"][again])
        sums.count("zero_windows", tcp[zero & mine], way)
    packets.keep()
    return made[np.argsort(made["frame"], kind="stable")]


def gap(packets: Analysis) -> NDArray[np.bool_]:
    """Return which packets begin beyond what their sender sent before."""
    reset = (packets.flags & RST) != 0
    found: NDArray[np.bool_] = packets.started & (packets.ahead > 0) & ~(reset | packets.probe)
    return found


def kinds(packets: Analysis) -> NDArray[np.int64]:
    """Return the kind of each packet's sequence number; -1: as expected."""
    kind = np.full(len(packets.size), -1)
    behind, size = packets.ahead < 0, packets.size
    kind[packets.keep_alive] = KEEP_ALIVE
    # One byte before the expected one: what a window probe sent comes again with more.
    behind &= ~((size > 1) & (packets.ahead == -1))
    other_ack = packets.of(packets.other, packets.ack, "ack", other=True)
    acked = (size > 0) & (other_ack != 0) & (signed(packets.sequence + size - other_ack) <= 0)
    sent = (size > 0) | packets.opens
    again = (sent & (behind | acked) & ~packets.keep_alive).nonzero()[0]
    if len(again):
        kind[again] = sent_again(packets, again, behind, acked, other_ack)
    return kind


def sent_again(
    packets: Analysis, again: NDArray[np.int64], behind: NDArray[np.bool_],
    acked: NDArray[np.bool_], other_ack: NDArray[np.int64],
) -> NDArray[np.int64]:  # fmt: skip
    """Return which kind of retransmission, if any, each of some packets is."""
    side = packets.group * 2 + packets.way
    ident = packets.table["ident"]
    # What came twice lies in a connection in which something was sent again.
    touched = np.zeros(len(packets.state), np.bool_)
    touched[packets.group[again]] = True
    near = touched[packets.group]
    twice = np.zeros(len(side), np.bool_)
    twice[near] = repeats(side[near], packets.sequence[near], packets.size[near], ident[near])
    twice = twice[again] & (ident[again] != 0)
    now = packets.time[again]
    since_ack = now - time_of(packets, again, packets.other, "ack_time", other=True)
    since_next = now - time_of(packets, again, packets.setter, "next_time", other=False)
    duplicates = packets.of(packets.other, packets.duplicates, "dupacks", other=True)[again]
    fast = (
        (duplicates >= 2) & (other_ack[again] == packets.sequence[again])
        & (since_ack < FAST_WITHIN)
    )  # fmt: skip
    into = packets.sums.into[packets.group[again]]
    rtt = (into["rtt_b"].astype(np.float64) + into["rtt_a"]) * 1e9
    timely = (into["ack_frame"] > 0) & (into["ack_frame"] < packets.table["frame"][again])
    limit = np.where(timely & (rtt > 0), rtt, OUT_OF_ORDER_WITHIN)
    # The highest byte sent is this one's own: sent again, not late.
    last = (packets.ahead + packets.size + packets.opens)[again] == 0
    early = (since_next < limit) & ~last
    kind = np.full(len(again), RETRANSMISSION)
    kind[early] = OUT_OF_ORDER
    kind[fast] = FAST
    kind[acked[again]] = SPURIOUS
    kind[~behind[again] & ~acked[again]] = -1
    kind[twice] = DUPLICATE
    return kind


def time_of(
    packets: Analysis, again: NDArray[np.int64], at: NDArray[np.int64], name: str, *, other: bool
) -> NDArray[np.int64]:
    """Return when packets at positions came; where there is none, what the state says."""
    at = at[again]
    found = packets.time[at]
    missing = at < 0
    if missing.any():
        group, way = packets.group[again][missing], packets.way[again][missing]
        stored = packets.state[name][group, 1 - way if other else way].astype(np.int64)
        now = packets.time[again][missing]
        found[missing] = now - ((now // MICRO - stored) & WRAP) * MICRO
    return found


def table(packets: Analysis, where: NDArray[np.bool_], kind: NDArray[np.int64]) -> NDArray[np.void]:
    """Return events of some packets."""
    at = where.nonzero()[0]
    made = np.zeros(len(at), TCP_EVENT)
    rows = take(packets.table, at)
    made["frame"], made["time"], made["length"] = rows["frame"], rows["time"], rows["length"]
    made["sequence"], made["direction"] = rows["sequence"], packets.way[at]
    made["connection"] = packets.sums.connection[packets.group[at]]
    made["kind"] = kind[at]
    return made
