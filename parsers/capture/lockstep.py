"""Finds where the records of a long stretch of pcap begin: from many places at once.

Each record says where the next one begins, which a loop in Python follows slowly. So the stretch
is cut into lanes, each begins at what looks like a record, and numpy takes a step in all of them.
A lane that does not end just where the next one begins shows that a guess was wrong; as the first
lane begins with a record, lanes that do fit hold nothing but records.
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

LANE = 60_000
"""Bytes of a lane: enough that the search for its begin pays."""
LEAST = 1 << 20
"""Bytes from which lanes pay."""
LOOK = 4096
"""Bytes of a lane in which its first record is looked for."""
TRIES = 24


def starts(
    data: NDArray[np.uint8], order: str, header: int, largest: int
) -> tuple[NDArray[np.int64], int] | None:
    """Return (offsets of records, where the last lane begins); None if a guess was wrong.

    The records of the last lane are not among them. `data` begins with a record.
    """
    if len(data) < LEAST:
        return None
    lanes = np.array(guesses(data, order, header, largest), np.int64)
    last = int(lanes[-1])
    sizes: NDArray[np.uint32] = np.ndarray(
        (len(data) - 3,), "<u4" if order == "<" else ">u4", buffer=data.data, strides=(1,)
    )
    found, owners = [lanes[:0]], [lanes[:0]]
    at, stop, lane = lanes[:-1] + 8, lanes[1:] + 8, np.arange(len(lanes) - 1)
    while len(at):
        found.append(at)
        owners.append(lane)
        at = at + sizes[at]
        at += header
        on = at < stop
        if np.count_nonzero(on) < len(on):
            if (at > stop).any():
                return None
            at, stop, lane = at[on], stop[on], lane[on]
    all_of_them = in_order(found, owners, len(lanes)) - 8
    if np.diff(all_of_them, append=last).max(initial=0) > largest + header:
        return None
    return all_of_them, last


def in_order(
    found: list[NDArray[np.int64]], owners: list[NDArray[np.int64]], lanes: int
) -> NDArray[np.int64]:
    """Return what each step found, with the lane of each, lane by lane."""
    owner = np.concatenate(owners)
    begin = np.append(0, np.cumsum(np.bincount(owner, minlength=lanes)))[owner]
    step = np.repeat(np.arange(len(found)), [len(some) for some in found]) - 1
    ordered = np.empty(len(owner), np.int64)
    ordered[begin + step] = np.concatenate(found)
    return ordered


def guesses(data: NDArray[np.uint8], order: str, header: int, largest: int) -> list[int]:
    """Return where lanes may begin: the first is sure, of the others the header looks right."""
    said = struct.Struct(order + "IIII").unpack_from
    view = data.data
    upper = 2 if order == "<" else 0
    # The upper half of the seconds changes once in 18 hours.
    mark = bytes(view[upper : upper + 2])
    limit = len(data) - 16

    def size(at: int) -> int:
        """Return the size of what may be a record; 0: it is none."""
        if at > limit or view[at + upper : at + upper + 2] != mark:
            return 0
        _, fraction, captured, wire = said(view, at)
        fits = fraction < 1_000_000_000 and captured <= wire <= largest
        return header + int(captured) if fits else 0

    found = [0]
    for guess in range(LANE, len(data) - LOOK, LANE):
        if guess <= found[-1]:
            continue
        near = bytes(view[guess : guess + LOOK])
        place = -1
        for _ in range(TRIES):
            place = near.find(mark, place + 1)
            at = guess + place - upper
            if place < 0:
                break
            if (step := size(at)) and size(at + step):
                found.append(at)
                break
    return found
