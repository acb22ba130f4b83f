"""Looks at each file for signs of how it was collected: when, whether whole, whether redacted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from parsers.base import Source
from parsers.collected import CollectedAt, Redaction
from parsers.log_time import zone_of

IPTABLES = re.compile(
    r"^# (?:Generated|Completed)(?: by \S+ \S+)? on "
    r"\w{3} (?P<when>\w{3} +\d{1,2} \d\d:\d\d:\d\d \d{4})$",
    re.MULTILINE,
)
JOURNAL = re.compile(
    r"^-- Logs begin at .*?, end at \w{3} "
    r"(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<zone>\S+)\. --",
    re.MULTILINE,
)
STAMP = re.compile(r"\A(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.\d+ (?P<zone>[+-]\d{4}) \w+ m=\+")
# must-gather-clean writes x-ipv4-0000000001-x; sos clean host0.obfuscateddomain0.com.
PLACEHOLDER = re.compile(r"\bx{1,3}-(?:ipv[46]|mac)-[0-9a-f]+-x{1,3}\b")
MASKED = re.compile(r"(?<![\w.])(?:(?:\d{1,3}|[xX]{1,3})\.){3}[xX]{1,3}(?![\w.])")
CLEANED = re.compile(
    r"\bobfuscated(?:domain|host|user|word)\d+\b|\bx{1,3}-domain-[0-9a-f]+-x{1,3}\b"
)
CLUES = ("-ipv4-", "-ipv6-", "-mac-", "obfuscated", "-domain-", ".x", ".X")
NETWORK_CHECK = 5_000
"""Lines that NetworkCheck takes of a journal, newest first."""


def when(text: str, path: str) -> Iterator[CollectedAt]:
    """Yield what a file's head says about the time of its collection."""
    for pattern, form in ((IPTABLES, "%b %d %H:%M:%S %Y"), (JOURNAL, ""), (STAMP, "")):
        match = pattern.search(text)
        if match is None:
            continue
        said = " ".join(match["when"].split())
        try:
            moment = datetime.strptime(said, form) if form else datetime.fromisoformat(said)  # noqa: DTZ007
        except ValueError:
            continue
        zone = match.groupdict().get("zone")
        line = text.count("\n", 0, match.start()) + 1
        yield CollectedAt(
            moment.replace(tzinfo=zone_of(zone[:3] if zone[0] in "+-" else zone) if zone else UTC),
            zone is not None,
            Source.at(path, line, match.group().split("\n")[0]),
        )


def redaction(text: str, path: str) -> Redaction | None:
    """Return the first line that shows a redaction; quick where there is none."""
    if not any(clue in text for clue in CLUES):
        return None
    for kind, pattern in (
        ("addresses", PLACEHOLDER),
        ("addresses", MASKED),
        ("names", CLEANED),
    ):
        if match := pattern.search(text):
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.end())
            line = text.count("\n", 0, start) + 1
            return Redaction(kind, Source.at(path, line, text[start : end if end > 0 else None]))
    return None


def error_source(path: str, text: str, first_line: int, error: str) -> Source:
    """Return the line of a collector's error."""
    for number, line in enumerate(text.split("\n"), first_line):
        if line.strip().startswith(error[:200]):
            return Source.at(path, number, line)
    return Source(path, 0, error)


def cut_log(path: str, lines: int) -> str | None:
    """Return why a log lacks its beginning, if its length or its collector tells."""
    if lines == NETWORK_CHECK:
        return f"it holds just {lines:,} lines: the collector took no more"
    if path.endswith(".tailed") or "sos_strings/" in path:
        return "sos kept its tail only"
    return None
