"""How much of a bundle is read: the guard against archives made to exhaust whoever opens them."""

from __future__ import annotations

from dataclasses import dataclass

FREE = 256 << 20
"""Bytes that an archive may expand to whatever its ratio: flows and zeros compress very well."""


class BundleError(Exception):
    """A target that can't be opened; the message names it and the way out."""


class Cut(Exception):  # noqa: N818 - an outcome: what came before is good
    """Ends a stream early: it is truncated, damaged, or larger than the limits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one target; the defaults are far above any honest bundle."""

    members: int = 1_000_000
    """Files, those in nested archives included."""
    bytes: int = 64 << 30
    """Bytes read and decompressed, all layers together."""
    member_bytes: int = 16 << 30
    """Bytes of one file."""
    ratio: int = 500
    """Expansion, of one stream and of the whole: logs reach 30, flows of a large cluster 100."""
    depth: int = 6
    """Archives and compressions inside one another; the target itself is the first."""


class Budget:
    """What is left of the limits while a target is read."""

    __slots__ = ("expanded", "limits", "members", "raw", "spent")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.members = 0
        self.raw = 0
        self.expanded = 0
        self.spent = ""
        """Why nothing more is read; empty as long as it is."""

    def count_member(self) -> bool:
        """Count one file; return False if it is one too many."""
        self.members += 1
        if self.members > self.limits.members:
            self.spent = f"more than {self.limits.members:,} files (--max-members)"
        return not self.spent

    def read(self, size: int) -> None:
        """Count bytes as they lie on disk."""
        self.raw += size
        self._check()

    def expand(self, size: int) -> None:
        """Count bytes that a decompressor made."""
        self.expanded += size
        if self.expanded > FREE and self.expanded > self.limits.ratio * self.raw:
            self.spent = f"expands more than {self.limits.ratio:,} times (--max-ratio)"
        self._check()

    def _check(self) -> None:
        if self.raw + self.expanded > self.limits.bytes:
            self.spent = f"more than {self.limits.bytes:,} bytes (--max-bytes)"
        if self.spent:
            raise Cut(f"over the limit: {self.spent}")
