"""Reads `ovs-vsctl show` and `ovs-vsctl list-br`.

The form is fixed by ovs-vsctl(8) and db-ctl-base.c: four blanks an indent; only old
releases put names in quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source

LINE = re.compile(r"^(?P<indent> *)(?P<key>[A-Za-z_]+):? ?(?P<value>.*)$")
OPTION = re.compile(r'(\w+)="?([^",}]*)"?')
UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{27}$")
KNOWN = frozenset(
    "Bridge Port Interface fail_mode type options error ovs_version Manager Controller tag trunks"  # noqa: SIM905
    " is_connected datapath_type system_id target inactivity_probe".split()
)


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface of a bridge's port."""

    name: str
    type: str
    options: dict[str, str]
    error: str
    source: Source
    error_source: Source | None = None


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge with its interfaces."""

    name: str
    fail_mode: str
    ports: tuple[Interface, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class OvsConfig:
    """What the Open vSwitch database of one node holds."""

    path: str
    bridges: tuple[Bridge, ...]
    ovs_version: str = ""

    def __len__(self) -> int:
        return sum(1 + len(bridge.ports) for bridge in self.bridges)

    def bridge(self, name: str) -> Bridge | None:
        """Return a bridge by its name."""
        return next((bridge for bridge in self.bridges if bridge.name == name), None)

    def absence(self, what: str) -> Source:
        """Return the evidence that a bridge or port is not there."""
        names = ", ".join(bridge.name for bridge in self.bridges) or "none"
        return Source.at(self.path, 1, f"not among the bridges ({names}): {what}")


@dataclass(frozen=True, slots=True)
class BridgeList:
    """The bridges that `ovs-vsctl list-br` names."""

    path: str
    names: tuple[str, ...]
    line: int

    def __len__(self) -> int:
        return len(self.names)

    def absence(self, what: str) -> Source:
        """Return the evidence that a bridge is not there."""
        return Source.at(
            self.path, self.line, f"not among the bridges ({', '.join(self.names)}): {what}"
        )


def options(said: str) -> dict[str, str]:
    """Return `{key=flow, remote_ip=flow}` as a mapping; nothing where the brace is not closed."""
    return dict(OPTION.findall(said)) if said.endswith("}") else {}


def read_show(artifact: Artifact) -> Parsed[OvsConfig]:
    """Read the tree of bridges, ports and interfaces."""
    bridges: list[tuple[str, Source, dict[str, str], list[Interface]]] = []
    unread: list[Source] = []
    version = ""
    current: dict[str, str] = {}
    opened: list[tuple[str, Source, dict[str, str]]] = []

    def close() -> None:
        """Turn the open interface into a record of its bridge."""
        for name, source, found in opened:
            error = found.get("error", "")
            bridges[-1][3].append(
                Interface(
                    name,
                    found.get("type", ""),
                    options(found.get("options", "")),
                    error,
                    source,
                    Source.at(source.path, int(found["error_line"]), f'error: "{error}"')
                    if error
                    else None,
                )
            )
        opened.clear()

    for line, text in artifact.lines():
        match = LINE.match(text)
        if not text.strip() or UUID.match(text.strip()):
            continue
        if match is None or match["key"] not in KNOWN:
            unread.append(artifact.source(line, text))
            continue
        key, value = match["key"], match["value"].strip().strip('"')
        if key == "Bridge":
            close()
            current = {}
            bridges.append((value, artifact.source(line, text), current, []))
        elif key == "Port":
            close()
        elif key == "Interface" and bridges:
            close()
            current = {}
            opened.append((value, artifact.source(line, text), current))
        elif key == "ovs_version":
            version = value
        else:
            current[key] = value
            current[f"{key}_line"] = str(line)
    close()
    made = tuple(
        Bridge(name, found.get("fail_mode", ""), tuple(ports), source)
        for name, source, found, ports in bridges
    )
    return Parsed(OvsConfig(artifact.path, made, version), tuple(unread))


def read_list(artifact: Artifact) -> Parsed[BridgeList]:
    """Read the names, one a line."""
    names: list[str] = []
    unread: list[Source] = []
    last = artifact.first_line
    for line, text in artifact.lines():
        word = text.strip()
        if re.fullmatch(r"[\w.-]+", word):
            names.append(word)
            last = line
        elif word:
            unread.append(artifact.source(line, text))
    return Parsed(BridgeList(artifact.path, tuple(names), last), tuple(unread))


SHOW = Parser(
    name="ovs-vsctl-show",
    fact=OvsConfig,
    read=read_show,
    command="ovs-vsctl show",
    commands=re.compile(r"ovs-vsctl\b(?: -\S+(?: \d+)?)* show\b"),
    content=re.compile(r'^    Bridge "?[\w.-]+"?$|^ +ovs_version: ', re.MULTILINE),
    names=re.compile(r"_ovs_dump$|ovs-vsctl-show"),
)
LIST_BR = Parser(
    name="ovs-vsctl-list-br",
    fact=BridgeList,
    read=read_list,
    command="ovs-vsctl list-br",
    commands=re.compile(r"ovs-vsctl\b(?: -\S+(?: \d+)?)* list-br\b"),
    content=re.compile(r"\A(?:br[\w-]*\n?){1,4}\Z"),
    names=re.compile(r"list-br(?:\.txt)?$"),
)
