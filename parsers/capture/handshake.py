"""Fills in how TCP connections begin and end: SYN, SYN-ACK, ACK, TLS ClientHello, FIN, RST."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.capture.columns import ACK, FIN, RST, SYN
from parsers.capture.sums import Sums

HELLO_LEAST = 6
SECOND = 1e9


def handshake(
    sums: Sums, tcp: NDArray[np.int64], data: NDArray[np.uint8], payload_at: NDArray[np.int64]
) -> None:
    """Look at the TCP packets of a window, `tcp` in the order of `sums`."""
    table, into = sums.table, sums.into
    flags = table["flags"][tcp]
    way = sums.direction[tcp]
    special = (flags & (SYN | FIN | RST)) != 0
    some, marks, side = tcp[special], flags[special], way[special]
    opening = (marks & SYN) != 0
    syn = some[opening & ((marks & ACK) == 0) & (side == 0)]
    synack = some[opening & ((marks & ACK) != 0) & (side == 1)]
    answered_before = into["synack_frame"] > 0
    sums.first("syn_frame", syn)
    sums.count("syns", syn)
    sums.first("synack_frame", synack)
    sums.count("synacks", synack)
    group = sums.group
    into["syn_last_frame"][group[syn]] = table["frame"][syn]
    # A SYN sent again after the answer was captured does not time it.
    fresh = (into["synack_frame"] == 0)[group[syn]] | (
        (table["frame"][syn] < into["synack_frame"][group[syn]]) & ~answered_before[group[syn]]
    )
    into["syn_time"][group[syn[fresh]]] = table["time"][syn[fresh]]
    timed = synack[table["frame"][synack] == into["synack_frame"][group[synack]]]
    begun = timed[into["syns"][group[timed]] > 0]
    into["rtt_b"][group[begun]] = (table["time"][begun] - into["syn_time"][group[begun]]) / SECOND
    for each in (0, 1):
        ours = side == each
        resets, ends = some[((marks & RST) != 0) & ours], some[((marks & FIN) != 0) & ours]
        sums.first("reset_frame", resets, each)
        sums.count("resets", resets, each)
        sums.first("fin_frame", ends, each)
    established(sums, tcp, flags, way)
    talk(sums, tcp, way, data, payload_at)


def established(
    sums: Sums, tcp: NDArray[np.int64], flags: NDArray[np.uint8], way: NDArray[np.int64]
) -> None:
    """Find the client's ACK of the SYN-ACK."""
    table, into, group = sums.table, sums.into, sums.group
    waiting = (into["synack_frame"] > 0) & (into["ack_frame"] == 0)
    if not waiting.any():
        return
    plain = (flags & (SYN | RST | ACK)) == ACK
    at = tcp[waiting[group[tcp]] & (way == 0) & plain]
    at = at[table["frame"][at] > into["synack_frame"][group[at]]]
    sums.first("ack_frame", at)
    first = at[table["frame"][at] == into["ack_frame"][group[at]]]
    rows = group[first]
    # The time of the SYN-ACK is that of the SYN and the first half of the round trip.
    half = into["rtt_b"][rows].astype(np.float64)
    half[np.isnan(half)] = 0
    since = (table["time"][first] - into["syn_time"][rows]) / SECOND - half
    into["rtt_a"][rows] = np.where(into["syns"][rows] > 0, since, np.nan)


def talk(
    sums: Sums, tcp: NDArray[np.int64], way: NDArray[np.int64], data: NDArray[np.uint8],
    payload_at: NDArray[np.int64],
) -> None:  # fmt: skip
    """Count payload, and find a TLS ClientHello and what the server sends after it."""
    table, into, group = sums.table, sums.into, sums.group
    size = table["payload"][tcp]
    full = size > 0
    at, way, size = tcp[full], way[full], size[full]
    sides = 2 * len(into)
    total = into["data"] + np.bincount(sums.side[at], size, sides).reshape(-1, 2)
    into["data"] = np.minimum(total, np.iinfo(np.uint32).max)
    for each in (0, 1):
        sums.first("data_frame", at[way == each], each)
    unseen = into["hello_frame"] == 0
    asks = at[(way == 0) & (size >= HELLO_LEAST) & unseen[group[at]]]
    begin = payload_at[asks]
    hello = asks[(data[begin] == 0x16) & (data[begin + 1] == 3) & (data[begin + 5] == 1)]
    if len(hello):
        sums.first("hello_frame", hello)
        first = hello[table["frame"][hello] == into["hello_frame"][group[hello]]]
        into["hello_time"][group[first]] = table["time"][first]
    waiting = (into["hello_frame"] > 0) & (into["hello_answer_frame"] == 0)
    if waiting.any():
        says = at[(way == 1) & waiting[group[at]]]
        says = says[table["frame"][says] > into["hello_frame"][group[says]]]
        sums.first("hello_answer_frame", says)
