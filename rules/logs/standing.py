"""Judges log messages: whether what one says still holds at the end of the log, or is history.

Logs hold the trouble of every installation and every restart. A message counts only if nothing
later contradicts it: the SDN became ready, the pod was attached, the objects say that all is well,
or a message that comes again while its cause lasts has not come again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from parsers.base import Source
from parsers.log_pattern import Pattern
from parsers.log_patterns import by_id
from parsers.node_log import LogEntry, NodeLog
from rules.base import Finding, Findings, Severity

STARTED = ("sdn-ready", "sdn-pod-manager", "pod-added", "vnid-rules-synced")
"""The SDN has finished its start."""
RESTARTED = ("sdn-plugin-starting", "sdn-node-starting")
"""The SDN begins anew: what it said before and does not say again is over."""

ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w.])")
SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO}
FREE_TEXT = {"error", "reason", "verb", "port", "ofport"}
SHOWN = 5
"""Objects named in a sentence, and lines of evidence."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A message about one thing: when it was said, and why it is over, if it is."""

    pattern: Pattern
    first: LogEntry
    last: LogEntry
    over: str = ""
    """What contradicts it; empty while nothing does."""
    proof: LogEntry | None = None


Contradiction = Callable[[LogEntry], str]
"""Returns why the objects say that an entry is over, or nothing."""


def standings(
    log: NodeLog,
    names: Iterable[str],
    *,
    ends: tuple[str, ...] = RESTARTED,
    same: tuple[str, ...] = (),
    contradicted: Contradiction | None = None,
) -> list[Standing]:
    """Judge the messages `names`, each for each thing that it is about.

    `ends`: messages that say the trouble is over, if they come later; `same`: the groups in which
    they must agree with it, where they name them.
    """
    rows = by_id()
    about: dict[tuple[str, ...], list[tuple[int, LogEntry]]] = defaultdict(list)
    closing: list[tuple[int, LogEntry]] = []
    wanted = set(names)
    for number, entry in enumerate(log.entries):
        if entry.pattern in wanted:
            about[entry.key].append((number, entry))
        elif entry.pattern in ends:
            closing.append((number, entry))
    found = []
    for entries in about.values():
        number, last = entries[-1]
        standing = Standing(rows[last.pattern], entries[0][1], last)
        proof = next((e for n, e in closing if n > number and ended(e, last, same)), None)
        if proof is not None:
            standing = replace(standing, over=f"later {rows[proof.pattern].meaning}", proof=proof)
        else:
            why = contradicted(last) if contradicted is not None else ""
            standing = replace(standing, over=why or fell_silent(standing, log))
        found.append(standing)
    return found


def ended(end: LogEntry, entry: LogEntry, same: tuple[str, ...]) -> bool:
    """Return whether `end`, which comes later, is about what `entry` is about."""
    if end.host and entry.host and end.host != entry.host:
        return False
    if end.time and entry.time and end.time < entry.time:
        return False
    return all(
        end.groups[name] == entry.groups[name]
        for name in same
        if name in end.groups and name in entry.groups
    )


def fell_silent(standing: Standing, log: NodeLog) -> str:
    """Say so if a message that repeats itself has not come again though the log goes on."""
    end = log.end_for(standing.last)
    if not standing.pattern.repeats or not end or not standing.last.time:
        return ""
    silence = end - standing.last.time
    if silence <= timedelta(seconds=2 * standing.pattern.repeats):
        return ""
    return f"not said again in the {duration(silence)} that the log goes on"


