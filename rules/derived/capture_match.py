"""Finds the packets of one capture in another, and by them the offset of their clocks.

A packet is known by its addresses, ports, IP id, TCP numbers, flags and payload: all that routers
and tunnels leave alone. What looks like another packet of its capture is not matched. Everything
here is columns and sorting: n log n in the packets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.capture.rows import take

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ICMP, TCP, UDP = 1, 6, 17
MULTIPLIER = 0x9E3779B97F4A7C15
AT_ONCE = 50_000_000
"""Nanoseconds within which a packet passes all interfaces of a node."""
IDENTITY = ("source", "destination", "protocol", "source_port", "destination_port", "ident",
            "sequence", "acknowledgement", "flags", "payload")  # fmt: skip
UNTRANSLATED = ("protocol", "ident", "sequence", "acknowledgement", "flags", "payload")
"""What address translation leaves alone."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The packets of one capture that can be matched, with their keys in order."""

    table: NDArray[np.void]
    """Rows of `columns.PACKET`: first fragments and whole packets of ICMP, TCP and UDP."""
    keys: NDArray[np.uint64]
    """Of packets that were sent once, sorted."""
    rows: NDArray[np.int64]
    """The row of each key, the first that shows the packet."""
    every: NDArray[np.uint64]
    """All keys, sorted, each once."""


@dataclass(frozen=True, slots=True)
class Match:
    """The packets that two captures share: row numbers in their tables, pairwise."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.a)


def matchable(table: NDArray[np.void]) -> NDArray[np.void]:
    """Return the packets that have an identity."""
    protocol = table["protocol"]
    known = (protocol == TCP) | (protocol == UDP) | (protocol == ICMP)
    return take(table, (table["kind"] == 2) & known & (table["fragment"] & 2 == 0))


def numbers(table: NDArray[np.void], names: tuple[str, ...]) -> NDArray[np.uint64]:
    """Give each packet a number of 64 bits that stands for some of its fields."""
    import numpy as np  # loaded for captures only

    key = np.zeros(len(table), np.uint64)
    multiplier, shift = np.uint64(MULTIPLIER), np.uint64(29)
    for name in names:
        key = (key ^ table[name].astype(np.uint64)) * multiplier
        key ^= key >> shift
    return key


def keyed(table: NDArray[np.void], names: tuple[str, ...] = IDENTITY) -> Keyed:
    """Return the packets of a capture with their keys.

    `tcpdump -i any` shows a packet at each interface that it passes: what comes again at once is
    the same packet, and later it is another one that looks alike.
    """
    import numpy as np  # loaded for captures only

    from parsers.capture.grouping import order_by

    key = numbers(table, names)
    if not len(key):
        return Keyed(table, key, np.zeros(0, np.int64), key)
    order = order_by(key)
    key, time = key[order], table["time"][order]
    starts = np.r_[True, key[1:] != key[:-1]].nonzero()[0]
    last = np.r_[starts[1:], len(key)] - 1
    once = (time[last] - time[starts]) <= AT_ONCE
    return Keyed(table, key[starts][once], order[starts][once], key[starts])


def translated(lost: NDArray[np.void], there: NDArray[np.void]) -> NDArray[np.bool_]:
    """Return which TCP packets another capture holds under other addresses."""
    import numpy as np  # loaded for captures only

    there = there[there["protocol"] == TCP]
    return np.isin(numbers(lost, UNTRANSLATED), numbers(there, UNTRANSLATED))


def match(a: Keyed, b: Keyed) -> Match:
    """Return the packets whose keys both captures have."""
    import numpy as np  # loaded for captures only

    _, at_a, at_b = np.intersect1d(a.keys, b.keys, assume_unique=True, return_indices=True)
    return Match(a.rows[at_a], b.rows[at_b])


def offset(a: Keyed, b: Keyed, shared: Match) -> tuple[int, bool]:
    """Return (b's clock less a's in ns, whether packets went both ways).

    As NTP does: the fastest packet of a conversation in each direction took about equally long,
    so that the middle between their two differences is the offset. Of packets in one direction
    alone, the smallest difference is the offset and the shortest way together.
    """
    import numpy as np  # loaded for captures only

    rows_a, rows_b = take(a.table, shared.a), take(b.table, shared.b)
    delta = rows_b["time"] - rows_a["time"]
    source = rows_a["source"].astype(np.int64)
    destination = rows_a["destination"].astype(np.int64)
    pair = np.minimum(source, destination) << 32 | np.maximum(source, destination)
    forward = source < destination
    order = np.lexsort((delta, forward, pair))
    pair, forward, delta = pair[order], forward[order], delta[order]
    new = np.r_[True, (pair[1:] != pair[:-1]) | (forward[1:] != forward[:-1])]
    starts = new.nonzero()[0]
    ends = np.r_[starts[1:], len(pair)]
    low, high = delta[starts], delta[ends - 1]
    middle = delta[(starts + ends - 1) // 2]
    both = (pair[starts][1:] == pair[starts][:-1]).nonzero()[0]
    if not len(both):
        return int(delta.min()), False
    one, other = both, both + 1
    later = middle[one] >= middle[other]
    there = np.where(later, low[one], low[other])
    back = np.where(later, high[other], high[one])
    weights = np.minimum((ends - starts)[one], (ends - starts)[other])
    return int(weighted_median((there + back) // 2, weights)), True


def weighted_median(values: NDArray[np.int64], weights: NDArray[np.int64]) -> int:
    """Return the value in the middle of the weights."""
    import numpy as np  # loaded for captures only

    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return int(values[order][np.searchsorted(total, total[-1] / 2)])


def resegmented(a: NDArray[np.void], b: NDArray[np.void]) -> bool:
    """Return whether the cards cut or joined TCP segments between two points (TSO, GRO)."""
    sizes = [int(t["payload"][t["protocol"] == TCP].max(initial=0)) for t in (a, b)]
    return sizes[0] != sizes[1] and max(sizes) > 1_480


def covered(lost: NDArray[np.void], there: NDArray[np.void]) -> NDArray[np.bool_]:
    """Return which TCP segments another capture holds in segments of other sizes."""
    import numpy as np  # loaded for captures only

    def flow(table: NDArray[np.void]) -> NDArray[np.uint64]:
        ends = numbers(table, ("source", "destination", "source_port", "destination_port"))
        return ends & np.uint64(0xFFFFFFFF00000000) | table["sequence"].astype(np.uint64)

    there = there[(there["protocol"] == TCP) & (there["payload"] > 0)]
    if not len(there):
        return np.zeros(len(lost), np.bool_)
    keys = flow(there)
    order = np.argsort(keys)
    keys, size = keys[order], there["payload"][order].astype(np.uint64)
    wanted = flow(lost)
    after = np.searchsorted(keys, wanted, "right")
    before = np.maximum(after - 1, 0)
    following = np.minimum(after, len(keys) - 1)
    length = lost["payload"].astype(np.uint64)
    held = (keys[before] <= wanted) & (wanted - keys[before] < size[before])
    begun = (keys[following] > wanted) & (keys[following] - wanted < length)
    return (held | begun) & (lost["payload"] > 0)
