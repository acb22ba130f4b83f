"""Reads `ovs-ofctl -O OpenFlow13 dump-flows br0`, in every form that a terminal gives it.

The forms are fixed by ovs-ofctl(8), "dump-flows", and lib/ofp-print.c of Open vSwitch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, repeat

from parsers import ovs_flow_scope
from parsers.base import Artifact, Parsed, Parser, Source
from parsers.ovs_flow import Flow, Memo, Piece
from parsers.ovs_flow_table import TUN0, VXLAN0, FlowTable

__all__ = ["PARSER", "TUN0", "VXLAN0", "FlowTable", "read"]

HEADER = "ST_FLOW reply"
MORE = "flags=[more]"
USUAL = re.compile(
    r"^ cookie=0x([0-9a-f]++), duration=([0-9]++\.?[0-9]*+)s, table=([0-9]{1,20}+), "
    r"n_packets=([0-9]{1,20}+), n_bytes=([0-9]{1,20}+), "
    r"(?:priority=([0-9]{1,20}+),?|(?=reg[0-9]=|actions=))(?:([^ ]*+) )?actions=([^ ]*)$",
    re.MULTILINE,
)
"""What `dump-flows` prints for nearly every flow. What holds no blank is faster to find than what
holds no line's end either; that no flow reaches into the next line shows in their count."""
LINE = re.compile(
    r"^[ \t]*(?:cookie=0x([0-9a-f]+), ?)?(?:duration=(\d+(?:\.\d*)?)s, ?)?"
    r"(?:table=(\d{1,20}), ?)?(?:n_packets=(\d{1,20}), ?n_bytes=(\d{1,20}), ?)?"
    r"(?:(?:idle_age|hard_age|idle_timeout|hard_timeout|importance|n_offload_\w+)=\d{1,20}, ?"
    r"|(?:reset_counts|send_flow_rem|check_overlap)[ ,]*)*"
    r"(?:priority=(\d{1,20})(?!\d),?)?"
    r"((?!idle_|hard_|importance|reset_|send_|check_|table=|n_|priority=)[^ \n]*?),? ?"
    r"actions=(\S*)[ \t]*$",
    re.MULTILINE,
)
PIECE = 1 << 16
"""Characters that are cut into flows at once; more than the processor's cache holds is slower."""
# `ovs-appctl bridge/dump-flows` puts the table first.
TABLE_FIRST = re.compile(r"^table_id=(\d+), (duration=[\d.]+s, )", re.MULTILINE)
STARTS = re.compile(r"^\s*(?:cookie=|duration=|table=\d|table_id=|n_packets=|priority=|actions=)")
NOISE = re.compile(
    r"^(?:Defaulted container|Unable to use a TTY|command terminated|Flag --|\s*$|>\s|#)"
)
HIDDEN = 254
"""The switch's own table, which only ovs-appctl shows."""
IN_NAMES = re.compile(r"in_port=\"?[a-z]")
OUT_NAMES = re.compile(r"output:\"?[a-z]")
MESSAGE = re.compile(r"[A-Za-z][\w.-]*: ")


class Reader:
    """Reads one artifact; the memos of tokens live as long as it."""

    def __init__(self, path: str) -> None:
        self.memo = Memo(path)
        self.unread: list[Source] = []

    def block(self, text: str, first_line: int) -> list[Flow]:
        """Return the flows of a block without headers."""
        return (
            self.cut(USUAL, text, first_line)
            or self.cut(LINE, text, first_line)
            or [*self.slowly(text, first_line)]
        )

    def cut(self, form: re.Pattern[str], text: str, first_line: int) -> list[Flow]:
        """Return a flow for each line; none if one of them has another form."""
        flows: list[Flow] = []
        for lines in pieces(text):
            piece = Piece(self.memo, first_line, lines)
            found = form.findall(TABLE_FIRST.sub(r"\2table=\1, ", lines) if form is LINE else lines)
            if len(found) != lines.count("\n") + 1:
                return []
            flows += map(Flow, repeat(piece), count(first_line), found)
            first_line += len(found)
        return flows

    def slowly(self, text: str, first_line: int) -> Iterator[Flow]:
        """Read line by line: joins what a terminal wrapped, asks the grammar, keeps the rest."""
        for number, raw in rejoined(text, first_line):
            if NOISE.match(raw):
                continue
            match = LINE.match(raw)
            parts: tuple[str, ...] | None = match.groups("") if match else None
            if parts is None:
                from parsers import ovs_flow_grammar  # loads pyparsing

                parts = ovs_flow_grammar.parse(raw)
            if parts is None:
                self.unread.append(Source.at(self.memo.path, number, raw))
            else:
                yield Flow(Piece(self.memo, number, raw), number, parts)


def pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces of whole lines, each without its last line's end."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + PIECE)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def rejoined(text: str, first_line: int) -> Iterator[tuple[int, str]]:
    """Yield (line number, flow), with the pieces of a line that a terminal wrapped put together."""
    pending, start = "", first_line
    for number, line in enumerate(text.split("\n"), first_line):
        if STARTS.match(line) and not unfinished(pending):
            if pending:
                yield start, pending
            pending, start = line, number
        elif pending and line.strip() and not foreign(pending, line):
            # Terminals cut anywhere; a flow has one blank between its match and its actions.
            pending += line.strip("\r")
        elif pending:
            yield start, pending
            pending = ""
            if line.strip():
                yield number, line
        elif line.strip():
            yield number, line
    if pending:
        yield start, pending


def foreign(flow: str, line: str) -> bool:
    """Tell whether a line is no rest of a flow that a terminal wrapped: actions hold no blanks."""
    words = "actions=" in flow and " " in line.strip()
    return words or NOISE.match(line) is not None or MESSAGE.match(line) is not None


def unfinished(flow: str) -> bool:
    """Tell whether a flow's line was cut before its actions, or inside an action's parentheses."""
    return bool(flow) and ("actions=" not in flow or flow.count("(") > flow.count(")"))


def read(artifact: Artifact) -> Parsed[FlowTable]:
    """Read a dump; of several appended to one file the last counts."""
    text = artifact.text
    reader = Reader(artifact.path)
    notes: list[str] = []
    flows: list[Flow] = []
    header_line = artifact.first_line
    more = False
    position, line, dumps = 0, artifact.first_line, 0
    headers = [*occurrences(text, HEADER)]
    for index, header in enumerate([*headers, None]):
        end = len(text) if header is None else text.rfind("\n", 0, header) + 1
        body = text[position:end].lstrip("\n")
        line += end - position - len(body)
        block = body.rstrip("\n")
        if not block.isspace() and block:
            # What follows a header; the text before the first one is a dump without a header.
            flows += reader.block(block, line)
        if header is None:
            break
        line += body.count("\n")
        if not more:
            dumps += 1
            if index and flows:
                flows = []
            header_line = line
        stop = text.find("\n", header)
        position = len(text) if stop < 0 else stop + 1
        more = MORE in text[header:position]
        line += 1
    if dumps > 1:
        notes.append(f"{artifact.path} holds {dumps} dumps; the last one is judged")
    if more:
        notes.append(f"{artifact.path}: truncated, its last header says that more follows")
    to_its_end = HIDDEN in reader.memo.tables.values()
    if to_its_end:
        flows = [flow for flow in flows if flow.table != HIDDEN]
    unread = [source for source in reader.unread if source.line >= header_line or dumps < 2]
    # A dump in order tells by its first flow; the others' lines are then not cut for it.
    tables = {flow.table for flow in flows} if flows and flows[0].table else {0}
    part = "" if more else ovs_flow_scope.limit(artifact, tables, len(headers), unread)
    if flows and not (part or to_its_end) and ovs_flow_scope.ends_early(text, flows):
        part = "truncated, the tables that its flows jump to are not there"
    if part:
        notes.append(f"{artifact.path}: {part}")
    complete = not more and not part
    table = FlowTable(artifact.path, tuple(flows), header_line, complete=complete)
    if IN_NAMES.search(text) or OUT_NAMES.search(text):
        table.named = True
        table = table.with_ports(None)
    return Parsed(table, tuple(reader.unread), tuple(notes))


def occurrences(text: str, what: str) -> Iterator[int]:
    """Yield where a text holds another; faster than a pattern."""
    at = text.find(what)
    while at >= 0:
        yield at
        at = text.find(what, at + len(what))


PARSER = Parser(
    name="dump-flows",
    fact=FlowTable,
    read=read,
    command="ovs-ofctl -O OpenFlow13 dump-flows br0",
    commands=re.compile(
        r"(?:ovs-ofctl\b.*\bdump-flows|ovs-appctl\b.*\bbridge.dump-flows)\b"
        r"(?!(?:\s+-\S+)*\s+br-(?:int|ex|local)\b)"
    ),
    # OVN's flows carry metadata, the SDN's never do.
    content=re.compile(
        r"\A(?![\s\S]*(?:\bmetadata=|OXM_OF_METADATA))[\s\S]*?"
        r"(?:^ *(?:OFPST_FLOW|NXST_FLOW) reply|^ *cookie=0x[0-9a-f]+, .*\bactions="
        r"|^(?:table_id=\d+, )?duration=\d+s, n_packets=\d+, n_bytes=\d+, .*,actions="
        r"|^ *(?:table=\d+,? )?priority=\d+\S* actions=\S+$)",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|[/_-])flows(?:\.txt|\.log)?$|dump-flows"),
)