def report(
    owner: str,
    log: NodeLog,
    names: Iterable[str],
    *,
    ends: tuple[str, ...] = RESTARTED,
    same: tuple[str, ...] = (),
    contradicted: Contradiction | None = None,
    invariants: dict[str, str] | None = None,
) -> Findings:
    """Yield a finding for each kind of message that still holds, and one for all history.

    `invariants`: what each message is a sign of.
    """
    judged = standings(log, names, ends=ends, same=same, contradicted=contradicted)
    for those in together([one for one in judged if not one.over]):
        meanings = ": ".join(dict.fromkeys(one.pattern.meaning for one in those))
        severity = max(SEVERITIES[one.pattern.severity] for one in those)
        counts = [log.counts.get(name, 1) for name in dict.fromkeys(s.pattern.id for s in those)]
        last = max(those, key=lambda s: s.last.time.timestamp() if s.last.time else 0).last
        otherwise = "" if severity is Severity.INFO else ", and nothing later says otherwise"
        yield Finding(
            f"{owner}: {meanings}{objects(those)}; said {times(max(counts))}, "
            f"last {at(last.time, log)}{otherwise}",
            subjects=(owner, *subjects(those)),
            evidence=lines(those),
            severity=severity,
            invariants=tuple(
                dict.fromkeys(i for s in those if (i := (invariants or {}).get(s.pattern.id)))
            ),
        )
    if history := [one for one in judged if one.over]:
        yield past(owner, history, log)


def together(those: list[Standing]) -> list[list[Standing]]:
    """Group messages of one kind, and with them what else the same lines say."""
    group_of: dict[object, list[Standing]] = {}
    groups: list[list[Standing]] = []
    for one in those:
        keys = (one.pattern.id, one.first.source, one.last.source)
        group = next((group_of[key] for key in keys if key in group_of), None)
        if group is None:
            groups.append(group := [])
        group.append(one)
        group_of.update(dict.fromkeys(keys, group))
    return groups


def past(owner: str, history: list[Standing], log: NodeLog) -> Finding:
    """Make the finding for all messages that are over."""
    meanings = dict.fromkeys(one.pattern.meaning for one in history)
    latest = max(history, key=lambda s: s.last.time.timestamp() if s.last.time else 0)
    proofs = [one.proof.source for one in history if one.proof]
    return Finding(
        f"{owner}: once said, and over: {'; '.join(meanings)}{objects(history)} "
        f"(last {at(latest.last.time, log)}; {latest.over})",
        subjects=(owner, *subjects(history)),
        evidence=tuple(dict.fromkeys((*lines(history), *proofs[:SHOWN]))),
        severity=Severity.INFO,
    )


def lines(those: list[Standing]) -> tuple[Source, ...]:
    """Return the last line of each message, and the first where it differs."""
    few = those[:SHOWN]
    sources = [s.first.source for s in few] + [s.last.source for s in few]
    return tuple(sorted(dict.fromkeys(sources), key=lambda s: (s.path, s.line)))


def subjects(those: list[Standing]) -> tuple[str, ...]:
    """Return all that the messages name: groups, `namespace/pod`, addresses and networks."""
    named: dict[str, None] = {}
    for one in those:
        groups = one.last.groups
        if name := full_name(groups):
            named[name] = None
        for key, value in groups.items():
            if key not in FREE_TEXT:
                named.update(dict.fromkeys(filter(None, re.split(r"[,\s]+", value))))
        named.update(dict.fromkeys(ADDRESS.findall(one.last.text)))
    return tuple(named)


def objects(those: list[Standing]) -> str:
    """Return what messages are about, in brackets; else the error that they tell."""
    names = dict.fromkeys(
        full_name(one.last.groups)
        or ", ".join(v for k, v in one.last.groups.items() if k not in FREE_TEXT)
        for one in those
    )
    told = [name for name in names if name]
    if not told:
        told = [e for one in those if (e := one.last.groups.get("error", "")[:120])][:1]
    more = f" and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    return f" ({', '.join(told[:SHOWN])}{more})" if told else ""


def full_name(groups: dict[str, str]) -> str:
    """Return `namespace/name` of what is named, or nothing."""
    name = groups.get("pod") or groups.get("policy") or groups.get("service")
    if not name or "/" in name:
        return name or ""
    return f"{groups['namespace']}/{name}" if "namespace" in groups else name


def times(count: int) -> str:
    """Return `once`, `twice`, `12 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def at(time: datetime | None, log: NodeLog) -> str:
    """Return a time as it is told to people; without year where the log has none."""
    if time is None:
        return "at an unknown time"
    return f"{time:%Y-%m-%d %H:%M:%S} UTC" if log.dated else f"{time:%b %d %H:%M:%S}"


def duration(span: timedelta) -> str:
    """Return `40 minutes`, `3 hours`, `2 days`."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"
