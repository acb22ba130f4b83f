"""The records of a capture that are few: what was asked, answered, refused and damaged."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Interface:
    """Where packets were taken: a pcap has one, a pcapng any number."""

    number: int
    """Its index in the capture, as in the columns `interface`."""
    name: str
    """As pcapng's if_name says (`eth0`), else empty."""
    linktype: str
    """`ethernet`, `linux-sll`, `linux-sll2`, `raw`, `null`, or `linktype 127`: not decoded."""
    snaplen: int
    """Bytes kept of a frame; 0: no limit."""
    frames: int = 0


@dataclass(frozen=True, slots=True)
class Damage:
    """What could not be read, and where first: kind -> count and kind -> frame (0: the file)."""

    counts: dict[str, int] = field(default_factory=dict)
    """Kinds: `snapped` (cut by snaplen before the end of the headers), `ip-header` (no valid
    IPv4 header), `ip-length` (the total length exceeds what was on the wire), `ip-checksum`
    (inner headers alone: outer ones may be left to the card), `tcp-header`, `udp-length`,
    `vxlan-header` (the flag of a VNI is not set, or no Ethernet frame inside), `vxlan-length`
    (outer UDP and IP lengths disagree), `linktype`, `record` (the file's structure is broken
    from there on), `cut` (the last record is incomplete)."""
    frames: dict[str, int] = field(default_factory=dict)
    """The first frame of each kind."""
    said: dict[str, str] = field(default_factory=dict)
    """Of `record` and `cut`, which end the reading: a sentence."""


@dataclass(frozen=True, slots=True)
class Tunnel:
    """VXLAN in one direction between two hosts, for one VNI."""

    source: str
    destination: str
    vni: int
    port: int
    """UDP destination port."""
    packets: int
    octets: int
    """Bytes of the outer frames."""
    first_frame: int
    last_frame: int
    first: int
    last: int
    longest: int
    """Largest outer IP length: what the underlay carried in one piece."""


@dataclass(frozen=True, slots=True)
class IcmpError:
    """An ICMP error (destination unreachable, time exceeded ...) and the packet it is about."""

    frame: int
    time: int
    source: str
    """Who sends the error: a router, a node or the destination."""
    destination: str
    type: int
    code: int
    mtu: int
    """Next hop's MTU, of `fragmentation needed` (3/4) only; 0 if not said."""
    protocol: int
    """Of the packet quoted; 6 TCP, 17 UDP. The fields below are its own."""
    quoted_source: str
    quoted_destination: str
    quoted_source_port: int
    quoted_destination_port: int
    quoted_length: int
    """IP total length of the packet that was refused."""
    quoted_ident: int
    vni: int
    """-1 outside of VXLAN."""


@dataclass(frozen=True, slots=True)
class ArpQuestion:
    """All ARP requests of one host for one address, and the answers seen."""

    asker: str
    """Its address; 0.0.0.0 for a probe."""
    asker_mac: str
    asked: str
    requests: int
    first_frame: int
    last_frame: int
    first: int
    last: int
    answers: int
    """Replies by `asked` to the asker."""
    answer_frame: int
    """The first of them; 0 if none."""
    broadcast: bool
    """True if a request went to all; a unicast one probes an entry that is known."""
    vni: int
    interface: int
    gratuitous: bool = False
    """An announcement: it asks for the asker's own address and expects no answer."""


@dataclass(frozen=True, slots=True)
class MacOf:
    """An address and a MAC that ARP packets sent for it."""

    address: str
    mac: str
    first_frame: int
    last_frame: int
    packets: int
    vni: int
    interface: int


@dataclass(frozen=True, slots=True)
class DnsQuestion:
    """All queries of one client to one server for one name and type, and what was answered."""

    client: str
    server: str
    name: str
    """Without the final dot; what does not print is escaped."""
    type: int
    """1 A, 28 AAAA, 5 CNAME, 12 PTR, 33 SRV ..."""
    queries: int
    repeats: int
    """Queries that repeat the id of one before from the same port."""
    answers: int
    codes: dict[int, int]
    """Response code -> responses: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED ..."""
    empty: int
    """Responses NOERROR that hold no answer (NODATA)."""
    addresses: tuple[str, ...]
    """A records answered, the first few distinct ones."""
    first_query_frame: int
    first_answer_frame: int
    code_frames: dict[int, int]
    """Response code -> its first frame."""
    unanswered_frame: int
    """The first query without a response in the capture; 0 if every one has one."""
    unanswered: int
    first: int
    last: int
    longest: int
    """Nanoseconds between a query and its response, at most; 0 if none was seen."""
    vni: int
