"""What became of each file of a bundle, while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.report import ReportedInput
from parsers.base import Source
from parsers.collected import CollectedAt, Redaction

# A later word outranks an earlier one where a file holds several artifacts.
ORDER = (
    "unclaimed",
    "companion",
    "link",
    "empty",
    "collector-error",
    "read",
    "gaps",
    "truncated",
    "refused",
    "encrypted",
    "crashed",
)


@dataclass(slots=True)
class Input:
    """One file: which parsers read it, for which node, and what they could not read."""

    path: str
    kinds: list[str] = field(default_factory=list)
    node: str | None = None
    status: str = "unclaimed"
    unread: int = 0
    details: list[str] = field(default_factory=list)
    error: Source | None = None
    """The line of the collector's error."""
    times: list[CollectedAt] = field(default_factory=list)
    redaction: Redaction | None = None

    def becomes(self, status: str, detail: str = "") -> None:
        """Take the more telling of two statuses, and keep each detail once."""
        if ORDER.index(status) > ORDER.index(self.status):
            self.status = status
        if detail and detail not in self.details and len(self.details) < 8:
            self.details.append(detail)

    def is_a(self, kind: str) -> None:
        """Note what the file holds."""
        if kind not in self.kinds:
            self.kinds.append(kind)

    def is_known(self, kind: str, why: str) -> None:
        """Note a file that holds nothing to judge, and why."""
        self.is_a(kind)
        self.becomes("unclaimed", why)

    def report(self) -> ReportedInput:
        """Return the frozen row of the report."""
        return ReportedInput(
            self.path,
            ", ".join(self.kinds),
            self.node,
            self.status,
            self.unread,
            "; ".join(self.details),
        )
