"""Finds the packets of a pcapng file: sections, interfaces, and blocks of four kinds.

Format: draft-ietf-opsawg-pcapng. A section has its own byte order and its own interfaces.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from parsers.capture.buffer import Broken, Buffer
from parsers.capture.format import Port
from parsers.capture.window import Window

SHB, IDB, OPB, SPB, EPB = 0x0A0D0D0A, 1, 2, 3, 6
MAGIC = 0x1A2B3C4D
LARGEST_PACKET = 1 << 20
LARGEST_BLOCK = 1 << 30
"""A block above this is no block: names, keys and the like stay far below."""
OPT_NAME, OPT_RESOLUTION, OPT_OFFSET = 2, 9, 14
SECOND = 1_000_000_000


@dataclass(slots=True)
class Clock:
    """How an interface counts time."""

    number: int
    """Of the interface in the file."""
    snaplen: int
    units: int = 1_000_000
    """A second has so many."""
    offset: int = 0
    """Seconds to add."""

    def ns(self, stamp: int) -> int:
        """Return a time stamp as ns since 1970."""
        whole, rest = divmod(stamp, self.units)
        return min((whole + self.offset) * SECOND + rest * SECOND // self.units, (1 << 63) - 1)


class Rows:
    """The packets of a window as they are found."""

    def __init__(self) -> None:
        self.start: list[int] = []
        self.captured: list[int] = []
        self.wire: list[int] = []
        self.time: list[int] = []
        self.interface: list[int] = []

    def add(self, start: int, captured: int, wire: int, time: int, interface: int) -> None:
        """Add a packet."""
        self.start.append(start)
        self.captured.append(captured)
        self.wire.append(wire)
        self.time.append(time)
        self.interface.append(interface)


class Pcapng:
    """One file on its way."""

    def __init__(self, buffer: Buffer, port: Port) -> None:
        self.buffer = buffer
        self.port = port
        port.format = "pcapng"
        self.order = "<"
        self.clocks: list[Clock] = []
        """The interfaces of this section."""
        self.now = 0

    def windows(self) -> Iterator[Window]:
        """Yield the packets.

        Raises Broken where the file's structure ends before its bytes do.
        """
        while self.buffer.fill():
            rows = Rows()
            data = self.buffer.view()
            used, why = self._scan(data, rows)
            if rows.start:
                yield Window(
                    self.buffer.array(), np.array(rows.start, np.int64),
                    np.array(rows.captured, np.int64), np.array(rows.wire, np.int64),
                    np.array(rows.time, np.int64), np.array(rows.interface, np.uint8),
                    self.port.next_frame(len(rows.start)),
                )  # fmt: skip
            if why:
                raise Broken("record", f"{why} after frame {self.port.frames}")
            self.buffer.skip(used)
        if self.buffer.left() or self.buffer.owes():
            raise Broken("cut", f"the last block is incomplete, after frame {self.port.frames}")

    def _scan(self, data: memoryview, rows: Rows) -> tuple[int, str]:
        """Read whole blocks; return (bytes used, why what follows is no block)."""
        at, end = 0, len(data)
        while at + 12 <= end:
            kind, size = struct.unpack_from(self.order + "II", data, at)
            if kind == SHB:
                magic = data[at + 8 : at + 12]
                if magic not in (MAGIC.to_bytes(4, "little"), MAGIC.to_bytes(4, "big")):
                    return at, "a section header of unknown byte order"
                self.order = "<" if magic[0] == 0x4D else ">"
                size = struct.unpack_from(self.order + "I", data, at + 4)[0]
            if size < 12 or size & 3 or size > LARGEST_BLOCK:
                return at, f"a block of {size} bytes"
            packet = kind in {EPB, OPB, SPB}
            if packet and size > LARGEST_PACKET:
                return at, f"a packet of {size} bytes"
            if at + size > end:
                # What is no packet may be larger than a window: it is passed over.
                return (at + size if size > LARGEST_PACKET else at), ""
            if struct.unpack_from(self.order + "I", data, at + size - 4)[0] != size:
                return at, "a block whose two lengths differ"
            if not self._block(kind, data, at, size, rows):
                return at, "a packet longer than its block"
            at += size
        return at, ""

    def _block(self, kind: int, data: memoryview, at: int, size: int, rows: Rows) -> bool:
        """Take a block; False if it can't be what it says."""
        if kind == EPB and size >= 32:
            number, high, low, captured, wire = struct.unpack_from(self.order + "5I", data, at + 8)
            return self._packet(rows, at + 28, at + size, number, high << 32 | low, captured, wire)
        if kind == OPB and size >= 32:
            number, _, high, low, captured, wire = struct.unpack_from(
                self.order + "HHIIII", data, at + 8
            )
            return self._packet(rows, at + 28, at + size, number, high << 32 | low, captured, wire)
        if kind == SPB and size >= 16 and self.clocks:
            wire = struct.unpack_from(self.order + "I", data, at + 8)[0]
            captured = min(wire, self.clocks[0].snaplen or wire, size - 16)
            rows.add(at + 12, captured, wire, self.now, self.clocks[0].number)
        elif kind == SHB:
            self.clocks = []
        elif kind == IDB and size >= 20:
            self._interface(data, at, size)
        return True

    def _packet(
        self, rows: Rows, start: int, end: int, number: int, stamp: int, captured: int, wire: int
    ) -> bool:
        if number >= len(self.clocks) or start + captured > end - 4:
            return False
        clock = self.clocks[number]
        self.now = clock.ns(stamp)
        rows.add(start, captured, max(wire, captured), self.now, clock.number)
        return True

    def _interface(self, data: memoryview, at: int, size: int) -> None:
        link, _, snaplen = struct.unpack_from(self.order + "HHI", data, at + 8)
        clock = Clock(min(len(self.port.interfaces), 255), snaplen)
        name = ""
        option, end = at + 16, at + size - 4
        while option + 4 <= end:
            code, length = struct.unpack_from(self.order + "HH", data, option)
            value = bytes(data[option + 4 : min(option + 4 + length, end)])
            if code == 0 or len(value) < length:
                break
            if code == OPT_NAME:
                name = value.decode("utf-8", "replace").rstrip("\0")
            elif code == OPT_RESOLUTION and length:
                power = value[0] & 0x7F
                clock.units = 1 << power if value[0] & 0x80 else 10 ** min(power, 30)
            elif code == OPT_OFFSET and length == 8:
                clock.offset = struct.unpack(self.order + "q", value)[0]
            option += 4 + (length + 3 & ~3)
        self.port.interface(name, link, snaplen)
        self.clocks.append(clock)
