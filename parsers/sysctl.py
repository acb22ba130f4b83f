"""Reads `sysctl -a`, or the answer to one key.

The form is that of sysctl(8) of procps: `key = value`; values of several lines repeat the key.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source

LINE = re.compile(r"^\s*([a-zA-Z][\w/-]*(?:[.:/][\w@:%*+-]+)+)\s*=\s?(.*)$")
BARE = re.compile(r"/proc/sys/([\w/.-]+)")
SETTINGS = re.compile(r"\.conf$|/sysctl\.d/")
"""Files that say what the kernel is told at boot, which is not what it holds now."""
NOISE = re.compile(r"^\s*(?:sysctl: |#|error: |\*)|^\s*$")


@dataclass(frozen=True, slots=True)
class Sysctl:
    """Kernel parameters of one node: key -> (value, line); of a repeated key the last counts."""

    path: str
    values: dict[str, tuple[str, int]]
    paths: dict[str, str] = field(default_factory=dict)
    """Key -> the artifact that holds it, where it is another than `path`."""

    def __len__(self) -> int:
        return len(self.values)

    def get(self, key: str) -> str | None:
        """Return a value, or None if the key is not there."""
        found = self.values.get(key)
        return found[0] if found else None

    def source(self, key: str) -> Source:
        """Return the line of a key; raises KeyError if it is not there."""
        value, line = self.values[key]
        return Source.at(self.paths.get(key, self.path), line, f"{key} = {value}")

    def absence(self, what: str) -> Source:
        """Return the evidence that a key is not there."""
        return Source.at(self.path, 1, f"not among the {len(self)} keys: {what}")


def merge(facts: Sequence[Sysctl]) -> Sysctl:
    """Unite several answers, the fullest first: transcripts ask for one key after another."""
    base = max(facts, key=len)
    values, paths = dict(base.values), dict(base.paths)
    for fact in facts:
        for key, value in fact.values.items():
            if key not in values:
                values[key] = value
                paths[key] = fact.paths.get(key, fact.path)
    return Sysctl(base.path, values, paths)


def read(artifact: Artifact) -> Parsed[Sysctl]:
    """Read the keys; a line without one goes on with the value before it."""
    if SETTINGS.search(artifact.path):
        return Parsed(Sysctl(artifact.path, {}))
    values: dict[str, tuple[str, int]] = {}
    unread: list[Source] = []
    last: str | None = None
    for line, text in artifact.lines():
        if match := LINE.match(text):
            last = match.group(1).replace("/", ".")
            values[last] = (match.group(2).strip(), line)
        elif text.strip().isdecimal() and last is None:
            # `cat /proc/sys/net/ipv4/ip_forward` prints the bare value, as the file itself holds.
            found = BARE.search(artifact.command or "") or BARE.search(f"/{artifact.path}")
            if found:
                values[found.group(1).replace("/", ".")] = (text.strip(), line)
            else:
                unread.append(artifact.source(line, text))
        elif not NOISE.match(text) and last is None:
            unread.append(artifact.source(line, text))
    return Parsed(Sysctl(artifact.path, values), tuple(unread))


PARSER = Parser(
    name="sysctl",
    fact=Sysctl,
    read=read,
    command="sysctl -a",
    commands=re.compile(r"\bsysctl\b(?! -w)|/proc/sys/net/"),
    content=re.compile(
        r"^(?:net|kernel|vm|fs|dev|abi|user|debug|crypto|sunrpc)\.[\w./:-]+ ?= ?\S*", re.MULTILINE
    ),
    names=re.compile(r"(?:^|[/_-])sysctl(?:\.\w+)?$|(?:^|/)proc/sys/net/[\w/.-]+$"),
    merge=merge,
)
