"""Reads `dig NAME` in its forms, `host` and `nslookup`: the addresses of a name, or why none.

The forms are those of dig(1): with `+short` an address a line, with `+noall +answer` records, else
the whole message with its status; an empty answer to a command that names what it asked for is an
answer as well. `+search` shows the name that was found in the records' first column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import NOWHERE, Seen, Tests

IP = r"\d+(?:\.\d+){3}"
SHORT_FORM = (
    r"\A\s*(?:(?:[\w-]+\.)+\n){0,8}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}:[0-9a-f:]+)"
    r"(?:\n+(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}:[0-9a-f:]+)){0,15}\s*\Z"
)
"""Nothing but a few addresses, a line each, below the names that stand for others."""
FILE = expression(
    r"(?:^|/)(?:dig|host|nslookup)[_+ -]+(?:(?:short|search|noall|answer)[_+ -]+)*"
    r"(?P<name>[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+?)(?:\.(?:txt|out|log))?$"
)
"""The name that a file is named for."""
ASKED = expression(
    r"\b(?:dig|host|nslookup|getent (?:ahosts|ahostsv4|hosts))\b(?: +(?:[+-]\S+|@\S+))*"
    r" +(?P<name>[\w-]+(?:\.[\w-]+)*)\.?(?=\s|$|['\"])"
)
BANNER = expression(r"^; <<>> DiG .* <<>>(?: +[+@-]\S+)* +(?P<name>\S+?)\.?(?:\s|$)", re.MULTILINE)
SERVER_ASKED = expression(r"\s@(?P<server>\S+)")
SHORT = expression(rf"^(?P<ip>{IP})\s*$")
CNAME_SHORT = expression(r"^(?P<name>[\w-]+(?:\.[\w-]+)*)\.\s*$")
RECORD = expression(
    rf"^(?P<name>[^\s;]\S*?)\.?\s+(?:\d+\s+)?IN\s+(?P<type>A|CNAME)\s+(?P<value>{IP}|\S+?)\.?\s*$"
)
HOST = expression(rf"^(?P<name>\S+) has address (?P<ip>{IP})\s*$")
GETENT = expression(rf"^(?P<ip>{IP})\s+(?:STREAM|DGRAM|RAW|[\w-]+\.\S+)")
NSLOOKUP = expression(rf"^Name:\s+(?P<name>\S+?)\.?\s*$|^Address(?: \d+)?: (?P<ip>{IP})\s*$")
QUESTION = expression(r"^;(?P<name>[\w-]+(?:\.[\w-]+)*)\.\s+IN\s+A\b")
STATUS = expression(r"\bstatus: (?P<status>[A-Z]+)")
NOT_FOUND = expression(r"not found: \d\((?P<status>[A-Z]+)\)|can't find \S+: (?P<other>[A-Z]+)\b")
SILENT = expression(
    r"connection timed out|no servers could be reached|communications error"
    r"|couldn't get address for|connection refused"
)
SERVER = expression(rf"^;; SERVER: (?P<server>{IP})|^Server:\s+(?P<other>\S+)")
OTHER = expression(
    r"^;|^\s*$|\sIN\s|^\S+ (?:is an alias for|has IPv6 address|mail is handled)"
    r"|^(?:Address|Aliases|Non-authoritative|Using domain server|Name):?|canonical name = "
)


@dataclass(frozen=True, slots=True)
class Lookup:
    """The addresses that a name was answered with; none if it was not answered."""

    name: str
    """As asked for; without the command, as answered."""
    addresses: tuple[str, ...]
    sources: tuple[Source, ...]
    """The line of each address."""
    answered: tuple[str, ...] = ()
    """The names that the records are of: with `+search`, another than was asked for."""
    status: str | None = None
    """`NOERROR`, `NXDOMAIN`, `SERVFAIL` ... where it is printed; `SILENT` if no server answered."""
    server: str | None = None
    said: tuple[Source, ...] = ()
    """The lines of status, server and names."""
    seen: Seen = NOWHERE
    searched: bool = False
    """True if the search list was asked for, as a pod's resolver uses it: `dig +search`."""


class Lookups(Tests[Lookup]):
    """The names that were asked for."""


