"""What one packet capture says: counts, connections, events and tables, each with frame numbers.

Frames count from 1, as in Wireshark. Times are whole nanoseconds since 1970 (UTC); `seconds`
makes a float of a difference. Addresses are dotted strings in records and big-endian integers in
columns (`parsers.capture.columns.text_of` and `number_of` turn one into the other).

A capture of any size is read in bounded memory: whatever grows with the number of packets is
counted whole, but listed up to a limit, and `truncated_lists` names the lists that are not whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parsers.base import Source
from parsers.capture.records import (
    ArpQuestion,
    Damage,
    DnsQuestion,
    IcmpError,
    Interface,
    MacOf,
    Tunnel,
)

if TYPE_CHECKING:
    import pandas as pd

    from parsers.capture.connections import Connections
    from parsers.capture.packets import Packets
    from parsers.capture.rate import Rate
    from parsers.capture.tcp_events import TcpEvents

SECOND = 1_000_000_000


def seconds(nanoseconds: int) -> float:
    """Return a difference of two times in seconds."""
    return nanoseconds / SECOND


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture file, read once from its first record to its last."""

    path: str
    """In the bundle."""
    format: str
    """`pcap`, `pcap (ns)`, `pcapng` ..."""
    interfaces: tuple[Interface, ...]
    frames: int
    octets: int
    """Bytes on the wire, of all frames."""
    first: int
    """Time of the earliest frame (records may be out of order); 0 if there is none."""
    last: int
    protocols: dict[str, int]
    """Frames that carry each protocol: `eth` is not counted; `arp`, `ip`, `ip-fragment`, `ipv6`,
    `tcp`, `udp`, `icmp`, `dns`, `vlan`, `vxlan`, `other`. A frame with a packet inside VXLAN
    counts once under each protocol that it holds; what an ICMP error quotes does not count."""
    damage: Damage
    packets: Packets
    """The first packets and those of every listed event, as columns."""
    connections: Connections
    """Every conversation of IPv4, one row for both directions."""
    tcp: TcpEvents
    """Retransmissions, resets, zero windows."""
    icmp_errors: tuple[IcmpError, ...] = ()
    icmp_counts: dict[tuple[int, int], int] = field(default_factory=dict)
    """(type, code) -> packets, of all ICMP."""
    arp: tuple[ArpQuestion, ...] = ()
    macs: tuple[MacOf, ...] = ()
    """Who said by ARP that it has an address: two rows of one address are two owners."""
    dns: tuple[DnsQuestion, ...] = ()
    dns_codes: dict[int, int] = field(default_factory=dict)
    """Response code -> responses, of all DNS."""
    tunnels: tuple[Tunnel, ...] = ()
    """VXLAN by outer source, outer destination and VNI: volume in this direction."""
    vxlan_ports: dict[int, str] = field(default_factory=dict)
    """UDP ports on which VXLAN was seen, and how it was known: `standard` or `by content`."""
    rate: Rate | None = None
    """Packets over time, of every frame; None if there is none."""
    truncated_lists: tuple[str, ...] = ()
    """Names of the fields above whose list ends at its limit while more was counted."""

    def __len__(self) -> int:
        return self.frames

    @property
    def duration(self) -> float:
        """Seconds from the earliest to the latest frame."""
        return seconds(self.last - self.first)

    @property
    def has_vxlan(self) -> bool:
        """True if this is a capture of the underlay: VXLAN was seen."""
        return bool(self.tunnels)

    def near_start(self, time: int, within: float = 1.0) -> bool:
        """Return whether a time lies so close to the start that what came before may be cut."""
        return seconds(time - self.first) < within

    def near_end(self, time: int, within: float = 1.0) -> bool:
        """Return whether a time lies so close to the end that what follows may be cut."""
        return seconds(self.last - time) < within

    def source(self, frame: int, said: str = "") -> Source:
        """Return the evidence for a frame: a line like tcpdump's, or `said` if it was not kept."""
        text = self.packets.line(frame) or said or self.connections.line(frame)
        return Source.at(self.path, frame, text or f"frame {frame}")

    def absence(self, frame: int, what: str) -> Source:
        """Return evidence for a packet that is not there: the frame before it, and what lacks."""
        return Source.at(self.path, frame, what)

    def connections_frame(self) -> pd.DataFrame:
        """Return the connections as a pandas frame, the busiest first, for queries."""
        return self.connections.frame()


@dataclass(frozen=True, slots=True)
class Captures:
    """The captures of one node (or, of a node nobody names, one capture alone)."""

    items: tuple[Capture, ...]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Capture]:
        return iter(self.items)

    @staticmethod
    def merge(facts: Sequence[Captures]) -> Captures:
        """Put the captures of a node together, in the order of the bundle."""
        return Captures(tuple(capture for fact in facts for capture in fact.items))
