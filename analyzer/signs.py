"""Looks at each file for signs of how it was collected: when, whether whole, whether redacted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from parsers.base import Artifact, Source
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
SHOWS = (
    ("-ipv4-", "addresses", PLACEHOLDER), ("-ipv6-", "addresses", PLACEHOLDER),
    ("-mac-", "addresses", PLACEHOLDER), (".x", "addresses", MASKED), (".X", "addresses", MASKED),
    ("obfuscated", "names", CLEANED), ("-domain-", "names", CLEANED),
)  # fmt: skip
"""What is quickly found, what it may be a part of, and how that looks."""
HEAD = 8_192
STRIDE, PIECE = 65_536, 8_192
"""Characters: a search of all flows would take a fifth of the time to read them."""
SEVERAL, TRIES, NEAR = 3, 200, 400
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


def redaction(text: str, path: str, first_line: int = 1, *, whole: bool = True) -> Redaction | None:
    """Return the first line that shows a redaction; quick where there is none.

    Not `whole`: of a long text a piece of each stride does, as who replaces addresses replaces all.
    """
    for offset, piece in ((0, text),) if whole else pieces(text):
        for clue, kind, pattern in SHOWS:
            found = [*islice(hits(piece, clue, pattern), SEVERAL)]
            # A masked address may stand in a comment as well; in a file's head one is enough.
            if found and (pattern is not MASKED or offset + found[0][0] < HEAD or found[2:]):
                start, line = found[0]
                number = first_line + text.count("\n", 0, offset + start)
                return Redaction(kind, Source.at(path, number, line))
    return None


def redaction_in(artifact: Artifact, *, whole: bool = True) -> Redaction | None:
    """Return the first line of an artifact that shows a redaction."""
    return redaction(artifact.text, artifact.path, artifact.first_line, whole=whole)


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, piece): of a long text, a piece of each stride."""
    piece = PIECE if len(text) > STRIDE else STRIDE
    for offset in range(0, len(text), STRIDE):
        yield offset, text[offset : offset + piece]


def hits(piece: str, clue: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield (start, line) where a pattern matches around its clue."""
    at = piece.find(clue)
    for _ in range(TRIES):
        if at < 0:
            return
        start = piece.rfind("\n", 0, at) + 1
        end = piece.find("\n", at) if "\n" in piece[at : at + NEAR] else at + NEAR
        if pattern.search(piece[max(start, at - NEAR) : end]):
            yield start, piece[start:end]
        at = piece.find(clue, end)


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
