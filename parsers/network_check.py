"""Reads the text of `oc adm diagnostics NetworkCheck`: what it found, and on which node.

A message begins with its level (`ERROR: `, `WARN:  `, `[Note] `, `Info:  `, `debug: `) and, from
WARN on, `[ID from diagnostic NAME@SOURCE:LINE]`; its further lines are indented by seven. What the
pod on a node said stands inside a message of the outer run, so that levels are nested (pkg/oc of
openshift/origin, cli/admin/diagnostics).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

STEP = 7
LEVELS = {
    "ERROR:": "error",
    "WARN:": "warning",
    "[Note]": "note",
    "Info:": "info",
    "debug:": "debug",
}
HEAD = expression(
    r"^(?P<indent>(?: {7})*) ?(?P<level>ERROR:|WARN:|\[Note\]|Info:|debug:)(?P<said>\s.*|)$"
)
ID = expression(
    r"^\s*\[?\[(?P<id>[A-Z]\w*\d{4}) from (?:diagnostic )?(?P<name>[\w-]+)@(?P<where>[^\]]*)\]"
)
NODE = expression(r"\b(?:on|from) node (?!to\b)[\"']?(?P<node>[\w.-]+)[\"']?")
POD = expression(r"\bpod [\"'](?P<pod>[\w./-]+)[\"']")
SERVICE = expression(r"\bservice [\"'](?P<service>[\w./-]+)[\"']")
VERSION = expression(r"\(version (?P<version>v[\w.+-]+)\)")
TRUNCATED = expression(r"truncated lines? \d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DiagnosticMessage:
    """One message."""

    level: str
    """`error`, `warning`, `note`, `info`, `debug`."""
    id: str | None
    """`DNet2008`, `DPodNet1008` ...; None for notes."""
    diagnostic: str | None
    """`NetworkCheck`, `CheckPodNetwork` ..."""
    text: str
    """Its lines, joined by blanks."""
    node: str | None
    """The node that it names, or that the message around it names."""
    pods: tuple[str, ...]
    services: tuple[str, ...]
    depth: int
    """0 for the outer run, 1 for what a node's pod said."""
    sources: tuple[Source, ...]
    """Its first line, and the first that says something."""


@dataclass(frozen=True)
class Diagnostics(Records[DiagnosticMessage]):
    """The messages of one or several runs."""

    def errors(self) -> list[DiagnosticMessage]:
        """Return the errors, inner ones included."""
        return [message for message in self.items if message.level == "error"]

    def of(self, *ids: str) -> list[DiagnosticMessage]:
        """Return the messages with one of these ids."""
        return [message for message in self.items if message.id in ids]


@dataclass(slots=True)
class Draft:
    """A message whose lines are still being read."""

    level: str
    depth: int
    head: Source
    said: list[tuple[str, Source]] = field(default_factory=list)
    id: str | None = None
    diagnostic: str | None = None
    around: Draft | None = None

    @property
    def text(self) -> str:
        """All that it says."""
        return " ".join(text for text, _ in self.said)

    @property
    def node(self) -> str | None:
        """The node that it is about."""
        if match := NODE.search(self.text):
            return match["node"].rstrip(".")
        return self.around.node if self.around else None

    def done(self) -> DiagnosticMessage:
        """Return the finished message."""
        second = tuple(source for _, source in self.said if source is not self.head)[:1]
        return DiagnosticMessage(
            self.level,
            self.id,
            self.diagnostic,
            self.text,
            self.node,
            tuple(dict.fromkeys(match["pod"] for match in POD.finditer(self.text))),
            tuple(dict.fromkeys(match["service"] for match in SERVICE.finditer(self.text))),
            self.depth,
            (self.head, *second),
        )


def read(artifact: Artifact) -> Parsed[Diagnostics]:
    """Read every message; what stands before the first is unread."""
    found: list[Draft] = []
    unread: list[Source] = []
    notes: list[str] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if TRUNCATED.search(text):
            notes.append(f"truncated: line {line}")
        elif match := HEAD.match(text):
            found.append(head(match, source, found))
        elif not text.strip():
            continue
        elif found:
            found[-1].said.append((text.strip(), source))
        else:
            unread.append(source)
    items = tuple(draft.done() for draft in found)
    return Parsed(Diagnostics(artifact.path, items), tuple(unread), tuple(notes))


def head(match: re.Match[str], source: Source, before: list[Draft]) -> Draft:
    """Begin a message."""
    depth = len(match["indent"]) // STEP
    around = next((draft for draft in reversed(before) if draft.depth < depth), None)
    draft = Draft(LEVELS[match["level"]], depth, source, around=around)
    said = match["said"].strip()
    if found := ID.match(said):
        draft.id, draft.diagnostic = found["id"], found["name"]
        said = said[found.end() :].strip()
    if said:
        draft.said.append((said, source))
    return draft


PARSER = Parser(
    name="network-check",
    fact=Diagnostics,
    read=read,
    command="oc adm diagnostics NetworkCheck",
    commands=re.compile(r"\b(?:oc|oadm|openshift) (?:.* )?(?:adm )?diagnostics\b"),
    content=re.compile(
        r"^[ \t]*(?:ERROR|WARN): +\[[A-Z]\w*\d{4} from (?:diagnostic )?\w+@|^\[Note\] "
        r"(?:Running diagnostic"
        r"|Summary of diagnostics|Determining if client)|^\[Note\] Completed with no errors",
        re.MULTILINE,
    ),
    per_node=False,
    merge=Diagnostics.merge,
    whole=True,
)
