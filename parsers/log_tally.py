"""Collects the known messages of one log as they are found, and when and where it was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from parsers.log_time import Head
from parsers.node_log import LogEntry, NodeLog, in_order, scope
from parsers.setup_script import SetupRun

MAX_KEYS = 500
"""Objects, of those that one message names, for which first and last entry are kept."""


class Tally:
    """Collects entries: of each kind, for each thing that it names, the first and the last."""

    def __init__(self) -> None:
        self.firsts: dict[tuple[str, ...], LogEntry] = {}
        self.lasts: dict[tuple[str, ...], LogEntry] = {}
        self.keys: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.hosts: dict[str, None] = {}
        self.ends: dict[str, datetime] = {}
        self.first: datetime | None = None
        self.last: datetime | None = None

    def see(self, head: Head) -> None:
        """Take time and host of a line."""
        if head.host not in {"", "localhost"}:  # until DHCP has named it
            self.hosts[head.host] = None
        if head.time is None:
            return
        if self.first is None or head.time < self.first:
            self.first = head.time
        if self.last is None or head.time > self.last:
            self.last = head.time
        self.ends[head.host] = max(head.time, self.ends.get(head.host, head.time))

    def add(self, entry: LogEntry) -> None:
        """Take an entry."""
        self.counts[entry.pattern] += 1
        key = entry.key
        if key not in self.firsts:
            if self.keys[entry.pattern] >= MAX_KEYS:
                key = (entry.pattern, entry.host, "and others")
            self.keys[entry.pattern] += 1
            self.firsts.setdefault(key, entry)
        self.lasts[key] = entry

    def entries(self) -> Iterator[LogEntry]:
        """Yield what was kept."""
        for key, first in self.firsts.items():
            yield first
            if (last := self.lasts[key]) is not first:
                yield last

    def log(
        self,
        path: str,
        *,
        setup: tuple[SetupRun, ...],
        lines: int,
        dated: bool,
        until: datetime | None = None,
    ) -> NodeLog:
        """Return the log."""
        return NodeLog(
            path=path,
            entries=in_order(self.entries()),
            first=self.first,
            last=self.last,
            lines=lines,
            setup=setup,
            hosts=tuple(self.hosts),
            counts=dict(self.counts),
            dated=dated,
            ends={scope(path, host): time for host, time in self.ends.items()},
            until=until,
        )
