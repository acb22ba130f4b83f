"""The start of a log line: when, where and by whom it was written, whatever wrote the log.

journalctl's short, short-precise, short-iso and short-full formats (journalctl(1)), klog
(`I0506 13:01:54.414116   135002 file.go:139] `), container logs with RFC 3339 times, CRI logs,
lines of docker's json-file driver, OVS (`2026-11-20T16:23:52.337Z|00001|module|WARN|`), dmesg.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
WRITER = r"(?P<host>[\w.:-]+) (?P<unit>[^\s:\[\]]+)(?:\[(?P<pid>\d+)\])?: ?"
# What follows a container's time is free text: only a process id makes its start a writer.
PROCESS = r"(?P<host>[\w.:-]+) (?P<unit>[^\s:\[\]]+)(?:\[(?P<pid>\d+)\]|(?<= kernel)): ?"
SYSLOG = re.compile(
    rf"(?P<month>{'|'.join(MONTHS)}) +(?P<day>\d{{1,2}}) "
    rf"(?P<clock>\d\d:\d\d:\d\d(?:\.\d+)?) {WRITER}"
)
FULL = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<date>\d{4}-\d\d-\d\d) (?P<clock>\d\d:\d\d:\d\d(?:\.\d+)?)"
    rf" (?P<zone>[A-Z]{{3,5}}|[+-]\d\d) {WRITER}"
)
RFC3339 = re.compile(
    r"(?P<stamp>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)"
    rf"(?:\|| std(?:out|err) [FP] | {PROCESS}| +|$)"
)
KLOG = re.compile(
    r"[IWEF](?P<month>\d\d)(?P<day>\d\d) (?P<clock>\d\d:\d\d:\d\d\.\d+) +(?P<pid>\d+) "
    r"[\w.-]+:\d+\] ?"
)
DMESG = re.compile(r"\[ *\d+\.\d+\] ")
DMESG_T = re.compile(
    rf"\[(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<month>{'|'.join(MONTHS)}) +(?P<day>\d{{1,2}}) "
    r"(?P<clock>\d\d:\d\d:\d\d) (?P<year>\d{4})\] "
)
"""`dmesg -T`: in the node's own zone."""
BANNER = re.compile(r"-- (?:Logs begin|Journal begins) at .*\d{4}-\d\d-\d\d")
BANNER_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: ([A-Z]{3,5}|[+-]\d\d))?")
DATE = re.compile(rb"(?<![\d.])(20\d\d-\d\d-\d\d)[T ]\d\d:\d\d:\d\d")

ZONES = {
    "UTC": 0.0, "GMT": 0.0, "WET": 0.0, "BST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0,
    "EEST": 3.0, "MSK": 3.0, "JST": 9.0, "KST": 9.0, "EST": -5.0, "EDT": -4.0, "CDT": -5.0,
    "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0,
}  # fmt: skip
"""Hours east of Greenwich; an abbreviation with several meanings (CST, IST) is left out."""

UNDATED = 1972
"""The year of a log that names none: a leap year, so that 29 February stays a date."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the start of a line says; `message` is the rest."""

    time: datetime | None
    host: str
    unit: str
    pid: str
    stamp: str
    """klog's own time as written: with the message it tells two copies of one line."""
    message: str


