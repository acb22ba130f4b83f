"""Reads `systemctl show UNIT`, `systemctl status UNIT` and `systemctl cat UNIT`.

The forms are those of systemctl(1): `Key=value` lines; `* UNIT - Description` over `Loaded:`,
`Active:` and `Main PID:`, with the last lines of its journal; the files, each below its path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

SHOWN = expression(r"^(?P<key>[A-Z]\w+)=(?P<value>.*)$")
STATUS = expression(r"^\s*[●○\u00d7*↻] (?P<unit>[\w@.:\\-]+\.\w+)(?: - (?P<description>.*))?$")
SAID = expression(
    r"^\s+(?P<key>Loaded|Active|Main PID|Process|Docs|Drop-In|CGroup|Memory|Tasks|CPU|Status"
    r"|Since|TriggeredBy): (?P<value>.*)$"
)
FILE = expression(
    r"^# (?P<path>/(?:usr/lib|etc|run)/systemd/\S+/(?P<unit>[\w@.-]+\.(?:service|d/\S+|socket"
    r"|target|mount|timer)))\s*$"
)
ABSENT = expression(r"^Unit (?P<unit>[\w@.:\\-]+\.\w+) could not be found\.")
SECTION = expression(r"^\[(?:Unit|Service|Install|Socket|Mount|Timer)\]\s*$")
ACTIVE = expression(r"^(?P<active>\w+)(?: \((?P<sub>[^)]*)\))?")
NOISE = expression(r"^\s*$|^#|^\s+|^\w{3} +\d|^Hint: |^Warning: |^;|^-- |^[A-Za-z]\w*=|\\$")
ASKED = expression(r"\bsystemctl (?:show|cat|status)(?: -\S+)* +(?P<unit>[\w@.-]+)")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of systemd."""

    name: str
    load: str | None
    """`loaded`, `not-found`, `masked`."""
    active: str | None
    """`active`, `inactive`, `failed`, `activating`; None of `systemctl cat`."""
    sub: str | None
    """`running`, `dead`, `exited`, `auto-restart` ..."""
    fields: dict[str, str]
    sources: dict[str, Source]
    """Field -> its line."""
    source: Source


class Units(Records[Unit]):
    """The units of one node."""

    def named(self, name: str) -> Unit | None:
        """Return a unit, with or without its suffix."""
        wanted = name.removesuffix(".service")
        return next((u for u in self.items if u.name.removesuffix(".service") == wanted), None)


@dataclass(slots=True)
class Draft:
    """A unit whose lines are still being read."""

    name: str
    source: Source
    fields: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def put(self, key: str, value: str, source: Source) -> None:
        """Keep a field; the first of several counts."""
        if key not in self.fields:
            self.fields[key], self.sources[key] = value, source

    def done(self) -> Unit:
        """Return the finished unit."""
        said = self.fields
        active = ACTIVE.match(said.get("Active", ""))
        load = said.get("LoadState") or said.get("Loaded", "").partition(" ")[0] or None
        return Unit(
            said.get("Id") or self.name,
            load,
            said.get("ActiveState") or (active["active"] if active else None),
            said.get("SubState") or (active["sub"] if active else None),
            said,
            self.sources,
            self.source,
        )


def read(artifact: Artifact) -> Parsed[Units]:
    """Read the units of any of the forms."""
    asked = ASKED.search(artifact.command or "")
    name = asked["unit"] if asked else ""
    drafts: list[Draft] = []
    unread: list[Source] = []
    status = False
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := STATUS.match(text):
            drafts.append(Draft(match["unit"], source))
            status = True
        elif (match := FILE.match(text)) and not any(d.name == match["unit"] for d in drafts):
            drafts.append(Draft(match["unit"], source))
        elif (match := SAID.match(text)) and drafts:
            drafts[-1].put(match["key"], match["value"], source)
        elif (match := SHOWN.match(text)) and not status:
            again = drafts and match["key"] == "Id" and "Id" in drafts[-1].fields
            if not drafts or again:
                drafts.append(Draft(name, source))
            drafts[-1].put(match["key"], match["value"], source)
        elif match := ABSENT.match(text):
            drafts.append(Draft(match["unit"], source))
            drafts[-1].put("LoadState", "not-found", source)
            drafts[-1].put("ActiveState", "inactive", source)
        elif not (NOISE.match(text) or SECTION.match(text)):
            unread.append(source)
    return Parsed(Units(artifact.path, tuple(draft.done() for draft in drafts)), tuple(unread))


PARSER = Parser(
    name="units",
    fact=Units,
    read=read,
    command="systemctl status firewalld iptables atomic-openshift-node openvswitch docker",
    commands=re.compile(r"\bsystemctl (?:show|status|cat)\b"),
    content=re.compile(
        r"^[ \t]*[●○\u00d7*↻] [\w@.:\\-]+\.service(?: - .*)?\n\s+Loaded: |^(?:ActiveState|LoadState"
        r"|SubState)=\w"
        r"|\A# /(?:usr/lib|etc)/systemd/system/\S+\n",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|/)systemctl-show-[^/]+$|-unit-file$"),
    merge=Units.merge,
)
