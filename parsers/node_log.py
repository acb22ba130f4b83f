"""What is kept of a node's logs: known messages, first and last of each kind, and their count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from parsers.base import Source
from parsers.log_time import Head
from parsers.setup_script import SetupRun

VOLATILE = {"error", "reason", "ofport"}
"""Groups that don't tell what a message is about."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line that holds a known message."""

    pattern: str
    time: datetime | None
    host: str
    unit: str
    pid: str
    stamp: str
    text: str
    """The message, without the head of the line."""
    groups: dict[str, str]
    """What the message names, by the names of the groups of its pattern."""
    source: Source

    @staticmethod
    def of(pattern: str, head: Head, groups: dict[str, str], source: Source) -> LogEntry:
        """Make an entry of a line's head and what its pattern found."""
        return LogEntry(
            pattern,
            head.time,
            head.host,
            head.unit,
            head.pid,
            head.stamp,
            head.message,
            groups,
            source,
        )

    @property
    def key(self) -> tuple[str, ...]:
        """What the message is about: entries with the same key are repetitions."""
        about = (f"{k}={v}" for k, v in self.groups.items() if k not in VOLATILE)
        return (self.pattern, self.host, *about)

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for copies of one line in two logs: a unit's journal, and the whole journal."""
        when = self.stamp or (self.time and self.time.replace(microsecond=0))
        return (when, self.text)


@dataclass(frozen=True, slots=True)
class NodeLog:
    """The logs of one node, or one log."""

    path: str
    entries: tuple[LogEntry, ...]
    """In the order of time."""
    first: datetime | None
    last: datetime | None
    lines: int
    setup: tuple[SetupRun, ...] = ()
    reversed: bool = False
    hosts: tuple[str, ...] = ()
    """Host names seen at the starts of lines."""
    counts: dict[str, int] = field(default_factory=dict)
    """Lines for each message, those that weren't kept among them."""
    dated: bool = True
    """False if the log names no year: its times can only be compared with each other."""
    ends: dict[str, datetime] = field(default_factory=dict)
    """The last time seen in each `scope`: until when a message would have come again."""
    until: datetime | None = None
    """The end of the whole journal, as its banner says: when it was collected."""

    def __len__(self) -> int:
        """Return the number of lines."""
        return self.lines

    def of(self, *patterns: str) -> list[LogEntry]:
        """Return the entries of these messages, in the order of time."""
        return [entry for entry in self.entries if entry.pattern in patterns]

    def absence(self, what: str) -> Source:
        """Return evidence for a message that is not in the log."""
        return Source(self.path, 1, what)

    def end_for(self, entry: LogEntry) -> datetime | None:
        """Return the last time of the log that an entry is from."""
        return self.ends.get(scope(entry.source.path, entry.host), self.last)

    def by_host(self) -> dict[str, NodeLog]:
        """Take apart a log that holds lines of several hosts."""
        return {
            host: replace(
                self,
                entries=tuple(entry for entry in self.entries if entry.host == host),
                setup=tuple(run for run in self.setup if run.host == host),
                last=self.ends.get(scope(self.path, host), self.last),
                hosts=(host,),
                counts=dict(Counter(e.pattern for e in self.entries if e.host == host)),
            )
            for host in self.hosts
        }

    def renumbered(self, lines: dict[int, int]) -> NodeLog:
        """Return the log with other line numbers: its text was turned around to be read."""

        def moved(source: Source) -> Source:
            return replace(source, line=lines.get(source.line, source.line))

        return replace(
            self,
            reversed=True,
            entries=tuple(replace(entry, source=moved(entry.source)) for entry in self.entries),
            setup=tuple(
                replace(
                    run,
                    source=moved(run.source),
                    commands=tuple(
                        replace(
                            command,
                            source=moved(command.source),
                            output=tuple(map(moved, command.output)),
                        )
                        for command in run.commands
                    ),
                )
                for run in self.setup
            ),
        )

    @staticmethod
    def merge(logs: Sequence[NodeLog]) -> NodeLog:
        """Join the logs of one node; a line that stands in several is kept once."""
        if len(logs) == 1:
            return logs[0]
        # The smaller log goes first: a unit's journal is better evidence than the whole journal.
        logs = sorted((log if log.dated else dated_as(log, logs) for log in logs), key=len)
        seen: set[tuple[object, ...]] = set()
        entries: list[LogEntry] = []
        runs: dict[tuple[object, ...], SetupRun] = {}
        counts: Counter[str] = Counter()
        for log in logs:
            new = [entry for entry in log.entries if (entry.pattern, *entry.identity) not in seen]
            seen.update((entry.pattern, *entry.identity) for entry in new)
            entries += new
            for run in log.setup:
                when = run.time and run.time.replace(microsecond=0)
                runs.setdefault((when, tuple(command.text for command in run.commands)), run)
            for name, count in log.counts.items():
                counts[name] = max(counts[name], count)
        times = [t for log in logs for t in (log.first, log.last) if t]
        ends: dict[str, datetime] = {}
        for log in logs:
            for name, end in log.ends.items():
                ends[name] = max(end, ends.get(name, end))
        return NodeLog(
            path=max(logs, key=len).path,
            entries=in_order(entries),
            first=min(times, default=None),
            last=max(times, default=None),
            lines=sum(map(len, logs)),
            setup=in_order(runs.values()),
            reversed=all(log.reversed for log in logs),
            hosts=tuple(dict.fromkeys(host for log in logs for host in log.hosts)),
            counts=dict(counts),
            dated=any(log.dated for log in logs),
            ends=ends,
            until=max((log.until for log in logs if log.until), default=None),
        )


def scope(path: str, host: str) -> str:
    """Name what goes on together: one container's logs, or one host's in one directory."""
    directory = path.rpartition("/")[0].removesuffix("/rotated")
    return f"{directory} {host}"


Timed = TypeVar("Timed", LogEntry, SetupRun)


def in_order(records: Iterable[Timed]) -> tuple[Timed, ...]:
    """Sort by time; what has none goes first, in the order given."""
    return tuple(sorted(records, key=lambda r: r.time.timestamp() if r.time else float("-inf")))


def dated_as(log: NodeLog, others: Sequence[NodeLog]) -> NodeLog:
    """Give a log without a year the one in which it ends nearest to the others' end."""
    ends = [other.last for other in others if other.dated and other.last]
    if not ends or log.last is None:
        return log
    end = max(ends)
    years = min(
        range(end.year - 1 - log.last.year, end.year + 2 - log.last.year),
        key=lambda years: abs((later(log.last, years) - end).total_seconds()),  # type: ignore[arg-type]
    )
    return replace(
        log,
        entries=tuple(replace(e, time=e.time and later(e.time, years)) for e in log.entries),
        setup=tuple(replace(run, time=run.time and later(run.time, years)) for run in log.setup),
        first=log.first and later(log.first, years),
        last=later(log.last, years),
        ends={name: later(time, years) for name, time in log.ends.items()},
        dated=True,
    )


def later(time: datetime, years: int) -> datetime:
    """Return the same day of another year; 28 February for a 29th that it lacks."""
    try:
        return time.replace(year=time.year + years)
    except ValueError:
        return time.replace(year=time.year + years, day=28)
