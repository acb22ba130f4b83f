"""Which packets one capture shows and the next one lacks, though it ran at the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.derived.capture_match import TCP, Keyed, covered, translated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MARGIN = 1_000_000_000
"""Nanoseconds: what a capture misses so close to its start or end proves nothing."""


def pair_of(table: NDArray[np.void]) -> NDArray[np.int64]:
    """Return source and destination as one number, which may be negative."""
    return table["source"].astype("i8") << 32 | table["destination"].astype("i8")  # type: ignore[no-any-return]


def losses(
    sender: Keyed, receiver: Keyed, shift: int, *, resized: bool
) -> dict[int, tuple[NDArray[np.void], int]]:
    """Return by pair of hosts (packets that did not arrive, packets sent) while both captures ran.

    `shift`: nanoseconds by which the receiver's clock is ahead.
    """
    import numpy as np  # loaded for captures only

    if not len(receiver.table):
        return {}
    first = int(receiver.table["time"].min()) - shift + MARGIN
    last = int(receiver.table["time"].max()) - shift - MARGIN
    table = sender.table[sender.rows]
    inside = (table["time"] >= first) & (table["time"] <= last)
    gone = table[inside & ~np.isin(sender.keys, receiver.keys, assume_unique=True)]
    tcp = gone["protocol"] == TCP
    if tcp.any():
        gone = gone[~(tcp & translated(gone, receiver.table))]
    if resized and len(gone):
        gone = gone[~((gone["protocol"] == TCP) & covered(gone, receiver.table))]
    sent = np.unique(pair_of(table[inside]), return_counts=True)
    counts = dict(zip(*(column.tolist() for column in sent), strict=True))
    ends = pair_of(gone)
    order = np.lexsort((gone["frame"], ends))
    gone, ends = gone[order], ends[order]
    if not len(ends):
        return {}
    starts = np.r_[True, ends[1:] != ends[:-1]].nonzero()[0]
    stops = np.r_[starts[1:], len(ends)]
    return {
        int(ends[start]): (gone[start:stop], counts[int(ends[start])])
        for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)
    }


def repeats(lost: NDArray[np.void], table: NDArray[np.void], end: int) -> int:
    """Return how many lost packets carry a TCP segment that was sent several times."""
    import numpy as np  # loaded for captures only

    wanted = lost[(lost["protocol"] == TCP) & ((lost["payload"] > 0) | (lost["flags"] & 2 > 0))]
    if not len(wanted):
        return 0

    def segment(rows: NDArray[np.void]) -> NDArray[np.int64]:
        return rows["sequence"].astype("i8") << 16 | rows["source_port"]  # type: ignore[no-any-return]

    numbers, counts = np.unique(segment(table[pair_of(table) == end]), return_counts=True)
    return int((counts[np.searchsorted(numbers, segment(wanted))] > 1).sum())
