"""The conversations of a capture: a table of columns, and records of the rows asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from parsers.capture.rows import take

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

TCP = 6
UDP = 17
BATCH = 256
"""Rows that become records at one time."""
ENDS = ["a", "b", "a_port", "b_port", "protocol"]
KNOWN = (
    ("syn_frame", "Flags [S]"), ("synack_frame", "Flags [S.]"), ("first_frame", "first"),
    ("hello_frame", "TLS ClientHello"), ("last_frame", "last"),
)  # fmt: skip
"""Columns of frames, and what such a frame is; the first that applies says most."""
LAST_ROW = (1 << 28) - 1
"""Rows beyond it are not told by a frame."""


class Connection(NamedTuple):
    """One row of the table. Pairs are (sent by a, sent by b); frames are 0 where none was seen."""

    row: int
    a: str
    """The client: who sent the first SYN, else who was seen sending first."""
    b: str
    a_port: int
    b_port: int
    protocol: int
    tunnelled: bool
    """Seen inside VXLAN."""
    interface: int
    first_frame: int
    last_frame: int
    first: int
    last: int
    packets: tuple[int, int]
    octets: tuple[int, int]
    tunnel: tuple[int, int]
    """Index in `Capture.tunnels` of the first packet of each direction; -1: none."""
    longest: tuple[int, int]
    """Largest IP total length of each direction: the MTU that was used."""
    first_of: tuple[int, int]
    syn_frame: int
    syn_last_frame: int
    syn_time: int
    syns: int
    synack_frame: int
    synacks: int
    ack_frame: int
    """The client's first segment after the SYN-ACK: the handshake is complete."""
    rtt_b: float
    """Seconds from SYN to SYN-ACK, NaN if not seen: from the capture's point to b and back."""
    rtt_a: float
    """Seconds from SYN-ACK to ACK."""
    reset_frame: tuple[int, int]
    resets: tuple[int, int]
    fin_frame: tuple[int, int]
    retransmissions: tuple[int, int]
    retransmitted_longest: tuple[int, int]
    zero_windows: tuple[int, int]
    data: tuple[int, int]
    """Payload bytes, retransmitted ones included."""
    data_frame: tuple[int, int]
    unacked: tuple[int, int]
    """Bytes sent and not acknowledged when the capture ended."""
    hello_frame: int
    """A TLS ClientHello of a."""
    hello_time: int
    hello_answer_frame: int
    """b's first payload after it."""

    @property
    def name(self) -> str:
        """The two ends, as tcpdump writes them."""
        ported = self.protocol in {TCP, UDP}
        return (
            f"{self.a}.{self.a_port} > {self.b}.{self.b_port}" if ported else f"{self.a} > {self.b}"
        )