@dataclass(slots=True)
class Clock:
    """Completes times that lack year or zone, from what the file has said so far."""

    reference: datetime = datetime(UNDATED, 1, 1, tzinfo=UTC)
    dated: bool = False
    """Whether anything in the file names a year."""
    zone: timezone = UTC
    span: tuple[datetime, datetime] | None = field(default=None)
    """What the banner says: first and last line of the journal."""

    def banner(self, line: str) -> bool:
        """Take year and zone from `-- Logs begin at ..., end at ... --`; False if it is none."""
        if not BANNER.search(line):
            return False
        found = BANNER_TIME.findall(line)
        try:
            times = [datetime.fromisoformat(stamp) for stamp, _ in found]
        except ValueError:
            return False
        if not times:
            return False
        self.zone = zone_of(found[-1][1])
        times = [time.replace(tzinfo=self.zone) for time in times]
        self.span = (times[0], times[-1])
        self.reference, self.dated = times[-1], True
        return True

    def learn(self, block: bytes) -> None:
        """Take the year from the first full date in a file's head, if it is not known yet."""
        if not self.dated and (match := DATE.search(block)):
            moment_of(match[1].decode(), self)

    def at(self, month: int, day: int, clock: str) -> datetime | None:
        """Complete a time without year: within the banner's span, else nearest to the last one."""
        near = self.reference.year
        if self.span and self.span[0].year == near:
            return self.moment(near, month, day, clock)
        options = [
            moment
            for year in (near - 1, near, near + 1)
            if (moment := self.moment(year, month, day, clock))
        ]
        if self.span:
            early, late = self.span[0] - timedelta(days=1), self.span[1] + timedelta(days=1)
            options = [moment for moment in options if early <= moment <= late][-1:] or options
        best = min(options, key=lambda moment: abs(moment - self.reference), default=None)
        if best and not self.span:
            self.reference = best
        return best

    def moment(self, year: int, month: int, day: int, clock: str) -> datetime | None:
        """Return the moment of a local time; None if there is none, such as 30 February."""
        try:
            local = datetime.fromisoformat(f"{year:04}-{month:02}-{day:02} {clock}")
        except ValueError:
            return None
        return local.replace(tzinfo=self.zone).astimezone(UTC)


def zone_of(name: str) -> timezone:
    """Return the zone of an abbreviation or of `+09`; UTC if it has several meanings."""
    if name[:1] in {"+", "-"}:
        return timezone(timedelta(hours=int(name)))
    return timezone(timedelta(hours=ZONES.get(name, 0.0)))


def head_of(line: str, clock: Clock) -> Head:
    """Read the start of a line, layer by layer: a container's log may hold a journal's klog."""
    if line.startswith("{") and '"log":' in line:
        line = json_line(line)
    time: datetime | None = None
    host = unit = pid = stamp = ""
    if match := SYSLOG.match(line):
        time = clock.at(MONTHS[match["month"]], int(match["day"]), match["clock"])
    elif match := RFC3339.match(line):
        time = moment_of(match["stamp"], clock)
    elif match := FULL.match(line):
        time = moment_of(f"{match['date']} {match['clock']}", clock, zone_of(match["zone"]))
    elif match := DMESG_T.match(line):
        day = f"{match['year']}-{MONTHS[match['month']]:02}-{int(match['day']):02}"
        time = moment_of(f"{day} {match['clock']}", clock)
        return Head(time, "", "kernel", "", "", line[match.end() :])
    if match:
        groups = match.groupdict()
        host, unit, pid = groups["host"] or "", groups["unit"] or "", groups["pid"] or ""
        line = line[match.end() :]
    if klog := KLOG.match(line):
        stamp, pid = klog[0].split("]")[0], pid or klog["pid"]
        line = line[klog.end() :]
        if time is None:
            time = clock.at(int(klog["month"]), int(klog["day"]), klog["clock"])
        elif not time.microsecond and time.second == int(klog["clock"][6:8]):
            time = time.replace(microsecond=int(f"{klog['clock'][9:]:0<6.6}"))
    elif dmesg := DMESG.match(line):
        unit = unit or "kernel"
        line = line[dmesg.end() :]
    return Head(time, host, unit, pid, stamp, line)


def moment_of(stamp: str, clock: Clock, zone: timezone | None = None) -> datetime | None:
    """Read a full time; one without a zone is the file's."""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone or clock.zone)
    clock.reference, clock.dated = moment, True
    return moment.astimezone(UTC)


def json_line(line: str) -> str:
    """Return `time log` of a line of docker's json-file driver; the line itself if it is none."""
    try:
        record = json.loads(line)
    except ValueError:
        return line
    if not isinstance(record, dict) or not isinstance(record.get("log"), str):
        return line
    return f"{record.get('time') or ''} {record['log'].rstrip()}".lstrip()
