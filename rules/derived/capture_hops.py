"""What two captures of one time say together: the packets they share, and those that got lost."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.capture.rows import take
from rules.base import NotApplicable
from rules.derived.address_names import AddressNames
from rules.derived.capture_losses import MARGIN, losses, pair_of, repeats
from rules.derived.capture_match import (
    Keyed,
    Match,
    keyed,
    match,
    matchable,
    offset,
    resegmented,
)
from rules.derived.capture_points import CapturePoints, Point
from rules.derived.stages import stage_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PAIRS = 200
"""Pairs of captures that are compared."""
ENOUGH = 3
"""Shared packets without which two captures say nothing together."""


@dataclass(frozen=True, slots=True)
class Way:
    """The packets of one sender to one receiver between two points."""

    source: str
    destination: str
    forth: bool
    """True if they pass `a` first."""
    shared: int
    lost: tuple[int, ...]
    """Frames of the capture passed first that the other one lacks though it covers their time."""
    sent: int
    """Packets that the capture passed first shows while the other one runs."""
    delay: int
    """Nanoseconds from point to point, in the middle; clocks are aligned."""
    slowest: int
    repeated: int
    """Lost TCP packets that their sender sent again: the loss is real."""
    example: tuple[int, int] = (0, 0)
    """The slowest packet: its frame in a and in b; 0 if none is shared."""


@dataclass(frozen=True, slots=True)
class Hop:
    """Two captures that show the same packets."""

    a: Point
    b: Point
    shared: int
    offset: int
    """Nanoseconds by which b's clock is ahead of a's."""
    both_ways: bool
    """False: packets went one way alone, and the offset holds the way's time too."""
    grew: int
    """Bytes by which frames are longer at b (an encapsulation), in the middle."""
    ways: tuple[Way, ...]
    missed: tuple[int, int] = (0, 0)
    """Packets that the second point of their way shows and the first does not, of those that pass
    b first and a first: gaps of a capture itself."""

    def gaps(self, way: Way) -> bool:
        """Return whether captures that miss packets themselves may explain what is lost."""
        return self.missed[way.forth] * 4 > len(way.lost)


@dataclass(frozen=True)
class CaptureHops:
    """Every pair of captures that shares packets."""

    items: tuple[Hop, ...]

    def __len__(self) -> int:
        return len(self.items)


def derive_capture_hops(points: CapturePoints, names: AddressNames) -> CaptureHops:
    """Compare every two captures that ran at one time."""
    if len(points.items) < 2:
        raise NotApplicable("one capture alone: a second one of the same time is needed")
    tables = [keyed(matchable(point.capture.packets.table)) for point in points.items]
    pairs = [
        (one, other)
        for one, other in itertools.combinations(range(len(tables)), 2)
        if overlap(points.items[one], points.items[other])
    ]
    return CaptureHops(
        tuple(
            hop
            for one, other in pairs[:PAIRS]
            if (hop := compare(points.items[one], points.items[other], tables[one], tables[other],
                               names))
        )
    )  # fmt: skip


def overlap(a: Point, b: Point) -> bool:
    """Return whether two captures may have run at one time, their clocks an hour apart at most."""
    hour = 3_600 * MARGIN
    return a.capture.first - hour <= b.capture.last and b.capture.first - hour <= a.capture.last


def compare(a: Point, b: Point, one: Keyed, other: Keyed, names: AddressNames) -> Hop | None:
    """Return what two captures say together; None if they share too little."""
    import numpy as np  # loaded for captures only

    shared = match(one, other)
    if len(shared) < ENOUGH:
        return None
    ahead, both = offset(one, other, shared)
    grew = other.table["octets"][shared.b].astype(int) - one.table["octets"][shared.a].astype(int)
    missed = [0, 0]
    found = tuple(ways(a, b, one, other, shared, ahead, names, missed))
    return Hop(a, b, len(shared), ahead, both, int(np.median(grew)), found, (missed[0], missed[1]))


def ways(
    a: Point,
    b: Point,
    one: Keyed,
    other: Keyed,
    shared: Match,
    ahead: int,
    names: AddressNames,
    missed: list[int],
) -> Iterator[Way]:
    """Yield each sender and receiver, with what got lost between the points; count gaps."""
    from parsers.capture.columns import text_of  # loads numpy

    delta = other.table["time"][shared.b] - one.table["time"][shared.a] - ahead
    frames = (one.table["frame"][shared.a], other.table["frame"][shared.b])
    known = delays(pair_of(take(one.table, shared.a)), delta, frames)
    resized = resegmented(one.table, other.table)
    forth = losses(one, other, ahead, resized=resized)
    back = losses(other, one, -ahead, resized=resized)
    seen = {True: hosts_of(other.table), False: hosts_of(one.table)}
    for end in dict.fromkeys((*known, *forth, *back)):
        source, destination = text_of(end >> 32 & 0xFFFFFFFF), text_of(end & 0xFFFFFFFF)
        there, count, middle, slowest, *example = known.get(end, (None, 0, 0, 0, 0, 0))
        if there is None:
            there = expected(a, b, source, destination, names)
            if there is None or end & 0xFFFFFFFF not in seen[there]:
                continue
        lost, sent = (forth if there else back).get(end, (None, 0))
        missed[there] += len((back if there else forth).get(end, ((), 0))[0]) if count else 0
        if lost is None and not count:
            continue
        yield Way(
            source, destination, there, count,
            () if lost is None else tuple(lost["frame"].tolist()), max(sent, count),
            middle, slowest,
            0 if lost is None else repeats(lost, (one if there else other).table, end),
            (example[0], example[1]),
        )  # fmt: skip


def delays(
    ends: NDArray[np.int64],
    delta: NDArray[np.int64],
    frames: tuple[NDArray[np.uint32], NDArray[np.uint32]],
) -> dict[int, tuple[bool, int, int, int, int, int]]:
    """Return by pair of hosts what their packets tell.

    (They pass a first, how many, delay in the middle, the longest, its frames in a and in b.)
    """
    import numpy as np  # loaded for captures only

    order = np.lexsort((np.abs(delta), ends))
    ends, delta = ends[order], delta[order]
    starts = np.r_[True, ends[1:] != ends[:-1]].nonzero()[0]
    stops = np.r_[starts[1:], len(ends)]
    signed = np.add.reduceat(np.sign(delta), starts)
    middle = np.abs(delta[(starts + stops - 1) // 2])
    slowest = order[stops - 1]
    columns = (signed >= 0, stops - starts, middle, np.abs(delta[stops - 1]),
               frames[0][slowest], frames[1][slowest])  # fmt: skip
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return dict(zip(ends[starts].tolist(), rows, strict=True))


def hosts_of(table: NDArray[np.void]) -> set[int]:
    """Return every address that a capture shows: its filter lets their packets in."""
    import numpy as np  # loaded for captures only

    return set(np.union1d(table["source"], table["destination"]).tolist())


def expected(a: Point, b: Point, source: str, destination: str, names: AddressNames) -> bool | None:
    """Return whether packets pass a first, by where the captures were taken; None: not both."""
    first = stage_of(a, source, destination, names)
    second = stage_of(b, source, destination, names)
    if first is None or second is None or first == second:
        return None
    return first < second
