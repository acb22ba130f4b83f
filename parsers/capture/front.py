"""Decodes a capture window by window, and adds up all that needs no table of connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.capture import pcap
from parsers.capture.buffer import Broken, Buffer
from parsers.capture.decode import Decoded, decode
from parsers.capture.dns import Dns
from parsers.capture.format import Port
from parsers.capture.icmp import Icmp
from parsers.capture.pcapng import Pcapng
from parsers.capture.rate import Rate
from parsers.capture.records import Damage
from parsers.capture.tunnels import Tunnels
from parsers.capture.window import Window


@dataclass(slots=True)
class Seen:
    """A window as the rest needs it. `table`, `payload_at` and `tunnel` have one row a packet."""

    first_frame: int
    data: NDArray[np.uint8]
    """The bytes of its records."""
    table: NDArray[np.void]
    """`columns.PACKET`."""
    payload_at: NDArray[np.int64]
    """Where in `data` what lies behind the transport header begins."""
    tunnel: NDArray[np.int32]
    """Index in `Tunnels`; -1: none."""
    wanted: NDArray[np.int64]
    """Rows that are to be kept: ICMP errors."""


class Front:
    """What is known of a capture without its connections, while it is read."""

    def __init__(self) -> None:
        self.port = Port()
        self.tunnels, self.icmp, self.dns = Tunnels(), Icmp(), Dns()
        self.protocols: Counter[str] = Counter()
        self.damage: Counter[str] = Counter()
        self.damaged: dict[str, int] = {}
        self.said: dict[str, str] = {}
        self.octets = 0
        self.rate = Rate()
        self.first = self.last = 0
        self.per_interface: Counter[int] = Counter()

    def windows(self, buffer: Buffer) -> Iterator[Seen]:
        """Yield the windows; where the file's structure breaks, they end."""
        try:
            for window in self._records(buffer):
                decoded = decode(window, self.port)
                self._count(window, decoded)
                self.dns.add(decoded, window.data)
                yield Seen(
                    window.first_frame, window.data, decoded.table, decoded.network.payload_at,
                    self.tunnels.add(decoded), self.icmp.add(decoded, window.data),
                )  # fmt: skip
        except Broken as broken:
            kind, sentence = broken.args
            self.damage[kind] += 1
            self.damaged.setdefault(kind, self.port.frames)
            self.said[kind] = sentence

    def _records(self, buffer: Buffer) -> Iterator[Window]:
        buffer.need(4)
        head = bytes(buffer.view()[:4])
        if head == b"\n\r\r\n":
            return Pcapng(buffer, self.port).windows()
        if pcap.order_of(head):
            return pcap.windows(buffer, self.port)
        raise Broken("record", "neither pcap nor pcapng")

    def _count(self, window: Window, decoded: Decoded) -> None:
        self.protocols.update(decoded.counts)
        for kind, rows in decoded.damage.items():
            self.damage[kind] += len(rows)
            self.damaged.setdefault(kind, window.first_frame + int(rows.min()))
        first, last = int(window.time.min()), int(window.time.max())
        self.first = min(self.first, first) if self.octets else first
        self.last = max(self.last, last)
        self.octets += int(window.wire.sum())
        self.rate.add(window.time)
        for number in (numbers := window.interfaces()):
            mine = len(window) if len(numbers) == 1 else (window.interface == number).sum()
            self.per_interface[number] += int(mine)

    def harm(self) -> Damage:
        """Return what was damaged."""
        return Damage(dict(self.damage), self.damaged, self.said)