@dataclass(slots=True)
class Draft:
    """An answer whose lines are still being read."""

    name: str
    addresses: dict[str, Source] = field(default_factory=dict)
    answered: dict[str, None] = field(default_factory=dict)
    status: str | None = None
    server: str | None = None
    said: list[Source] = field(default_factory=list)
    searched: bool = False

    def done(self) -> Lookup:
        """Return the finished record."""
        return Lookup(
            self.name,
            tuple(self.addresses),
            tuple(self.addresses.values()),
            tuple(self.answered),
            self.status,
            self.server,
            tuple(self.said),
            searched=self.searched,
        )


def read(artifact: Artifact) -> Parsed[Lookups]:
    """Read the answers; without the command, only records say whose they are."""
    asked = ASKED.search(artifact.command or "") or BANNER.search(artifact.text)
    if asked is None and re.match(SHORT_FORM, artifact.text):
        asked = FILE.search(artifact.path)
        if asked is None:
            return Parsed(Lookups(artifact.path), notes=("which name was asked for is not said",))
    server = SERVER_ASKED.search(artifact.command or "")
    first = Draft(asked["name"], server=server["server"] if server else None) if asked else None
    if first and asked:
        first.searched = "+search" in f"{artifact.command or ''} {asked[0]}".split()
    drafts: dict[str, Draft] = {first.name: first} if first else {}
    unread = [
        source
        for line, text in artifact.lines()
        if not take(drafts, first, text, source := artifact.source(line, text))
    ]
    if first and not first.addresses and not first.said and artifact.command:
        # Nothing at all is an answer too; the line of the command is its evidence.
        line = max(artifact.first_line - 1, 1)
        first.said.append(artifact.source(line, f"{artifact.command} (nothing was answered)"))
    items = tuple(draft.done() for draft in drafts.values())
    return Parsed(Lookups(artifact.path, items), tuple(unread))


def take(drafts: dict[str, Draft], asked: Draft | None, text: str, source: Source) -> bool:
    """Read one line; returns False if it is not understood."""
    latest = asked or (list(drafts.values())[-1] if drafts else None)
    if match := RECORD.match(text) or HOST.match(text):
        name = match["name"]
        draft = latest if latest and (asked or name in latest.answered) else None
        draft = draft or drafts.setdefault(name, Draft(name))
        draft.answered[name] = None
        if text[match.start("name") :].find(" has address ") > 0:
            draft.addresses[match["ip"]] = source
        elif match["type"] == "A":
            draft.addresses[match["value"]] = source
        else:
            draft.answered[match["value"]] = None
            draft.said.append(source)
        return True
    if (match := QUESTION.match(text)) and not asked:
        latest = drafts.setdefault(match["name"], Draft(match["name"]))
        latest.answered[match["name"]] = None
        return True
    if latest is None:
        return bool(OTHER.search(text))
    if match := SHORT.match(text) or GETENT.match(text):
        latest.addresses[match["ip"]] = source
    elif match := NSLOOKUP.match(text):
        if match["name"]:
            latest.answered[match["name"]] = None
        else:
            latest.addresses[match["ip"]] = source
    elif match := CNAME_SHORT.match(text):
        latest.answered[match["name"]] = None
        latest.said.append(source)
    elif match := STATUS.search(text) or NOT_FOUND.search(text):
        latest.status = match[1] or match[2]
        latest.said.append(source)
    elif match := SERVER.match(text):
        latest.server = match["server"] or match["other"]
        latest.said.append(source)
    elif SILENT.search(text):
        latest.status = "SILENT"
        latest.said.append(source)
    else:
        return bool(OTHER.search(text))
    return True


PARSER = Parser(
    name="dig",
    fact=Lookups,
    read=read,
    command="dig +short NAME",
    commands=re.compile(
        r"^\s*(?:sudo )?(?:\S*/)?(?:dig\b|nslookup\b|host +[\w-]"
        r"|getent (?:ahosts|ahostsv4|hosts)\b)"
    ),
    content=re.compile(
        r"^[^\s;]\S*\.\s+\d+\s+IN\s+(?:A|CNAME)\s+\S+\s*$|^; <<>> DiG "
        r"|^;; connection timed out; no s|^\S+ has address \d+\.\d+\.\d+\.\d+\s*$"
        rf"|^Host \S+ not found: \d\(|{SHORT_FORM}",
        re.MULTILINE,
    ),
    per_node=False,
    merge=Lookups.merge,
)
