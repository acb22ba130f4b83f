"""Maps addresses so that networks stay networks: two share as many leading bits as before.

The mapping is Xu, Fan, Ammar and Moon's ("Prefix-Preserving IP Address Anonymization", 2002) with
a keyed hash: each bit is flipped or not by what stands before it. Some blocks mean something by
themselves and stay; the last octet of an IPv4 address stays, so that no host turns into a network.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

KEPT_WHOLE = (
    "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3",
    "::/64", "ff00::/8",
)  # fmt: skip
"""Nothing in them is changed: this host, loopback, link-local, multicast, netmasks."""
KEPT_BLOCKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fe80::/10")
"""What is in them stays in them: private addresses remain private."""
LAST_OCTET = 24


class AddressMap:
    """One keyed permutation of the addresses of each family."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        self._fixed4, self._whole4 = _paths(4)
        self._fixed6, self._whole6 = _paths(6)
        self._bit = lru_cache(1 << 18)(self._flip)

    def _flip(self, width: int, depth: int, prefix: int) -> int:
        """Return whether the bit behind a prefix of `depth` bits is flipped."""
        fixed, whole = (self._fixed4, self._whole4) if width == 32 else (self._fixed6, self._whole6)
        if (depth, prefix) in fixed or (width == 32 and depth >= LAST_OCTET):
            return 0
        if any(depth >= size and prefix >> (depth - size) == block for size, block in whole):
            return 0
        said = f"{width}/{depth}/{prefix}".encode()
        return hashlib.blake2b(said, key=self.key, digest_size=1).digest()[0] & 1

    def _mapped(self, value: int, width: int, bits: int, *, back: bool) -> int:
        """Map the first `bits` bits; a flip depends on what stood before in the original."""
        real = result = 0
        for depth in range(bits):
            bit = value >> (width - 1 - depth) & 1
            flipped = bit ^ self._bit(width, depth, real)
            real = real << 1 | (flipped if back else bit)
            result = result << 1 | flipped
        return result << (width - bits) | (value & ((1 << (width - bits)) - 1))

    def address(self, text: str, *, back: bool = False) -> str:
        """Return the other address of a valid one; with `back` the one that it stands for."""
        if ":" in text:
            return str(IPv6Address(self._mapped(int(IPv6Address(text)), 128, 128, back=back)))
        return str(IPv4Address(self._mapped(int(IPv4Address(text)), 32, 32, back=back)))

    def network(self, text: str, *, back: bool = False) -> str:
        """Return the other form of `address/length`; a network's host bits stay zero."""
        address, _, length = text.partition("/")
        size = int(length)
        if ":" in address:
            return f"{self.address(address, back=back)}/{length}"
        value = int(IPv4Address(address))
        is_network = value & ((1 << (32 - size)) - 1) == 0
        mapped = self._mapped(value, 32, size if is_network else 32, back=back)
        return f"{IPv4Address(mapped)}/{length}"


def _paths(version: int) -> tuple[frozenset[tuple[int, int]], tuple[tuple[int, int], ...]]:
    """Return the prefixes above kept blocks, behind which no bit flips; and blocks kept whole."""
    kind: type[IPv4Network | IPv6Network] = IPv4Network if version == 4 else IPv6Network
    fixed: set[tuple[int, int]] = set()
    whole = []
    for text in (*KEPT_WHOLE, *KEPT_BLOCKS):
        if (":" in text) != (version == 6):
            continue
        network = kind(text)
        value, size = int(network.network_address), network.prefixlen
        width = network.max_prefixlen
        fixed |= {(depth, value >> (width - depth)) for depth in range(size)}
        if text in KEPT_WHOLE:
            whole.append((size, value >> (width - size)))
    return frozenset(fixed), tuple(whole)
