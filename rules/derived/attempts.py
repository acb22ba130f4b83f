"""Connection attempts that nobody answered, each followed over all captures by its SYN's number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.base import Source
from parsers.capture.connections import Connection
from parsers.capture.fact import Capture, seconds
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point

TRIES = 2
LASTS = 3.0
"""Seconds that a capture must go on after the first SYN, so that an answer would be in it."""
APART = 0.8
"""Seconds between the first SYN and the last: less is a packet that was captured twice."""
MOST = 5_000
"""Attempts of one capture that are looked at."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One attempt as one capture shows it, before or after translation."""

    point: Point
    connection: Connection
    sequence: int
    time: int
    """Of the first SYN."""

    @property
    def source(self) -> Source:
        """The first SYN."""
        return self.point.capture.source(self.connection.syn_frame)


@dataclass(frozen=True, slots=True)
class Attempt:
    """SYNs of one connection that were repeated and never answered."""

    sightings: tuple[Sighting, ...]
    client: str
    target: str
    """Where it goes at last: behind a service's address, if the translation was captured."""
    port: int
    sure: bool
    """True if it was tried again, and a capture goes on long enough after the first try."""

    @property
    def tries(self) -> int:
        """SYNs, in the capture that has most of them."""
        return max(each.connection.syns for each in self.sightings)


@dataclass(frozen=True)
class Attempts:
    """All of them."""

    items: tuple[Attempt, ...]

    def __len__(self) -> int:
        return len(self.items)


def derive_attempts(points: CapturePoints, names: AddressNames) -> Attempts:
    """Join what the captures show of each attempt; one that is answered anywhere is none."""
    found: dict[int, list[Sighting]] = defaultdict(list)
    for point in points.items:
        for each in sightings(point):
            found[each.sequence].append(each)
    answered = {
        number for point in points.items for number in answered_numbers(point.capture, set(found))
    }
    return Attempts(
        tuple(
            attempt
            for number, some in found.items()
            if number not in answered
            for attempt in attempts(some, names)
        )
    )


def sightings(point: Point) -> Iterator[Sighting]:
    """Yield the unanswered attempts of one capture, without what an ICMP error answered."""
    capture = point.capture
    refused = {
        (e.quoted_source, e.quoted_destination, e.quoted_source_port, e.quoted_destination_port)
        for e in capture.icmp_errors
    }
    for each in capture.connections.unanswered_syns(MOST):
        row = capture.packets.row(each.syn_frame)
        if row is not None and (each.a, each.b, each.a_port, each.b_port) not in refused:
            yield Sighting(point, each, int(row["sequence"]), int(row["time"]))


def answered_numbers(capture: Capture, numbers: set[int]) -> set[int]:
    """Return the SYN numbers that a SYN-ACK or RST of this capture acknowledges."""
    import numpy as np  # loaded for captures only

    if not numbers:
        return set()
    table = capture.packets.table
    rows = capture.connections.table
    begun = rows["syn_frame"][(rows["syns"] > 0) & (rows["packets"][:, 1] > 0)]
    sent = table["sequence"][capture.packets.rows(begun)[1]]
    replies = (table["protocol"] == 6) & (table["flags"] & 16 > 0) & (table["flags"] & 6 > 0)
    acked = table["acknowledgement"][replies] - np.uint32(1)
    wanted = np.sort(np.fromiter(numbers, np.uint32))
    answered: set[int] = set()
    for each in (sent, acked):
        near = wanted[np.minimum(wanted.searchsorted(each), len(wanted) - 1)]
        answered.update(each[near == each].tolist())
    return answered


def attempts(some: list[Sighting], names: AddressNames) -> Iterator[Attempt]:
    """Yield one attempt of sightings with the same number, or several if their ends differ."""
    last = [each for each in some if not names.in_services(each.connection.b)]
    target = (last or some)[-1].connection
    first = next(
        (each for each in some if names.in_services(each.connection.b)), some[0]
    ).connection
    yield Attempt(
        tuple(some),
        first.a,
        target.b,
        target.b_port,
        any(is_sure(each) for each in some),
    )


def is_sure(sighting: Sighting) -> bool:
    """Return whether an attempt was really repeated, and an answer would have been captured."""
    syns = sighting.connection
    return (
        syns.syns >= TRIES
        and seconds(syns.last - sighting.time) >= APART
        and seconds(sighting.point.capture.last - sighting.time) >= LASTS
    )