@dataclass(frozen=True, slots=True)
class Connections:
    """Every conversation of IPv4 in one capture, in the order in which they began."""

    table: NDArray[np.void]
    """`columns.CONNECTION`: for masks and counts over all rows."""

    _known: list[NDArray[np.uint64]] = field(default_factory=list, init=False, repr=False)
    """What is known of frames (frame << 32 | what << 28 | row), in order: made when first asked."""

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, row: int) -> Connection:
        """Return one row as a record."""
        return next(self.rows(self.table[row : row + 1], [row]))

    def where(self, mask: NDArray[np.bool_], limit: int | None = None) -> Iterator[Connection]:
        """Yield the rows for which a mask over `table` is true, as records."""
        found = mask.nonzero()[0][:limit]
        for first in range(0, len(found), BATCH):
            some = found[first : first + BATCH]
            yield from self.rows(take(self.table, some), some.tolist())

    def rows(
        self, table: NDArray[np.void], numbers: Iterable[int] | None = None
    ) -> Iterator[Connection]:
        """Yield rows of a table as records; `numbers` are those that they have in `self.table`."""
        from parsers.capture.columns import text_of  # loads numpy

        columns: list[Iterable[Any]] = []
        for name in table.dtype.names or ():
            values = table[name]
            if name in {"a", "b"}:
                columns.append(map(text_of, values.tolist()))
            else:
                columns.append(map(tuple, values.tolist()) if values.ndim > 1 else values.tolist())
        for row, fields in zip(
            range(len(table)) if numbers is None else numbers,
            zip(*columns, strict=True),
            strict=True,
        ):
            yield Connection(row, *fields)

    def servers(self, mask: NDArray[np.bool_]) -> set[tuple[int, int]]:
        """Return the address, as a number, and port of b in the rows for which a mask is true."""
        from parsers.capture.grouping import begins  # loads numpy

        ends = self.table["b"][mask].astype("i8") << 16 | self.table["b_port"][mask]
        ends.sort()
        return {(end >> 16, end & 0xFFFF) for end in ends[begins(ends)].tolist()}

    def unanswered_syns(self, limit: int | None = None) -> Iterator[Connection]:
        """Yield connections whose SYNs got neither SYN-ACK nor RST in this capture."""
        return self.where(self._unanswered(), limit)

    def _unanswered(self) -> NDArray[np.bool_]:
        t = self.table
        return (t["syns"] > 0) & (t["packets"][:, 1] == 0)  # type: ignore[no-any-return]

    def refused(self, limit: int | None = None) -> Iterator[Connection]:
        """Yield connections whose SYN was answered by RST."""
        t = self.table
        mask = (t["syns"] > 0) & (t["synacks"] == 0) & (t["resets"][:, 1] > 0)
        return self.where(mask, limit)

    def reset(self, limit: int | None = None) -> Iterator[Connection]:
        """Yield connections that either end reset, refused ones included."""
        resets = self.table["resets"]
        return self.where((resets[:, 0] > 0) | (resets[:, 1] > 0), limit)

    def stalled_hellos(self, limit: int | None = None) -> Iterator[Connection]:
        """Yield connections with a TLS ClientHello and no payload from the server after it."""
        t = self.table
        return self.where((t["hello_frame"] > 0) & (t["hello_answer_frame"] == 0), limit)

    def of_pair(self, a: str, b: str) -> Iterator[Connection]:
        """Yield the connections between two addresses, whoever began."""
        from parsers.capture.columns import number_of  # loads numpy

        x, y, t = number_of(a), number_of(b), self.table
        return self.where(
            ((t["a"] == x) & (t["b"] == y)) | ((t["a"] == y) & (t["b"] == x)),
        )

    def line(self, frame: int) -> str:
        """Return what is known of a frame that was not kept: which connection it begins or ends."""
        if not self._known:
            self._known.append(self._of_frames())
        known = self._known[0]
        at = int(known.searchsorted(known.dtype.type(frame << 32)))
        if at == len(known) or (found := int(known[at])) >> 32 != frame:
            return ""
        what, row = KNOWN[found >> 28 & 15][1], found & LAST_ROW
        return f"{name_of(*self.table[ENDS][row].tolist())}: {what}"

    def _of_frames(self) -> NDArray[np.uint64]:
        import numpy as np  # loaded for captures only

        rows = np.arange(min(len(self.table), LAST_ROW + 1), dtype=np.uint64)
        parts = []
        for what, (column, _) in enumerate(KNOWN):
            frames = self.table[column][: len(rows)].astype(np.uint64)
            parts.append((frames << np.uint64(32) | np.uint64(what << 28) | rows)[frames > 0])
        return np.sort(np.concatenate(parts))

    def frame(self) -> pd.DataFrame:
        """Return all rows as a pandas frame, the busiest first; pairs become `_ab` and `_ba`."""
        import pandas as pd  # loaded for queries only

        from parsers.capture.columns import text_of

        columns: dict[str, object] = {}
        for name in self.table.dtype.names or ():
            values = self.table[name]
            if name in {"a", "b"}:
                columns[name] = [text_of(v) for v in values.tolist()]
            elif values.ndim > 1:
                columns |= {f"{name}_ab": values[:, 0], f"{name}_ba": values[:, 1]}
            else:
                columns[name] = values
        made = pd.DataFrame(columns)
        order = (made["octets_ab"] + made["octets_ba"]).sort_values(ascending=False).index
        return made.loc[order]


def name_of(a: int, b: int, a_port: int, b_port: int, protocol: int) -> str:
    """Return the two ends of a row, as tcpdump writes them."""
    from parsers.capture.columns import text_of  # loads numpy

    if protocol in {TCP, UDP}:
        return f"{text_of(a)}.{a_port} > {text_of(b)}.{b_port}"
    return f"{text_of(a)} > {text_of(b)}"
