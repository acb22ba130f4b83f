"""Reads `sysctl -a`, or the answer to one key.

The form is that of sysctl(8) of procps: `key = value`; values of several lines repeat the key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source

LINE = re.compile(r"^\s*([a-zA-Z][\w/-]*(?:[.:/][\w@:%*+-]+)+)\s*=\s?(.*)$")
NOISE = re.compile(r"^\s*(?:sysctl: |#|error: |\*)|^\s*$")


@dataclass(frozen=True, slots=True)
class Sysctl:
    """Kernel parameters of one node: key -> (value, line); of a repeated key the last counts."""

    path: str
    values: dict[str, tuple[str, int]]

    def __len__(self) -> int:
        return len(self.values)

    def get(self, key: str) -> str | None:
        """Return a value, or None if the key is not there."""
        found = self.values.get(key)
        return found[0] if found else None

    def source(self, key: str) -> Source:
        """Return the line of a key; raises KeyError if it is not there."""
        value, line = self.values[key]
        return Source.at(self.path, line, f"{key} = {value}")

    def absence(self, what: str) -> Source:
        """Return the evidence that a key is not there."""
        return Source.at(self.path, 1, f"not among the {len(self)} keys: {what}")


def merge(facts: list[Sysctl] | tuple[Sysctl, ...]) -> Sysctl:
    """Unite several answers: one for each key asked is common in transcripts."""
    base = max(facts, key=len)
    values = dict(base.values)
    for fact in facts:
        if fact.path == base.path:
            values |= {key: value for key, value in fact.values.items() if key not in values}
    return Sysctl(base.path, values)


def read(artifact: Artifact) -> Parsed[Sysctl]:
    """Read the keys; a line without one goes on with the value before it."""
    values: dict[str, tuple[str, int]] = {}
    unread: list[Source] = []
    last: str | None = None
    for line, text in artifact.lines():
        if match := LINE.match(text):
            last = match.group(1).replace("/", ".")
            values[last] = (match.group(2).strip(), line)
        elif text.strip() in {"0", "1"} and artifact.command and last is None:
            # `cat /proc/sys/net/ipv4/ip_forward` prints the bare value.
            found = re.search(r"/proc/sys/([\w/.-]+)", artifact.command)
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
    names=re.compile(r"(?:^|[/_-])sysctl(?:\.\w+)?$"),
    merge=merge,  # type: ignore[arg-type]
)
