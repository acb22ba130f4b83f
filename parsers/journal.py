"""Journals and container logs: `journalctl -u atomic-openshift-node`, `oc logs`, `docker logs`.

Of the lines only those are kept that `parsers.log_patterns` knows, and the set-up script's trace;
the rest is scanned as bytes. Formats: see `parsers.log_time`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from itertools import pairwise

from parsers.base import Artifact, Parsed, Parser
from parsers.log_patterns import PATTERNS
from parsers.log_scan import Spans, blocks, engine, scan
from parsers.log_tally import Tally
from parsers.log_time import BANNER, Clock, Head, head_of
from parsers.node_log import LogEntry, NodeLog
from parsers.setup_script import SetupRun, SetupTrace
from parsers.text import clean

__all__ = ["PARSER", "LogEntry", "NodeLog", "SetupRun", "read"]

BANNERS = ("-- logs begin at", "-- journal begins at")
LITERALS = (*(row.literal for row in PATTERNS), *BANNERS)
HEADER = "output of setup script:"
# An operator that reports what others said, perhaps on another node; a log in JSON.
QUOTED = re.compile(r"Event\(|\"?Event occurred|\S+ diff \{|\{")
HEAD = 1 << 16
"""Bytes in which a date is looked for, and which way the times run."""
SECOND = timedelta(seconds=1)
SAMPLES = 32
"""Lines of the first block that are read for their time and host; of others `FEWER`."""
FEWER = 4
MAX_LINE = 8_192
"""Characters of a line in which messages are looked for."""


class Reader:
    """Reads one log, block by block."""

    def __init__(self, artifact: Artifact) -> None:
        self.artifact = artifact
        self.clock = Clock()
        self.line = artifact.first_line
        self.tally = Tally()
        self.runs: list[SetupRun] = []
        self.trace: SetupTrace | None = None

    def read(self) -> NodeLog:
        """Read the whole log."""
        found_by = engine(LITERALS)
        for number, (block, spans) in enumerate(scan(blocks(self.artifact.chunks()), found_by)):
            if not number:
                self.clock.learn(block[:HEAD])
            self.block(block, spans)
        if self.trace is not None:
            self.runs.append(self.trace.run(complete=False))
            self.trace = None
        return self.tally.log(
            self.artifact.path,
            setup=tuple(self.runs),
            lines=self.line - self.artifact.first_line,
            dated=self.clock.dated,
            until=self.clock.span[1].astimezone(UTC) if self.clock.span else None,
        )

    def block(self, block: bytes, spans: Spans) -> None:
        """Read the lines found in a block, and what follows a set-up script's header."""
        if self.trace is not None:
            self.follow(block, 0, self.line)
        at, line = 0, self.line
        marks = sample(block, FEWER if self.tally.last else SAMPLES)
        for start, end in spans:
            line += block.count(b"\n", at, start)
            at = start
            while marks and marks[0] < start:
                self.tally.see(self.head(block, marks.pop(0)))
            self.hit(block, start, end, line)
        for mark in marks:
            self.tally.see(self.head(block, mark))
        self.line = line + block.count(b"\n", at) + (not block.endswith(b"\n"))

    def head(self, block: bytes, start: int) -> Head:
        """Read the head of the line that starts there."""
        return head_of(clean(block[start : line_end(block, start)][:MAX_LINE]), self.clock)

    def hit(self, block: bytes, start: int, end: int, line: int) -> None:
        """Keep what a line says, if it is one of the known messages."""
        text = clean(block[start : min(end, start + MAX_LINE)]).rstrip("\n")
        if BANNER.search(text) and self.clock.banner(text):
            self.tally.see(self.head(block, end))  # another journal begins, perhaps another host's
            return
        head = head_of(text, self.clock)
        self.tally.see(head)
        if QUOTED.match(head.message):
            return
        lower = text.lower()
        source = self.artifact.source(line, text)
        found: set[str] = set()
        for pattern in [row for row in PATTERNS if row.literal in lower]:
            if pattern.id not in found and (match := pattern.match(head.message)):
                found.add(pattern.id)
                groups = {k: v.strip() for k, v in match.groupdict().items() if v}
                self.tally.add(LogEntry.of(pattern.id, head, groups, source))
        if HEADER in lower and self.trace is None:
            self.trace = SetupTrace(source, head)
            self.follow(block, end, line + 1)

    def follow(self, block: bytes, at: int, line: int) -> None:
        """Give the lines from `at` on to the open trace, until one is no longer its."""
        trace = self.trace
        while trace is not None and at < len(block):
            end = line_end(block, at)
            text = clean(block[at:end]).rstrip("\n")
            head = head_of(text, self.clock)
            its = trace.takes(head)
            if its:
                trace.lines.append((head.message, self.artifact.source(line, text)))
            elif its is False:
                self.runs.append(trace.run(complete=True))
                trace = self.trace = None
            at, line = end, line + 1


