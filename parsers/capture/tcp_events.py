"""What went wrong within TCP connections, packet by packet: as tshark's analysis names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Kinds, in the column `kind`. tshark's filter: tcp.analysis.<name with underscores>.
KINDS = (
    "retransmission",  # not before acknowledged, sent again; SYNs included
    "fast-retransmission",  # after duplicate ACKs
    "spurious-retransmission",  # what is sent again was acknowledged
    "out-of-order",  # a gap that is filled too soon to have been sent again
    "keep-alive",
    "zero-window",
    "reset",
    "lost-segment",  # a gap: a segment before this one was not captured
    "duplicate",  # the same packet captured twice (same IP id): tshark says retransmission
)
RETRANSMISSIONS = (0, 1, 2)
BATCH = 1_024
"""Events of which numbers are made at a time."""
COLUMNS = ("frame", "time", "connection", "direction", "kind", "length", "sequence")


class TcpEvent(NamedTuple):
    """One event; `connection` is a row of `Connections`."""

    frame: int
    time: int
    connection: int
    direction: int
    """0: sent by a (the client), 1: sent by b."""
    kind: str
    length: int
    """IP total length of the packet."""
    sequence: int


@dataclass(frozen=True, slots=True)
class TcpEvents:
    """Events in the order of their frames; each kind is listed up to a limit, counted whole."""

    table: NDArray[np.void]
    """`columns.TCP_EVENT`."""
    counts: dict[str, int]
    """Kind -> how many there were. `retransmission`: those neither fast nor spurious."""

    def __len__(self) -> int:
        return len(self.table)

    @property
    def retransmissions(self) -> int:
        """All of them, as tshark's tcp.analysis.retransmission counts."""
        return sum(self.counts.get(KINDS[kind], 0) for kind in RETRANSMISSIONS)

    def of(self, *kinds: str, connection: int | None = None) -> Iterator[TcpEvent]:
        """Yield the listed events, of some kinds if given, of one connection if given."""
        import numpy as np  # loaded for a capture only

        table = self.table
        if kinds:
            table = table[np.isin(table["kind"], [KINDS.index(kind) for kind in kinds])]
        if connection is not None:
            table = table[table["connection"] == connection]
        for first in range(0, len(table), BATCH):
            some = table[first : first + BATCH]
            columns = (some[name].tolist() for name in COLUMNS)
            for frame, time, number, way, kind, length, sequence in zip(*columns, strict=True):
                yield TcpEvent(frame, time, number, way, KINDS[kind], length, sequence)
