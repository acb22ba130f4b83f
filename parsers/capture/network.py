"""Decodes ARP and IPv4 with TCP, UDP and ICMP behind it, for many packets at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.capture import columns
from parsers.capture.headers import ARPS, IP
from parsers.capture.link import ARP, CUT, IPV4, IPV6, Layer, mac
from parsers.capture.rows import put, take
from parsers.capture.transport import Network, Transport
from parsers.capture.window import gather


def network(
    data: NDArray[np.uint8], below: Layer, end: NDArray[np.int64], wire_end: NDArray[np.int64],
    *, inside: bool = False,
) -> Network:  # fmt: skip
    """Decode what lies behind a link layer; frames are captured up to `end` of `wire_end`.

    `inside`: of a tunnel, where no card is left to fill in the checksum of the IPv4 header.
    """
    count = len(end)
    made = Network.of(count, end, wire_end)
    table = made.table
    table["source_mac"], table["destination_mac"] = below.source_mac, below.destination_mac
    table["vni"] = -1
    kind = below.type
    rows = (kind == IPV4).nonzero()[0]
    if len(rows) == count:
        ipv4(made, data, rows, below.at, end, wire_end, inside)
    elif len(rows):
        ipv4(made, data, rows, below.at[rows], end[rows], wire_end[rows], inside)
    if len(rows) < count:
        table["kind"][kind == IPV6] = columns.IPV6
        made.harm("snapped", np.arange(count), (kind == CUT) & (wire_end > end))
        if len(rows := (kind == ARP).nonzero()[0]):
            arp(made, data, rows, below.at[rows], end[rows], wire_end[rows])
    return made


def arp(
    made: Network, data: NDArray[np.uint8], rows: NDArray[np.int64], at: NDArray[np.int64],
    end: NDArray[np.int64], wire_end: NDArray[np.int64],
) -> None:  # fmt: skip
    """Fill in ARP of IPv4 over Ethernet."""
    made.table["kind"][rows] = columns.ARP
    short = end - at < ARPS.itemsize
    made.harm("snapped", rows, short & (wire_end > end))
    rows, head = rows[~short], gather(data, at[~short], ARPS)
    ours = (head["protocol"] == IPV4) & (head["sizes"] == 0x0604)
    rows, head = rows[ours], take(head, ours)
    table = made.table
    table["flags"][rows] = head["operation"] & 0xFF
    table["source"][rows], table["destination"][rows] = head["sender"], head["target"]
    # The sender's own word, which may differ from the Ethernet header's.
    table["source_mac"][rows] = mac(head, "s")


def sums_up(head: NDArray[np.void]) -> NDArray[np.bool_]:
    """Return which IPv4 headers (`IP`, without options) have the checksum that they should."""
    # The sum of 16-bit words is the same in either byte order (RFC 1071), and so are its halves.
    words = head.view(np.uint32).reshape(-1, head.dtype.itemsize // 4)
    total = words[:, 0].astype(np.uint64)
    for column in range(1, 5):
        total += words[:, column]
    total = (total & 0xFFFF) + (total >> 16 & 0xFFFF) + (total >> 32)
    total = (total & 0xFFFF) + (total >> 16)
    right: NDArray[np.bool_] = (total & 0xFFFF) + (total >> 16) == 0xFFFF
    return right


def ipv4(
    made: Network, data: NDArray[np.uint8], rows: NDArray[np.int64], at: NDArray[np.int64],
    end: NDArray[np.int64], wire_end: NDArray[np.int64], check: bool,
) -> None:  # fmt: skip
    """Fill in IPv4."""
    head = gather(data, at, IP)
    have, sent = end - at, wire_end - at
    size = (head["version"] & 15).astype(np.int64) * 4
    length = head["length"].astype(np.int64)
    # A card that segments (TSO) is handed packets of length 0 by some kernels.
    length = np.where(length == 0, np.minimum(sent, 65_535), length)
    snapped = (have < 20) | (have < size)
    bad = (head["version"] >> 4 != 4) | (size < 20) | (length < size) | (sent < size)
    bad &= have > 0
    snapped &= ~bad
    if snapped.any() or bad.any():
        made.harm("snapped", rows, snapped)
        made.harm("ip-header", rows, bad)
        keep = ~(snapped | bad)
        rows, at, end, wire_end, head = (
            rows[keep],
            at[keep],
            end[keep],
            wire_end[keep],
            take(head, keep),
        )
        sent, size, length = sent[keep], size[keep], length[keep]
    made.harm("ip-length", rows, length > sent)
    options = size != 20
    if check:
        made.harm("ip-checksum", rows, ~options & ~sums_up(head))
    if options.any():
        # What lies behind the options is read as if there were none.
        shifted = gather(data, (at + size - 20)[options], IP).view(np.uint8).reshape(-1, 60)
        head.view(np.uint8).reshape(-1, 60)[options, 20:] = shifted[:, 20:]
    table = made.table
    whole = len(rows) == len(table)
    target = table if whole else take(table, rows)
    target["kind"] = columns.IPV4
    for name in ("protocol", "ttl", "source", "destination", "ident"):
        target[name] = head[name]
    target["length"] = length
    fragment = head["fragment"]
    target["fragment"] = (
        (fragment >> 13 & 1) | ((fragment & 0x1FFF) > 0).astype(np.uint16) * 2 | fragment >> 12 & 4
    )
    # What the packet holds ends with it, with the frame on the wire, and with the capture.
    transport = Transport(made, target, rows, head, at + size, at + length, wire_end, end)
    transport.fill()
    if not whole:
        put(table, rows, target)
