"""What the readers of both file formats fill in: interfaces, format and the count of frames."""

from __future__ import annotations

from parsers.capture.records import Interface

ETHERNET, RAW, SLL, SLL2, NULL, LOOP, UNKNOWN = range(7)
LINKTYPES = {
    1: (ETHERNET, "ethernet"),
    12: (RAW, "raw"),  # DLT_RAW on most systems
    14: (RAW, "raw"),  # on OpenBSD
    101: (RAW, "raw"),
    228: (RAW, "raw"),  # IPv4 only
    229: (RAW, "raw"),  # IPv6 only
    113: (SLL, "linux-sll"),
    276: (SLL2, "linux-sll2"),
    0: (NULL, "null"),
    108: (LOOP, "loop"),
}
MOST = 256
"""Interfaces told apart."""


class Port:
    """Interfaces and frames as they come by."""

    def __init__(self) -> None:
        self.format = ""
        self.interfaces: list[tuple[str, int, int]] = []
        """(name, linktype, snaplen)."""
        self.frames = 0

    def interface(self, name: str, linktype: int, snaplen: int) -> None:
        """Add an interface; beyond the 256th they share its number."""
        if len(self.interfaces) < MOST:
            self.interfaces.append((name, linktype, snaplen))

    def next_frame(self, count: int) -> int:
        """Count frames, and return the number of the first of them."""
        first = self.frames + 1
        self.frames += count
        return first

    def link(self, number: int) -> int:
        """Return how the frames of an interface begin."""
        if number >= len(self.interfaces):
            return UNKNOWN
        return LINKTYPES.get(self.interfaces[number][1], (UNKNOWN, ""))[0]

    def records(self, frames: dict[int, int]) -> tuple[Interface, ...]:
        """Return the interfaces as records; `frames`: number -> its frames."""
        return tuple(
            Interface(
                number, name, LINKTYPES.get(link, (0, f"linktype {link}"))[1], snaplen,
                frames.get(number, 0),
            )
            for number, (name, link, snaplen) in enumerate(self.interfaces)
        )  # fmt: skip
