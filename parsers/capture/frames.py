"""Gets single frames out of a capture again: those that are shown, byte by byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parsers.capture import pcap
from parsers.capture.buffer import Broken, Buffer
from parsers.capture.format import Port
from parsers.capture.pcapng import Pcapng
from parsers.capture.window import Window

FAR = 64 << 20
"""Bytes of packets after which no more frames are looked for: a capture may have gigabytes."""


def frames(chunks: Iterable[bytes], wanted: set[int]) -> Iterator[tuple[int, int, bytes]]:
    """Yield (frame, linktype's number, bytes kept) of the wanted frames, up to `FAR`."""
    port = Port()
    last = max(wanted, default=0)
    octets = 0
    try:
        for window in windows(Buffer(chunks, arrays=2), port):
            for frame in sorted(wanted):
                row = frame - window.first_frame
                if 0 <= row < len(window):
                    start, size = int(window.start[row]), int(window.captured[row])
                    data = window.data[start : start + size].tobytes()
                    yield frame, port.interfaces[int(window.interface[row])][1], data
            octets += int(window.captured.sum())
            if window.first_frame + len(window) > last or octets > FAR:
                return
    except Broken:
        return


def windows(buffer: Buffer, port: Port) -> Iterator[Window]:
    """Yield the records of a capture of either format."""
    buffer.need(4)
    if bytes(buffer.view()[:4]) == b"\n\r\r\n":
        return Pcapng(buffer, port).windows()
    return pcap.windows(buffer, port)