def read_backwards(artifact: Artifact, data: bytes) -> NodeLog:
    """Read a log collected with `journalctl -r`: its newest record stands first."""
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    order = list(records_backwards(lines))
    turned = b"".join(lines[number] + b"\n" for number in order)
    reader = Reader(Artifact(artifact.path, turned))
    reader.clock.learn(data[:HEAD])
    for line in lines[:5]:
        reader.clock.banner(clean(line))
    first = artifact.first_line
    return reader.read().renumbered({n: number + first for n, number in enumerate(order, 1)})


def records_backwards(lines: list[bytes]) -> Iterator[int]:
    """Yield the indices of lines, record by record from the last; a record's own lines forwards."""
    end = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        if lines[number][:1] not in b" \t" or not number:
            yield from range(number, end)
            end = number


def line_end(block: bytes, start: int) -> int:
    """Return where the next line starts."""
    return block.find(b"\n", start) + 1 or len(block)


def sample(block: bytes, count: int = SAMPLES) -> list[int]:
    """Return the starts of some lines, the first and the last among them."""
    step = max(len(block) // count, 1)
    starts = {block.rfind(b"\n", 0, at) + 1 for at in range(0, len(block), step)}
    starts.add(block.rfind(b"\n", 0, len(block) - 1) + 1)
    return sorted(starts)


def runs_backwards(block: bytes) -> bool:
    """Tell from the times of its first block whether a log's newest record stands first."""
    clock = Clock()
    clock.learn(block[:HEAD])
    times = [
        head.time
        for start in sample(block)
        if (head := head_of(clean(block[start : line_end(block, start)][:MAX_LINE]), clock)).time
    ]
    pairs = list(pairwise(times))
    # journald prints seconds, klog fractions of them: what falls by less says nothing.
    falls = sum(a - b >= SECOND for a, b in pairs if a and b)
    rises = sum(b > a for a, b in pairs if a and b)
    return falls > 2 * rises


def read(artifact: Artifact) -> Parsed[NodeLog]:
    """Read a log of any of the known formats."""
    chunks = artifact.chunks()
    first = next(chunks, b"")
    for piece in chunks:
        first += piece
        if len(first) >= HEAD:
            break
    if runs_backwards(plain_text(first[: 1 << 22])):
        data = first + b"".join(chunks)
        return Parsed(read_backwards(artifact, plain_text(data)))

    def again() -> Iterable[bytes]:
        yield first
        yield from chunks

    whole = Artifact(artifact.path, chunks=lambda: iter(again()), first_line=artifact.first_line)
    return Parsed(Reader(whole).read())


def plain_text(data: bytes) -> bytes:
    """Return text in UTF-16 or with terminal sequences as plain bytes."""
    return b"".join(blocks([data]))


MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
CLOCK = r"\d\d:\d\d:\d\d(?:\.\d+)?"
DATED = rf"\d{{4}}-\d\d-\d\d[T ]{CLOCK}"
CONTENT = re.compile(
    r"^-- (?:Logs begin|Journal begins) at "
    rf"|^{MONTH} +\d{{1,2}} {CLOCK} \S+ [^\s:]+: "
    rf"|^(?:{DAY} )?{DATED}\S*(?: [A-Z]{{3,4}})? \S+ \S+\[\d+\]: "
    rf"|^(?:{DATED}\S* )?(?:std(?:out|err) [FP] )?[IWEF]\d{{4}} {CLOCK} +\d+ [\w.-]+:\d+\]"
    r"|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,9}(?:Z|[+-]\d\d:\d\d) "
    rf"|^{DATED}Z\|\d+\|"
    r"|^\{\"log\":\".*\"stream\":\"std(?:out|err)\"",
    re.MULTILINE,
)
COMMANDS = re.compile(
    r"^(?:sudo )?(?:journalctl\b|(?:oc|kubectl) (?:.*\s)?logs?\b|docker (?:.*\s)?logs?\b"
    r"|crictl (?:.*\s)?logs\b|podman (?:.*\s)?logs\b|oc adm node-logs\b|dmesg\b)"
)
NAMES = re.compile(
    r"(?:^|/)(?:[^/]*\.log(?:\.\d[\d-]*)?|journal[^/]*|journalctl[^/]*|[^/]*_service\.log"
    r"|messages[^/]*|dmesg[^/]*|[^/]*_(?:vswitchd|ovsdb)_log)$"
)

PARSER: Parser[NodeLog] = Parser(
    name="journal",
    fact=NodeLog,
    read=read,
    command="journalctl -u atomic-openshift-node; oc logs -n openshift-sdn <sdn pod> -c sdn",
    commands=COMMANDS,
    content=CONTENT,
    names=NAMES,
    merge=NodeLog.merge,
    streams=True,
)
