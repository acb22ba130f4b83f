"""Finds the network header of each frame: Ethernet with VLAN tags, Linux cooked, raw, loopback."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.capture import format as formats
from parsers.capture.headers import ETHER, FIRST, SLL, SLL2
from parsers.capture.window import gather

VLAN = (0x8100, 0x88A8, 0x9100)
IPV4, IPV6, ARP = 0x0800, 0x86DD, 0x0806
CUT = 0xFFFF
"""An EtherType for frames that end before their header does: IANA reserves it."""
FAMILIES_IPV6 = (10, 24, 28, 30)


@dataclass(slots=True)
class Layer:
    """Where the network headers begin, and what they are."""

    at: NDArray[np.int64]
    type: NDArray[np.uint16]
    """EtherType; 0: none that we know."""
    tags: NDArray[np.uint8]
    """VLAN tags passed over."""
    source_mac: NDArray[np.uint64]
    destination_mac: NDArray[np.uint64]


def ethernet(data: NDArray[np.uint8], at: NDArray[np.int64], end: NDArray[np.int64]) -> Layer:
    """Return the layer behind Ethernet headers at `at` of frames captured up to `end`."""
    head = gather(data, at, ETHER)
    kind = head["type"].astype(np.uint16)
    after = at + 14
    tags = np.zeros(len(at), np.uint8)
    tagged = is_vlan(kind)
    if tagged.any():
        for column in ("type2", "type3", "type4"):
            kind = np.where(tagged, head[column], kind).astype(np.uint16)
            after = after + 4 * tagged
            tags += tagged
            tagged = is_vlan(kind) & tagged
            if not tagged.any():
                break
    kind[after > end] = CUT
    return Layer(after, kind, tags, mac(head, "s"), mac(head, "d"))


def is_vlan(kind: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Return which EtherTypes are those of VLAN tags."""
    # The plain comparisons are quicker than isin, and this runs for each packet twice.
    first, second, third = VLAN
    found: NDArray[np.bool_] = (kind == first) | (kind == second) | (kind == third)
    return found


def mac(head: NDArray[np.void], which: str) -> NDArray[np.uint64]:
    """Put a MAC together."""
    high = head[which + "1"].astype(np.uint64) << np.uint64(32)
    return high | head[which + "2"]  # type: ignore[no-any-return]


def layer(
    link: int, data: NDArray[np.uint8], at: NDArray[np.int64], end: NDArray[np.int64]
) -> Layer:
    """Return the layer behind the headers of a link type (`format.ETHERNET` ...)."""
    if link == formats.ETHERNET:
        return ethernet(data, at, end)
    count = len(at)
    none = np.zeros(count, np.uint64)
    kind = np.zeros(count, np.uint16)
    after = at
    source = none
    if link == formats.SLL:
        head = gather(data, at, SLL)
        kind, after, source = head["type"].astype(np.uint16), at + 16, mac(head, "s")
    elif link == formats.SLL2:
        head = gather(data, at, SLL2)
        kind, after, source = head["type"].astype(np.uint16), at + 20, mac(head, "s")
    elif link == formats.RAW:
        version = gather(data, at, FIRST)["nibble"] >> 4
        kind[version == 4] = IPV4
        kind[version == 6] = IPV6
    elif link in {formats.NULL, formats.LOOP}:
        head = gather(data, at, FIRST)
        family = np.minimum(head["little"], head["big"]).astype(np.int64)
        kind[family == 2] = IPV4
        kind[np.isin(family, FAMILIES_IPV6)] = IPV6
        after = at + 4
    tags = np.zeros(count, np.uint8)
    if link in {formats.SLL, formats.SLL2} and (tagged := np.isin(kind, VLAN)).any():
        inside = gather(data, after, FIRST)
        kind[tagged] = (inside["big"] & 0xFFFF)[tagged]
        after = after + 4 * tagged
        tags += tagged
    kind[after > end] = CUT
    return Layer(after, kind, tags, source, none)
