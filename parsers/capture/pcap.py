"""Finds the records of a pcap file, of either byte order and both resolutions.

Format: draft-ietf-opsawg-pcap; the modified header of Kuznetzov's patch has 24 bytes a record.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from parsers.capture import lockstep
from parsers.capture.buffer import Broken, Buffer
from parsers.capture.format import Port
from parsers.capture.window import Window

MAGICS = {
    0xA1B2C3D4: (16, 1_000, "pcap"),
    0xA1B23C4D: (16, 1, "pcap (ns)"),
    0xA1B2CD34: (24, 1_000, "pcap (modified)"),
}
LARGEST = 262_144
"""Bytes of a packet: tcpdump's own limit. More is no record."""


def order_of(head: bytes) -> str:
    """Return the byte order of a pcap's first bytes, `<` or `>`; empty if it is none."""
    for order in "<>":
        if len(head) >= 4 and struct.unpack_from(order + "I", head)[0] in MAGICS:
            return order
    return ""


def windows(buffer: Buffer, port: Port) -> Iterator[Window]:
    """Yield the records; `port` takes the interface and the format.

    Raises Broken where the file's structure ends before its bytes do.
    """
    if not buffer.need(24):
        raise Broken("cut", "the file ends within its header")
    head = buffer.take(24)
    order = order_of(head)
    magic, _, _, _, _, snaplen, link = struct.unpack(order + "IHHiIII", head)
    header, unit, port.format = MAGICS[magic]
    if order == ">":
        port.format += ", big endian"
    port.interface("", link & 0xFFFF, snaplen)
    word = "<u4" if order == "<" else ">u4"
    largest = max(LARGEST, snaplen if snaplen <= 1 << 20 else 0)
    while buffer.fill():
        data = buffer.array()
        at, used, broken = records(data[: buffer.left()], order, header, largest)
        if len(at):
            words = np.ndarray((len(data) - 15,), "V16", buffer=data, strides=(1,))[at].view(word)
            fields = words.reshape(-1, 4).astype(np.int64)
            yield Window(
                data, at + header, fields[:, 2], fields[:, 3],
                fields[:, 0] * 1_000_000_000 + fields[:, 1] * unit,
                np.zeros(len(at), np.uint8), port.next_frame(len(at)),
            )  # fmt: skip
        buffer.skip(used)
        if broken:
            raise Broken("record", f"no record header after frame {port.frames}")
    if buffer.left():
        raise Broken("cut", f"the last record is incomplete, after frame {port.frames}")


def records(
    data: NDArray[np.uint8], order: str, header: int, largest: int
) -> tuple[NDArray[np.int64], int, bool]:
    """Return (offsets of whole records, bytes used, whether what follows is no record)."""
    before, begin = lockstep.starts(data, order, header, largest) or (np.zeros(0, np.int64), 0)
    found, used, broken = scan(data.data, begin, order, header, largest)
    return np.append(before, found), used, broken


def scan(
    data: memoryview, at: int, order: str, header: int, largest: int
) -> tuple[NDArray[np.int64], int, bool]:
    """Return the same of what begins at an offset, record by record."""
    starts: list[int] = []
    length = struct.Struct(order + "I").unpack_from
    end = len(data)
    limit = end - header
    while at <= limit:
        size = length(data, at + 8)[0]
        if size > largest:
            return np.array(starts, np.int64), at, True
        after = at + header + size
        if after > end:
            break
        starts.append(at)
        at = after
    return np.array(starts, np.int64), at, False
