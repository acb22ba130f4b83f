"""The columns in which packets, connections and TCP events are kept: numpy's structured arrays."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

PACKET = np.dtype(
    [
        ("frame", "u4"),
        ("time", "i8"),  # ns since 1970
        ("interface", "u1"),
        ("kind", "u1"),  # OTHER, ARP, IPV4, IPV6
        ("protocol", "u1"),  # IPv4's: 1 ICMP, 6 TCP, 17 UDP; 0 unless kind is IPV4
        ("flags", "u1"),  # TCP's; of ICMP the code; of ARP 1 request, 2 reply
        ("ttl", "u1"),
        ("fragment", "u1"),  # bits: MORE_FRAGMENTS ... BROKEN
        ("source", "u4"),  # of ARP the sender's
        ("destination", "u4"),  # of ARP the one asked for
        ("source_port", "u2"),  # of ICMP the type
        ("destination_port", "u2"),  # of ICMP echo the id
        ("sequence", "u4"),  # TCP's
        ("acknowledgement", "u4"),
        ("window", "u2"),  # unscaled; of ICMP 3/4 the MTU
        ("payload", "u2"),  # bytes behind the TCP, UDP or ICMP header
        ("length", "u2"),  # IPv4 total length
        ("ident", "u2"),  # IPv4 identification
        ("octets", "u4"),  # of the frame on the wire
        ("outer_source", "u4"),  # of VXLAN; else 0
        ("outer_destination", "u4"),
        ("vni", "i4"),  # -1 outside of VXLAN
        ("source_mac", "u8"),  # of the innermost Ethernet header; 0 if there is none
        ("destination_mac", "u8"),
    ]
)

# Pairs are [from a to b, from b to a].
CONNECTION = np.dtype(
    [
        ("a", "u4"),  # the client: who sent the first SYN, else who was seen sending first
        ("b", "u4"),
        ("a_port", "u2"),  # 0 unless TCP, UDP; ICMP echo has its id in both
        ("b_port", "u2"),
        ("protocol", "u1"),
        ("tunnelled", "?"),  # seen inside VXLAN
        ("interface", "u1"),
        ("first_frame", "u4"),
        ("last_frame", "u4"),
        ("first", "i8"),
        ("last", "i8"),
        ("packets", "u4", 2),
        ("octets", "u8", 2),  # of the innermost IP packets
        ("tunnel", "i4", 2),  # index in Capture.tunnels of the first packet, -1: none
        ("longest", "u2", 2),  # largest IP total length
        ("first_of", "u4", 2),  # first frame of each direction, 0: none
        # TCP alone, frames are 0 where nothing was seen:
        ("syn_frame", "u4"),  # first SYN of a
        ("syn_last_frame", "u4"),
        ("syn_time", "i8"),  # of the last SYN before the SYN-ACK
        ("syns", "u2"),
        ("synack_frame", "u4"),
        ("synacks", "u2"),
        ("ack_frame", "u4"),  # a's first segment after SYN-ACK that is no SYN: established
        ("rtt_b", "f4"),  # seconds from SYN to SYN-ACK: from here to b and back; NaN: not seen
        ("rtt_a", "f4"),  # seconds from SYN-ACK to a's ACK
        ("reset_frame", "u4", 2),  # first RST sent by a, by b
        ("resets", "u2", 2),
        ("fin_frame", "u4", 2),
        ("retransmissions", "u4", 2),
        ("retransmitted_longest", "u2", 2),  # largest IP length among them
        ("zero_windows", "u2", 2),
        ("data", "u4", 2),  # payload bytes, retransmitted ones included
        ("data_frame", "u4", 2),  # first frame with payload
        ("unacked", "u4", 2),  # bytes sent and not acknowledged when the capture ended
        ("hello_frame", "u4"),  # TLS ClientHello of a
        ("hello_time", "i8"),
        ("hello_answer_frame", "u4"),  # b's first payload after it
    ]
)

# What the analysis remembers of a connection between two windows; pairs as above.
STATE = np.dtype(
    [
        ("flipped", "?"),  # a is the upper one of the two ends
        ("seen", "?", 2),
        ("dupacks", "u1", 2),
        ("kept_alive", "?", 2),  # its last segment was a keep-alive
        ("window", "u2", 2),
        ("base", "u4", 2),  # sequence number of the SYN
        ("next", "u4", 2),  # highest sequence number seen, plus one
        ("ack", "u4", 2),  # last acknowledgement sent
        ("next_time", "u4", 2),  # us, modulo 2**32
        ("ack_time", "u4", 2),
    ]
)

TCP_EVENT = np.dtype(
    [
        ("frame", "u4"),
        ("time", "i8"),
        ("connection", "u4"),  # row in Connections.table
        ("direction", "u1"),  # 0: sent by a; 1: by b
        ("kind", "u1"),
        ("length", "u2"),  # IP total length
        ("sequence", "u4"),
    ]
)

SAME = 1 << 14
"""Addresses whose text is kept: a capture shows few of them, often."""

OTHER, ARP, IPV4, IPV6 = range(4)  # kind
FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32
MORE_FRAGMENTS, LATER_FRAGMENT, DONT_FRAGMENT, BROKEN = 1, 2, 4, 8


@lru_cache(SAME)
def text_of(address: int) -> str:
    """Return an IPv4 address as a dotted string."""
    number = int(address)
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def number_of(address: str) -> int:
    """Return an IPv4 address as the number that stands in the columns."""
    a, b, c, d = map(int, address.split("."))
    return a << 24 | b << 16 | c << 8 | d


@lru_cache(SAME)
def mac_of(number: int) -> str:
    """Return a MAC as it is printed."""
    return (int(number) & 0xFFFFFFFFFFFF).to_bytes(6).hex(":")
