"""Reads `nmcli dev show` and `nmcli con show` (-f all), and the table of `nmcli dev`.

The forms are those of nmcli(1): `GENERAL.DEVICE:  eth0` lines in blocks, or columns `DEVICE TYPE
STATE CONNECTION`. NetworkManager must leave tun0, br0, vxlan_sys_4789 and the veths alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

FIELD = expression(r"^(?P<key>[A-Za-z0-9][\w.-]*(?:\[\d+\])?):\s*(?P<value>.*?)\s*$")
FIRST = {"GENERAL.DEVICE", "connection.id", "GENERAL.NAME"}
HEADER = expression(r"^(?:DEVICE|NAME)\s+(?:TYPE|UUID)\s+\S.*")
COLUMN = expression(r"\S+(?: \S+)*")
STATES = expression(r"\b(?P<state>connected|disconnected|unmanaged|unavailable|connecting)\b")


@dataclass(frozen=True, slots=True)
class ManagedDevice:
    """One device or connection as NetworkManager sees it."""

    name: str
    type: str | None
    state: str | None
    """`connected`, `disconnected`, `unmanaged`, `unavailable`; None for a connection's profile."""
    fields: dict[str, str]
    """Every field that was printed: `IP4.ADDRESS[1]`, `GENERAL.MTU`, `ipv4.method` ..."""
    source: Source


class ManagedDevices(Records[ManagedDevice]):
    """The devices and connections of one node."""

    def named(self, name: str) -> ManagedDevice | None:
        """Return a device, or None."""
        return next((device for device in self.items if device.name == name), None)


@dataclass(slots=True)
class Draft:
    """A block whose lines are still being read."""

    source: Source
    fields: dict[str, str] = field(default_factory=dict)

    def done(self) -> ManagedDevice:
        """Return the finished record."""
        said = self.fields
        state = STATES.search(said.get("GENERAL.STATE", said.get("STATE", "")))
        return ManagedDevice(
            said.get("GENERAL.DEVICE") or said.get("connection.id") or said.get("DEVICE")
            or said.get("NAME") or said.get("GENERAL.NAME", ""),
            said.get("GENERAL.TYPE") or said.get("connection.type") or said.get("TYPE"),
            state["state"] if state else None,
            said,
            self.source,
        )  # fmt: skip


def read(artifact: Artifact) -> Parsed[ManagedDevices]:
    """Read blocks or a table."""
    drafts: list[Draft] = []
    unread: list[Source] = []
    names: list[str] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        match = FIELD.match(text)
        if HEADER.match(text):
            names = [found.group() for found in re.finditer(r"\S+", text)]
        elif names and text.strip():
            cells = re.split(r" {2,}", text.strip())
            drafts.append(Draft(source, dict(zip(names, cells, strict=False))))
        elif match:
            if not drafts or match["key"] in FIRST:
                drafts.append(Draft(source))
            drafts[-1].fields[match["key"]] = match["value"]
        elif text.strip() and not set(text.strip()) <= {"-", "="}:
            unread.append(source)
    items = tuple(draft.done() for draft in drafts)
    return Parsed(ManagedDevices(artifact.path, items), tuple(unread))


PARSER = Parser(
    name="nmcli",
    fact=ManagedDevices,
    read=read,
    command="nmcli --nocheck -f all dev show",
    commands=re.compile(r"\bnmcli\b"),
    content=re.compile(
        r"^GENERAL\.(?:DEVICE|NAME):\s|^connection\.id:\s|^DEVICE\s+TYPE\s+STATE\s", re.MULTILINE
    ),
    names=re.compile(r"(?:^|/)nmcli-(?:dev|con)$"),
    merge=ManagedDevices.merge,
)
