"""Reads `ovs-appctl ofproto/trace`: the flows that a packet takes, and where it ends.

Two grammars: since Open vSwitch 2.8 `bridge("br0")`, then ` 0. ip, priority 100` over its actions;
before, `Rule: table=0 cookie=0 priority=100` and `OpenFlow actions=`, a resubmission indented below
(ofproto/ofproto-dpif-trace.c, ofproto-dpif.c). Both end with `Datapath actions:`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

FLOW = expression(r"^(?:Flow|Bridge: (?P<bridge>\S+))(?:: (?P<flow>\S.*))?$")
BRIDGE = expression(r'^bridge\("(?P<bridge>[^"]+)"\)$')
STEP = expression(r"^\s*(?P<table>\d{1,18})\. (?P<match>\S.*)$")
PRIORITY = expression(r"(?:^|, )priority (?P<priority>\d{1,18})")
COOKIE = expression(r"\bcookie[ =](?P<cookie>0x[0-9a-f]+|0)\b")
OLD_RULE = expression(
    r"^\s*Rule: table=(?P<table>\d{1,18}) cookie=(?P<cookie>\S+) (?:priority="
    r"(?P<priority>\d{1,18}),?)?"
    r"(?P<match>.*)$"
)
OLD_ACTIONS = expression(r"^\s*(?:OpenFlow )?actions=(?P<actions>.*)$")
NO_MATCH = expression(r"^\s*(?:(?P<table>\d{1,18})\. )?No match")
DATAPATH = expression(r"^Datapath actions: (?P<actions>.*)$")
FINAL = expression(r"^(?:Final flow|Relevant fields|Megaflow|Regs|Resubmitted\s)")
DETAIL = expression(r"^\s+\S|^-+$|^\s*$|^This flow is handled|^(?:Resubmitted|Rule|Regs)|^\w+=")
ERROR = expression(r"^(?:ovs-appctl: |syntax error|.*: (?:unknown field|invalid ))")
ASKED = expression(r"ofproto/trace +(?P<bridge>\S+) +['\"]?(?P<flow>[^'\"]+)")
FIELD = expression(r"(?P<key>[a-z]\w*)=(?P<value>[^,\s]+)")


@dataclass(frozen=True, slots=True)
class Step:
    """One flow that the packet matched, or a table where none matched."""

    table: int
    priority: int | None
    """None where nothing matched."""
    match: str
    cookie: str | None
    actions: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Trace:
    """The way of one packet."""

    bridge: str
    fields: dict[str, str]
    """Of the packet as it came: `in_port`, `nw_src`, `nw_dst`, `tun_src` ..."""
    steps: tuple[Step, ...]
    datapath: str | None
    """`drop`, `3`, `set(tunnel(...)),1` ...; None if the output was cut off."""
    error: str | None
    sources: tuple[Source, ...]
    """The flow asked for, the last step, the datapath actions."""

    @property
    def dropped(self) -> bool | None:
        """Whether the packet ends here; None where nothing says."""
        return None if self.datapath is None else self.datapath.strip() == "drop"

    @property
    def tunnel_to(self) -> str | None:
        """The node that it is sent to through the tunnel."""
        match = re.search(r"\bdst=([\d.]+)", self.datapath or "")
        return match[1] if match and "tunnel(" in (self.datapath or "") else None


class Traces(Records[Trace]):
    """The packets that were traced on one node."""


@dataclass(slots=True)
class StepDraft:
    """A step whose actions are still being read."""

    table: int
    priority: int | None
    match: str
    cookie: str | None
    source: Source
    actions: list[str] = field(default_factory=list)

    def done(self) -> Step:
        """Return the finished step."""
        actions = tuple(self.actions)
        return Step(self.table, self.priority, self.match, self.cookie, actions, self.source)


@dataclass(slots=True)
class Draft:
    """A trace whose lines are still being read."""

    bridge: str
    fields: dict[str, str]
    steps: list[StepDraft] = field(default_factory=list)
    datapath: str | None = None
    error: str | None = None
    first: Source | None = None
    last: Source | None = None

    def step(self, match: re.Match[str], source: Source) -> None:
        """Read ` 0. ip, priority 100, cookie 0x1` or `Rule: table=0 ...`."""
        said = match["match"]
        groups = match.groupdict()
        priority = groups.get("priority")
        if found := PRIORITY.search(said):
            priority = found["priority"]
        cookie = COOKIE.search(said)
        what = said[: found.start()] if found else said
        self.steps.append(
            StepDraft(
                int(match["table"]),
                int(priority) if priority else (None if "No match" in said else 32768),
                what.strip().rstrip(",") if "No match" not in said else "",
                groups.get("cookie") or (cookie["cookie"] if cookie else None),
                source,
            )
        )

    def done(self) -> Trace:
        """Return the finished trace."""
        steps = tuple(step.done() for step in self.steps)
        sources = [self.first, *(step.source for step in steps[-1:]), self.last]
        kept = tuple(source for source in sources if source is not None)
        return Trace(self.bridge, self.fields, steps, self.datapath, self.error, kept)


class Reader:
    """Reads one or several traces, line by line."""

    def __init__(self, command: str) -> None:
        self.drafts: list[Draft] = []
        self.asked = ASKED.search(command)

    def open(self, flow: str, source: Source, bridge: str = "") -> None:
        """Begin a trace."""
        asked = self.asked
        said = f"{asked['flow']},{flow}" if asked else flow
        fields = {m["key"]: m["value"] for m in FIELD.finditer(said)}
        bridge = bridge or (asked["bridge"] if asked else "br0")
        self.drafts.append(Draft(bridge, fields, first=source))

    def take(self, text: str, source: Source) -> bool:
        """Read one line; returns False if it is not understood."""
        if (match := FLOW.match(text)) and (match["flow"] or match["bridge"]):
            latest = self.drafts[-1] if self.drafts else None
            if (
                latest
                and match["flow"]
                and latest.first
                and latest.first.text.startswith("Bridge:")
            ):
                latest.fields.update({m["key"]: m["value"] for m in FIELD.finditer(text)})
            else:
                self.open(match["flow"] or "", source, match["bridge"] or "")
            return True
        if ERROR.match(text) and (self.asked or self.drafts):
            if not self.drafts or self.drafts[-1].datapath is not None:
                self.open("", source)
            self.drafts[-1].error = text.strip()
            return True
        if not self.drafts:
            return not text.strip()
        return self.inside(self.drafts[-1], text, source)

    def inside(self, draft: Draft, text: str, source: Source) -> bool:
        """Read a line of an open trace."""
        if match := BRIDGE.match(text):
            draft.bridge = match["bridge"]
        elif match := OLD_RULE.match(text) or STEP.match(text):
            draft.step(match, source)
        elif match := DATAPATH.match(text):
            draft.datapath, draft.last = match["actions"].strip(), source
        elif NO_MATCH.match(text):
            draft.steps.append(StepDraft(-1, None, "", None, source))
        elif match := OLD_ACTIONS.match(text):
            if draft.steps:
                draft.steps[-1].actions.append(match["actions"].strip())
        elif FINAL.match(text.strip()):
            return True
        elif draft.steps and text.startswith("    ") and draft.datapath is None:
            draft.steps[-1].actions.append(text.strip())
        else:
            return bool(DETAIL.match(text))
        return True


def read(artifact: Artifact) -> Parsed[Traces]:
    """Read every trace of a text."""
    reader = Reader(artifact.command or "")
    unread = [
        artifact.source(line, text)
        for line, text in artifact.lines()
        if not reader.take(text, artifact.source(line, text))
    ]
    items = tuple(draft.done() for draft in reader.drafts)
    return Parsed(Traces(artifact.path, items), tuple(unread))


PARSER = Parser(
    name="ofproto-trace",
    fact=Traces,
    read=read,
    command='ovs-appctl ofproto/trace br0 "in_port=PORT,ip,nw_src=POD,nw_dst=OTHER"',
    commands=re.compile(r"ovs-appctl\b.*\bofproto/trace\b"),
    content=re.compile(
        r"^Flow: \S+,in_port=|^Datapath actions: |^Bridge: \S+\nFlow: "
        r"|^[ \t]*Rule: table=\d+ cookie=",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|/)trace_node_\S+_to_node_\S+$"),
    merge=Traces.merge,
)
