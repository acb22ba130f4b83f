"""Reads a whole capture, window by window, into the fact `Capture`."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from parsers.capture.apart import apart
from parsers.capture.arp import Arp
from parsers.capture.buffer import Buffer
from parsers.capture.columns import BROKEN, LATER_FRAGMENT, MORE_FRAGMENTS, PACKET, TCP_EVENT
from parsers.capture.connections import Connections
from parsers.capture.fact import Capture
from parsers.capture.flows import Flows
from parsers.capture.front import Front, Seen
from parsers.capture.grouping import Grouped, grouped
from parsers.capture.grow import Table
from parsers.capture.handshake import handshake
from parsers.capture.packets import Packets
from parsers.capture.rows import take
from parsers.capture.sums import Sums
from parsers.capture.tcp_events import KINDS, TcpEvents
from parsers.capture.transport import TCP
from parsers.capture.verdicts import events

KEPT = 1 << 17
"""Packets kept from the start of a capture."""
KEPT_MORE = 1 << 16
"""Packets kept of events after those."""
LISTED = 50_000
"""TCP events listed of each kind."""


class Reader:
    """One capture on its way: the connections, with what `Front` makes of each window."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.front = Front()
        self.flows, self.arp = Flows(), Arp()
        self.kept = Table(PACKET, KEPT + KEPT_MORE)
        self.kept_more = 0
        self.events: list[NDArray[np.void]] = []
        self.event_counts = np.zeros(len(KINDS), np.int64)

    def read(self, chunks: Iterable[bytes]) -> Capture:
        """Read the whole file."""
        for seen in apart(self.front, Buffer(chunks)):
            self.take(seen)
        return self.capture()

    def take(self, seen: Seen) -> None:
        """Take one window."""
        table, wanted = seen.table, [seen.wanted]
        self.arp.add(table)
        packets = grouped(table)
        if len(packets.rows):
            wanted.append(self._connections(packets, seen))
        self._keep(table, np.concatenate(wanted))

    def _connections(self, packets: Grouped, seen: Seen) -> NDArray[np.int64]:
        """Take the IPv4 packets of a window; return the rows of those with listed events."""
        rows = self.flows.rows_of(packets)
        sums = Sums(self.flows, packets, rows, seen.tunnel[packets.rows])
        sums.add()
        table = packets.table
        whole = (table["fragment"] & (LATER_FRAGMENT | MORE_FRAGMENTS | BROKEN)) == 0
        tcp = ((table["protocol"] == TCP) & whole).nonzero()[0]
        listed = np.zeros(0, np.int64)
        if len(tcp):
            handshake(sums, tcp, seen.data, seen.payload_at[packets.rows])
            listed = self._list(events(sums, tcp))
        sums.store()
        return listed - seen.first_frame

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

    def capture(self) -> Capture:
        """Return the fact."""
        front = self.front
        protocols = dict(front.protocols)
        if front.dns.messages:
            protocols["dns"] = front.dns.messages
        lists = {
            "arp": self.arp.cut, "icmp_errors": front.icmp.cut, "dns": front.dns.questions.cut,
            "tunnels": front.tunnels.cut, "tcp": bool((self.event_counts > LISTED).any()),
        }  # fmt: skip
        packets = self.kept.rows
        found = np.concatenate(self.events) if self.events else np.zeros(0, TCP_EVENT)
        return Capture(
            path=self.path,
            format=front.port.format,
            interfaces=front.port.records(dict(front.per_interface)),
            frames=front.port.frames,
            octets=front.octets,
            first=front.first,
            last=front.last,
            protocols=protocols,
            damage=front.harm(),
            packets=Packets(packets, front.port.frames == len(packets)),
            connections=Connections(self._table()),
            tcp=TcpEvents(
                found,
                {k: int(n) for k, n in zip(KINDS, self.event_counts, strict=True) if n},
            ),
            icmp_errors=tuple(front.icmp.errors),
            icmp_counts=dict(front.icmp.counts),
            arp=self.arp.questions(),
            macs=self.arp.claims(),
            dns=front.dns.records(),
            dns_codes=dict(front.dns.codes),
            tunnels=front.tunnels.records(),
            vxlan_ports=front.tunnels.ports,
            rate=front.rate if front.octets else None,
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
