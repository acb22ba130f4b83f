"""Which packets one capture shows and the next one lacks, though it ran at the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parsers.capture.rows import take
from rules.derived.capture_match import TCP, UDP, Keyed, covered, translated

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
    table = take(sender.table, sender.rows)
    inside = (table["time"] >= first) & (table["time"] <= last)
    gone = table[inside & ~np.isin(sender.keys, receiver.every, assume_unique=True)]
    gone = gone[admitted(gone, receiver.table)]
    tcp = gone["protocol"] == TCP
    if tcp.any():
        gone = gone[~(tcp & translated(gone, receiver.table))]
    if resized and len(gone):
        gone = gone[~((gone["protocol"] == TCP) & covered(gone, receiver.table))]
    sent = np.unique(pair_of(take(table, inside)), return_counts=True)
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


def admitted(packets: NDArray[np.void], table: NDArray[np.void]) -> NDArray[np.bool_]:
    """Return which packets the filter of a capture would have let in, as far as it shows.

    Of a protocol that it does not show nobody knows; nor of another port if it shows one alone.
    """
    import numpy as np  # loaded for captures only

    seen = np.isin(packets["protocol"], np.unique(table["protocol"]))
    for protocol in (TCP, UDP):
        ports = service_ports(table[table["protocol"] == protocol])
        if len(ports) == 1:
            mine = (packets["source_port"] == ports[0]) | (packets["destination_port"] == ports[0])
            seen &= (packets["protocol"] != protocol) | mine
    return seen


def service_ports(table: NDArray[np.void]) -> list[int]:
    """Return the one port that all packets share, or any two if there is none."""
    import numpy as np  # loaded for captures only

    if not len(table):
        return []
    for port in (int(table["source_port"][0]), int(table["destination_port"][0])):
        if ((table["source_port"] == port) | (table["destination_port"] == port)).all():
            return [port]
    return np.unique(table["source_port"])[:2].tolist() if len(table) > 1 else [0, 1]


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
