"""The packets that are kept of a capture, as columns, and each as one line like tcpdump's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from parsers.capture.rows import take

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ICMP = {
    (0, 0): "echo reply",
    (3, 0): "net unreachable",
    (3, 1): "host unreachable",
    (3, 2): "protocol unreachable",
    (3, 3): "port unreachable",
    (3, 4): "unreachable - need to frag",
    (3, 9): "net unreachable - admin prohibited",
    (3, 10): "host unreachable - admin prohibited",
    (3, 13): "unreachable - admin prohibited filter",
    (8, 0): "echo request",
    (11, 0): "time exceeded in-transit",
    (11, 1): "ip reassembly time exceeded",
}
TCP = 6
FLAG_LETTERS = ((2, "S"), (1, "F"), (4, "R"), (8, "P"), (16, "."), (32, "U"))


@dataclass(frozen=True, slots=True)
class Packets:
    """Kept packets in the order of their frames."""

    table: NDArray[np.void]
    """`columns.PACKET`, sorted by frame."""
    whole: bool
    """True if every frame of the capture is here."""

    _frames: NDArray[np.uint32] = field(init=False, repr=False)
    """The column side by side: a search in it as it lies in the table would copy it each time."""

    _by_end: list[NDArray[np.int64]] = field(default_factory=list, init=False, repr=False)
    """Senders of TCP in order, and their rows: made when first asked."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_frames", self.table["frame"].copy())

    def __len__(self) -> int:
        return len(self.table)

    def row(self, frame: int) -> np.void | None:
        """Return a frame's row; None if it was not kept."""
        at = int(self._frames.searchsorted(self._frames.dtype.type(frame)))
        if at < len(self._frames) and self._frames[at] == frame:
            return self.table[at]  # type: ignore[no-any-return]
        return None

    def rows(self, frames: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which of some frames were kept, by their indexes, and the row of each of those."""
        at = self._frames.searchsorted(frames)
        found = (at < len(self._frames)).nonzero()[0]
        found = found[self._frames[at[found]] == frames[found]]
        return found, at[found]

    def tcp_from(self, address: int, port: int) -> NDArray[np.void]:
        """Return the rows of TCP packets that one end sent, by address as a number and port."""
        if not self._by_end:
            table = self.table
            rows = (table["protocol"] == TCP).nonzero()[0]
            ends = table["source"][rows].astype("u8") << 16 | table["source_port"][rows]
            order = ends.argsort(kind="stable")
            self._by_end.extend((ends[order], rows[order]))
        ends, rows = self._by_end
        end = ends.dtype.type(address << 16 | port)
        some = rows[ends.searchsorted(end) : ends.searchsorted(end, "right")]
        return take(self.table, some)

    def line(self, frame: int) -> str:
        """Return a frame as one line like tcpdump's; empty if it was not kept."""
        row = self.row(frame)
        return "" if row is None else line(row)


def clock(time: int) -> str:
    """Return the time of day (UTC) with microseconds, as tcpdump prints it."""
    whole, rest = divmod(int(time), 1_000_000_000)
    try:
        return f"{datetime.fromtimestamp(whole, UTC):%H:%M:%S}.{rest // 1000:06d}"
    except (OverflowError, ValueError, OSError):
        return f"{whole}.{rest // 1000:06d}"


def line(row: np.void) -> str:
    """Return a packet as one line: time, VXLAN if it was in one, and what it is."""
    from parsers.capture.columns import text_of  # loads numpy

    said = clock(row["time"])
    if row["vni"] >= 0:
        outer = f"{text_of(row['outer_source'])} > {text_of(row['outer_destination'])}"
        said += f" [VXLAN {outer} vni {row['vni']}]"
    return f"{said} {inner(row)}"


def inner(row: np.void) -> str:
    """Return what a packet is, without time and tunnel."""
    from parsers.capture.columns import ARP, IPV4, IPV6, mac_of, text_of  # loads numpy

    source, destination = text_of(row["source"]), text_of(row["destination"])
    if row["kind"] == ARP:
        if row["flags"] == 1:
            return f"ARP, Request who-has {destination} tell {source}"
        return f"ARP, Reply {source} is-at {mac_of(row['source_mac'])}"
    if row["kind"] == IPV6:
        return f"IP6, {row['octets']} bytes"
    if row["kind"] != IPV4:
        return f"{row['octets']} bytes, not decoded"
    length = f"length {row['length']}"
    if row["fragment"] & 2:
        return f"IP {source} > {destination}: fragment of ident {row['ident']}, {length}"
    if row["protocol"] == 1:
        kind = (int(row["source_port"]), int(row["flags"]))
        said = ICMP.get(kind, f"type {kind[0]} code {kind[1]}")
        if kind == (3, 4):
            said += f" (mtu {row['window']})"
        if kind[0] in {0, 8}:
            said += f", id {row['destination_port']}, seq {row['sequence']}"
        return f"IP {source} > {destination}: ICMP {said}, {length}"
    ends = f"IP {source}.{row['source_port']} > {destination}.{row['destination_port']}"
    if row["protocol"] == 6:
        flags = "".join(letter for bit, letter in FLAG_LETTERS if row["flags"] & bit) or "none"
        seq = f", seq {row['sequence']}" if row["flags"] & 7 or row["payload"] else ""
        ack = f", ack {row['acknowledgement']}" if row["flags"] & 16 else ""
        return f"{ends}: Flags [{flags}]{seq}{ack}, win {row['window']}, length {row['payload']}"
    if row["protocol"] == 17:
        return f"{ends}: UDP, length {row['payload']}"
    return f"IP {source} > {destination}: protocol {row['protocol']}, {length}"
