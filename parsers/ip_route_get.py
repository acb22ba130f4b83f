"""Reads `ip route get ADDRESS`: the way that a node's packets to an address take.

The form is fixed by ip-route(8): `192.168.122.202 dev ens3 src 192.168.122.46`, then `cache`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source

ANSWER = re.compile(
    r"^\s*(?:(?P<kind>local|unreachable|prohibit|blackhole) )?(?P<to>\d+(?:\.\d+){3})\b"
    r"(?: from \S+)?(?: via (?P<via>\S+))?(?: dev (?P<dev>\S+))?(?:\s.*)?$"
)
SRC = re.compile(r"\bsrc (\d+(?:\.\d+){3})\b")
FAILED = re.compile(r"^\s*RTNETLINK answers: ")
NOISE = re.compile(r"^\s*(?:cache\b|users |expires |$)")
ASKED = re.compile(r"route get (?P<to>\d+(?:\.\d+){3})")


@dataclass(frozen=True, slots=True)
class RouteAnswer:
    """The way to one address."""

    to: str
    """The address that was asked for; the chapter's own example prints another."""
    via: str | None
    device: str | None
    src: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class RouteAnswers:
    """The ways that were asked for on one node."""

    path: str
    answers: tuple[RouteAnswer, ...]

    def __len__(self) -> int:
        return len(self.answers)


def merge(facts: Sequence[RouteAnswers]) -> RouteAnswers:
    """Put the answers of several commands together."""
    return RouteAnswers(facts[0].path, tuple(answer for fact in facts for answer in fact.answers))


def read(artifact: Artifact) -> Parsed[RouteAnswers]:
    """Read the answers; a refusal is an answer without a device."""
    asked = ASKED.search(artifact.command or "")
    answers: list[RouteAnswer] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        if NOISE.match(text):
            continue
        source = artifact.source(line, text)
        match = ANSWER.match(text)
        if match and (match["dev"] or match["kind"]):
            to = asked["to"] if asked else match["to"]
            src = SRC.search(text)
            answers.append(
                RouteAnswer(to, match["via"], match["dev"], src[1] if src else None, source)
            )
        elif FAILED.match(text) and asked:
            answers.append(RouteAnswer(asked["to"], None, None, None, source))
        else:
            unread.append(source)
    return Parsed(RouteAnswers(artifact.path, tuple(answers)), tuple(unread))


PARSER = Parser(
    name="ip-route-get",
    fact=RouteAnswers,
    read=read,
    command="ip route get ADDRESS",
    commands=re.compile(r"(?:^|[\s/;'\"])ip(?: -\S+)* r(?:o|ou|oute)? get\b"),
    content=re.compile(
        r"\A\s*(?:local )?\d+(?:\.\d+){3} (?:from \S+ )?(?:via \S+ )?dev \S+ .*src \S+[^\n]*"
        r"\n\s+cache\b"
    ),
    merge=merge,
)
