"""Reads what a machine says of its clock: `chronyc tracking`, `timedatectl`, `ntpstat`.

The forms are those of chronyc(1), of systemd's timedatectl.c through the years, and ntpstat(1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

OFFSET = expression(
    r"^System time +: (?P<seconds>\d+(?:\.\d+)?) seconds (?P<way>slow|fast) of NTP time"
)
LEAP = expression(r"^Leap status +: (?P<value>\S.*?)\s*$")
SYNCED = expression(r"^\s*(?:NTP synchronized|System clock synchronized): (?P<value>yes|no)\s*$")
NTPSTAT = expression(r"^(?P<un>un)?synchronised\b")
KNOWN = expression(
    r"^\s*$|^(?:Reference ID|Stratum|Ref time \(UTC\)|Last offset|RMS offset|Frequency"
    r"|Residual freq|Skew|Root delay|Root dispersion|Update interval) +:"
    r"|^\s*(?:Local time|Universal time|RTC time|Time ?zone|Timezone|NTP enabled|NTP service"
    r"|systemd-timesyncd\.service active|RTC in local TZ|DST active|Last DST change|Next DST change"
    r"|Network time on|NTP synchronized|System clock synchronized):"
    r"|^ +(?:time correct|polling server|\S+ \d{4}-\d\d-\d\d|Sun|Mon|Tue|Wed|Thu|Fri|Sat)"
    r"|^\s*Warning: |^\s+mode\b|^\s+Note|^Hint: "
)


@dataclass(frozen=True, slots=True)
class ClockState:
    """One line that tells of the clock."""

    synchronised: bool | None
    offset: float | None
    """Seconds that the clock is ahead of its servers; negative if it is behind."""
    source: Source


class Clocks(Records[ClockState]):
    """What was said of the clock of one node."""


def read(artifact: Artifact) -> Parsed[Clocks]:
    """Read the lines that tell; where and when it was asked is of no concern."""
    items: list[ClockState] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := OFFSET.match(text):
            sign = 1 if match["way"] == "fast" else -1
            items.append(ClockState(None, sign * float(match["seconds"]), source))
        elif match := LEAP.match(text):
            items.append(ClockState(match["value"] != "Not synchronised", None, source))
        elif match := SYNCED.match(text):
            items.append(ClockState(match["value"] == "yes", None, source))
        elif match := NTPSTAT.match(text):
            items.append(ClockState(not match["un"], None, source))
        elif not KNOWN.match(text):
            unread.append(source)
    return Parsed(Clocks(artifact.path, tuple(items)), tuple(unread))


PARSER = Parser(
    name="clock",
    fact=Clocks,
    read=read,
    command="chronyc tracking",
    commands=re.compile(r"\bchronyc\b.* tracking\b|(?:^|[\s/])(?:timedatectl|ntpstat)\b"),
    content=re.compile(
        r"^Reference ID +: [0-9A-F]{8}|^Reference ID +: \d|^\s*Universal time: "
        r"|^(?:un)?synchronised(?: to | *$)",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|/)(?:chronyc_tracking|timedatectl|ntpstat)$"),
    merge=Clocks.merge,
)
