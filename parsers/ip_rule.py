"""Reads `ip rule`: the policy rules that choose a routing table.

The form is fixed by ip-rule(8): `32766:	from all lookup main`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source

LINE = re.compile(
    r"^\s*(?P<priority>\d{1,18}):\s+(?P<what>(?:not )?(?:from|to|iif|oif|fwmark)\b.*)$"
)


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One policy rule."""

    priority: int
    text: str
    """What it matches and does: `from 10.0.0.0/8 lookup 100`."""
    source: Source


@dataclass(frozen=True, slots=True)
class PolicyRules:
    """The policy rules of one node."""

    path: str
    rules: tuple[PolicyRule, ...]

    def __len__(self) -> int:
        return len(self.rules)


def read(artifact: Artifact) -> Parsed[PolicyRules]:
    """Read the rules, one a line."""
    rules: list[PolicyRule] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        if match := LINE.match(text):
            source = artifact.source(line, text)
            rules.append(PolicyRule(int(match["priority"]), match["what"].strip(), source))
        elif text.strip():
            unread.append(artifact.source(line, text))
    return Parsed(PolicyRules(artifact.path, tuple(rules)), tuple(unread))


PARSER = Parser(
    name="ip-rule",
    fact=PolicyRules,
    read=read,
    command="ip rule",
    commands=re.compile(
        r"(?:^|[\s/;'\"])ip(?: -(?!6)\S+)* ru(?:l|le)?(?: +(?:list|show|ls))?['\"]? *$"
    ),
    content=re.compile(r"^[ \t]*\d+:\s+from \S+ (?:\S+ )*lookup \S+", re.MULTILINE),
    names=re.compile(r"(?:^|[/_-])ip[_-]rule(?:\.\w+)?$"),
)
