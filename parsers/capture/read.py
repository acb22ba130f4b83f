"""Reads a whole capture, window by window, into the fact `Capture`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from parsers.capture import pcap
from parsers.capture.ahead import ahead
from parsers.capture.arp import Arp
from parsers.capture.buffer import Broken, Buffer
from parsers.capture.columns import BROKEN, LATER_FRAGMENT, MORE_FRAGMENTS, PACKET, TCP_EVENT
from parsers.capture.connections import Connections
from parsers.capture.decode import Decoded, decode
from parsers.capture.dns import Dns
from parsers.capture.fact import Capture
from parsers.capture.flows import Flows
from parsers.capture.format import Port
from parsers.capture.grouping import Grouped, grouped
from parsers.capture.grow import Table
from parsers.capture.handshake import handshake
from parsers.capture.icmp import Icmp
from parsers.capture.packets import Packets
from parsers.capture.pcapng import Pcapng
from parsers.capture.rate import Rate
from parsers.capture.records import Damage
from parsers.capture.rows import take
from parsers.capture.sums import Sums
from parsers.capture.tcp_events import KINDS, TcpEvents
from parsers.capture.transport import TCP
from parsers.capture.tunnels import Tunnels
from parsers.capture.verdicts import events
from parsers.capture.window import Window

KEPT = 1 << 17
"""Packets kept from the start of a capture."""
KEPT_MORE = 1 << 16
"""Packets kept of events after those."""
LISTED = 50_000
"""TCP events listed of each kind."""

Prepared = tuple[Window, Decoded, Grouped]
"""A window, its packets, and these by conversation."""


class Reader:
    """One capture on its way."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.port = Port()
        self.flows, self.tunnels = Flows(), Tunnels()
        self.arp, self.icmp, self.dns = Arp(), Icmp(), Dns()
        self.protocols: Counter[str] = Counter()
        self.damage: Counter[str] = Counter()
        self.damaged: dict[str, int] = {}
        self.said: dict[str, str] = {}
        self.octets = 0
        self.rate = Rate()
        self.first = self.last = 0
        self.per_interface: Counter[int] = Counter()
        self.kept = Table(PACKET, KEPT + KEPT_MORE)
        self.kept_more = 0
        self.events: list[NDArray[np.void]] = []
        self.event_counts = np.zeros(len(KINDS), np.int64)

    def read(self, chunks: Iterable[bytes]) -> Capture:
        """Read the whole file."""
        try:
            for prepared in ahead(self._prepare(Buffer(chunks))):
                self.take(*prepared)
        except Broken as broken:
            kind, sentence = broken.args
            self.damage[kind] += 1
            self.damaged.setdefault(kind, self.port.frames)
            self.said[kind] = sentence
        return self.capture()

    def _windows(self, buffer: Buffer) -> Iterator[Window]:
        buffer.need(4)
        head = bytes(buffer.view()[:4])
        if head == b"\n\r\r\n":
            return Pcapng(buffer, self.port).windows()
        if pcap.order_of(head):
            return pcap.windows(buffer, self.port)
        raise Broken("record", "neither pcap nor pcapng")

    def _prepare(self, buffer: Buffer) -> Iterator[Prepared]:
        """Yield each window with what can be known of it without those before."""
        for window in self._windows(buffer):
            decoded = decode(window, self.port)
            yield window, decoded, grouped(decoded.table)

    def take(self, window: Window, decoded: Decoded, packets: Grouped) -> None:
        """Take one window."""
        table = decoded.table
        tunnel = self.tunnels.add(decoded)
        self._count(window, decoded)
        self.arp.add(table)
        wanted = [self.icmp.add(decoded, window.data)]
        self.dns.add(decoded, window.data)
        if len(packets.rows):
            wanted.append(self._connections(packets, window, decoded, tunnel))
        self._keep(table, np.concatenate(wanted))

    def _connections(
        self, packets: Grouped, window: Window, decoded: Decoded, tunnel: NDArray[np.int32]
    ) -> NDArray[np.int64]:
        rows = self.flows.rows_of(packets)
        sums = Sums(self.flows, packets, rows, tunnel[packets.rows])
        sums.add()
        table = packets.table
        whole = (table["fragment"] & (LATER_FRAGMENT | MORE_FRAGMENTS | BROKEN)) == 0
        tcp = ((table["protocol"] == TCP) & whole).nonzero()[0]
        listed = np.zeros(0, np.int64)
        if len(tcp):
            payload_at = decoded.network.payload_at[packets.rows]
            handshake(sums, tcp, window.data, payload_at)
            listed = self._list(events(sums, tcp))
        sums.store()
        return listed - window.first_frame

    def _list(self, found: NDArray[np.void]) -> NDArray[np.int64]:
        """List events up to the limit of each kind, and return the frames of those listed."""
        for kind in range(len(KINDS)):
            mine = (found["kind"] == kind).nonzero()[0]
            room = int(max(LISTED - self.event_counts[kind], 0))
            self.event_counts[kind] += len(mine)
            if len(mine) > room:
                found = np.delete(found, mine[room:])
        if len(found):
            self.events.append(found)
        return found["frame"].astype(np.int64)

    def _keep(self, table: NDArray[np.void], wanted: NDArray[np.int64]) -> None:
        room = max(KEPT - self.kept.used, 0)
        if room:
            self.kept.add(table[:room])
        more = np.unique(wanted[wanted >= room])[: KEPT_MORE - self.kept_more]
        if len(more):
            self.kept.add(take(table, more))
            self.kept_more += len(more)

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

    def capture(self) -> Capture:
        """Return the fact."""
        if self.dns.messages:
            self.protocols["dns"] = self.dns.messages
        lists = {
            "arp": self.arp.cut, "icmp_errors": self.icmp.cut, "dns": self.dns.questions.cut,
            "tunnels": self.tunnels.cut, "tcp": bool((self.event_counts > LISTED).any()),
        }  # fmt: skip
        packets = self.kept.rows
        found = np.concatenate(self.events) if self.events else np.zeros(0, TCP_EVENT)
        return Capture(
            path=self.path,
            format=self.port.format,
            interfaces=self.port.records(dict(self.per_interface)),
            frames=self.port.frames,
            octets=self.octets,
            first=self.first,
            last=self.last,
            protocols=dict(self.protocols),
            damage=Damage(dict(self.damage), self.damaged, self.said),
            packets=Packets(packets, self.port.frames == len(packets)),
            connections=Connections(self._table()),
            tcp=TcpEvents(
                found,
                {k: int(n) for k, n in zip(KINDS, self.event_counts, strict=True) if n},
            ),
            icmp_errors=tuple(self.icmp.errors),
            icmp_counts=dict(self.icmp.counts),
            arp=self.arp.questions(),
            macs=self.arp.claims(),
            dns=self.dns.records(),
            dns_codes=dict(self.dns.codes),
            tunnels=self.tunnels.records(),
            vxlan_ports=self.tunnels.ports,
            rate=self.rate if self.octets else None,
            truncated_lists=tuple(name for name, cut in lists.items() if cut),
        )

    def _table(self) -> NDArray[np.void]:
        """Return the connections, with what was not acknowledged at the end."""
        table, state = self.flows.table.rows, self.flows.state.rows
        seen = state["seen"].all(axis=1) & (table["protocol"] == TCP)
        for way in (0, 1):
            open_bytes = (state["next"][:, way] - state["ack"][:, 1 - way]).astype(np.int32)
            table["unacked"][:, way] = np.where(seen & (open_bytes > 0), open_bytes, 0)
        return table
