"""What a report holds of packet captures: frozen data, bounded in size."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of something."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class CaptureEvent:
    """Something that happened in a capture."""

    kind: str
    """`retransmission`, `reset`, `SYN unanswered`, `ICMP error` ..."""
    frame: int
    at: int
    """Thousandths of the capture's time."""
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Two hosts' talk, the client first."""

    protocol: str
    client: str
    server: str
    """With the port: `10.130.0.12:8080`."""
    client_name: str
    """Who that is; empty where nobody knows."""
    server_name: str
    packets: int
    answers: int
    """Packets from the server."""
    octets: int
    frame: int
    """The first."""
    milliseconds: int
    vni: int
    """-1 outside of VXLAN."""
    trouble: str
    """What went wrong, in words; empty if nothing did."""


@dataclass(frozen=True, slots=True)
class CaptureSummary:
    """One capture of the bundle."""

    path: str
    place: str
    """`eth0 of node1`."""
    node: str | None
    reason: str
    """Why it is taken to be of that place."""
    format: str
    frames: int
    octets: int
    started: str
    """ISO time, UTC; empty of an empty capture."""
    milliseconds: int
    protocols: tuple[Tally, ...]
    damage: tuple[Tally, ...]
    bars: tuple[int, ...]
    """Packets in equal slices of the capture's time."""
    events: tuple[CaptureEvent, ...]
    events_total: int
    conversations: tuple[Conversation, ...]
    """The troubled ones first, then the busiest."""
    conversations_total: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CapturePair:
    """Two captures of one time."""

    first: str
    """The place of the one, as in `CaptureSummary.place`."""
    second: str
    shared: int
    """Packets that both show."""
    offset: int
    """Microseconds by which the second's clock is ahead."""
    both_ways: bool
    """False: the offset holds the way's time as well."""
    grew: int
    """Bytes by which frames are longer at the second."""
    lost: int
    delay: int
    """Microseconds from point to point, in the middle."""
    translated: tuple[str, ...]
    """Addresses that are not the same at both: `172.30.1.2:80 > 10.128.0.4:8080`."""


@dataclass(frozen=True, slots=True)
class DissectedFrame:
    """One frame, taken apart layer by layer."""

    path: str
    frame: int
    text: str
