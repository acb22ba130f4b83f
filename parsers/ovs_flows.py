"""Reads `ovs-ofctl -O OpenFlow13 dump-flows br0`, in every form that a terminal gives it.

The forms are fixed by ovs-ofctl(8), "dump-flows", and lib/ofp-print.c of Open vSwitch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.ovs_flow import DEFAULT_PRIORITY, Actions, Fields, Flow, Value
from parsers.ovs_ports import PortTable

HEADER = re.compile(r"^ *(?:OFPST_FLOW|NXST_FLOW) reply.*$", re.MULTILINE)
MORE = "flags=[more]"
LINE = re.compile(
    r"^[ \t]*(?:cookie=(0x[0-9a-f]+|\d+), )?(?:duration=([\d.]+)s, )?(?:table=(\d+), )?"
    r"(?:n_packets=(\d+), n_bytes=(\d+), )?"
    r"((?:(?:idle_age|hard_age|idle_timeout|hard_timeout|importance)=\d+, "
    r"|(?:reset_counts|send_flow_rem|check_overlap)[ ,]+)*)"
    r"(?:priority=(\d+),?)?([^ \n]*) ?actions=(\S*)[ \t]*$",
    re.MULTILINE,
)
STARTS = re.compile(r"^\s*(?:cookie=|duration=|table=\d|table_id=|n_packets=|priority=|actions=)")
NOISE = re.compile(
    r"^(?:Defaulted container|Unable to use a TTY|command terminated|Flag --|\s*$|>|#)"
)
SUBSET = re.compile(r"dump-flows\s+\S+\s+[\"']?\w+=")
VXLAN0, TUN0 = 1, 2
NAMED_PORTS = {"vxlan0": VXLAN0, "tun0": TUN0}


class FlowTable:
    """The flows of br0 on one node.

    `complete` is False where the command asked for some of the flows only, or the dump was cut:
    what is not in it is then not known to be absent.
    """

    def __init__(
        self, path: str, flows: tuple[Flow, ...], header_line: int, *, complete: bool = True
    ) -> None:
        self.path = path
        self.flows = flows
        self.header_line = header_line
        self.complete = complete
        self._indexes: dict[tuple[int, str], dict[Value, list[Flow]]] = {}

    def __len__(self) -> int:
        return len(self.flows)

    @cached_property
    def tables(self) -> dict[int, list[Flow]]:
        """Table number -> its flows, in the dump's order."""
        found: dict[int, list[Flow]] = {}
        for flow in self.flows:
            found.setdefault(flow.table, []).append(flow)
        return found

    def in_table(self, table: int) -> list[Flow]:
        """Return the flows of a table; none if the table has none."""
        return self.tables.get(table, [])

    def find(self, table: int, **match: Value) -> list[Flow]:
        """Return the flows of a table whose match has these values; O(1) for each value given."""
        (first, wanted), *rest = match.items()
        index = self._indexes.get((table, first))
        if index is None:
            index = self._indexes[table, first] = {}
            for flow in self.in_table(table):
                value = flow.match.get(first)
                if value is not None:
                    index.setdefault(value, []).append(flow)
        found = index.get(wanted, [])
        for key, value in rest:
            found = [flow for flow in found if flow.match.get(key) == value]
        return found

    @cached_property
    def note(self) -> tuple[int, int] | None:
        """(plugin byte, rule version) of the version note in table 253; None if it has none.

        Development builds of 2017 wrote the two the other way round.
        """
        for flow in self.in_table(253):
            for name, value in flow.actions:
                if name == "note" and isinstance(value, bytes) and len(value) >= 2:
                    plugin, version = value[0], value[1]
                    return (version, plugin) if plugin > 2 >= version else (plugin, version)
        return None

    @cached_property
    def tunnels_from(self) -> dict[str, Flow]:
        """Outer source address -> the flow that accepts VXLAN from it."""
        return {str(flow.match["tun_src"]): flow for flow in self.flows if "tun_src" in flow.match}

    @cached_property
    def tunnels_to(self) -> dict[str, list[Flow]]:
        """Pod subnet as printed -> the flows (arp, ip) that send it through the tunnel."""
        found: dict[str, list[Flow]] = {}
        for flow in self.flows:
            target = flow.match.get("nw_dst") or flow.match.get("arp_tpa")
            if target is not None and "tun_dst" in flow.actions_text:
                found.setdefault(str(target), []).append(flow)
        return found

    def absence(self, what: str, table: int | None = None) -> Source:
        """Return the evidence that a flow is not there: its table's last flow, or the header."""
        siblings = self.flows if table is None else self.in_table(table)
        place = "of the dump" if table is None else f"of table {table}"
        line = siblings[-1].line if siblings else self.header_line
        return Source.at(self.path, line, f"not among the {len(siblings)} flows {place}: {what}")

    def with_ports(self, ports: PortTable | None) -> FlowTable:
        """Return the table with port names replaced by numbers, where a dump printed names."""
        names = dict(NAMED_PORTS)
        if ports is not None:
            names |= {port.name: port.number for port in ports.ports}
        lists = NumberedActions(names)
        for flow in self.flows:
            port = flow.match.get("in_port")
            if isinstance(port, str) and port in names:
                flow.match["in_port"] = names[port]  # type: ignore[index]
            if any(isinstance(out, str) and out in names for out in flow.outputs):
                flow._actions = lists.numbered(flow.actions)  # noqa: SLF001 - the same parser's
        return self


class NumberedActions:
    """Replaces the names of ports in action lists by their numbers."""

    def __init__(self, names: dict[str, int]) -> None:
        self.names = names

    def numbered(self, actions: Iterable[tuple[str, object]]) -> tuple:  # type: ignore[type-arg]
        """Return the same actions with numbers for names."""
        from parsers.ovs_flow import Action  # noqa: PLC0415 - only for dumps with names

        return tuple(
            Action(name, self.names.get(value, value))
            if name == "output" and isinstance(value, str)
            else Action(name, value)
            for name, value in actions
        )


class Reader:
    """Reads one artifact; the memos of tokens live as long as it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.fields = Fields()
        self.lists = Actions()
        self.unread: list[Source] = []
        self.tables = {str(i): i for i in range(256)}

    def block(self, text: str, first_line: int) -> list[Flow]:
        """Return the flows of a block without headers."""
        found = LINE.findall(text)
        lines = text.count("\n") + (not text.endswith("\n"))
        if len(found) == lines:
            return [self.flow(parts, line) for line, parts in enumerate(found, first_line)]
        return list(self.slowly(text, first_line))

    def slowly(self, text: str, first_line: int) -> Iterator[Flow]:
        """Read line by line: joins what a terminal wrapped, asks the grammar, keeps the rest."""
        for line, raw in rejoined(text, first_line):
            if NOISE.match(raw):
                continue
            match = LINE.match(raw)
            if match:
                yield self.flow(match.groups(default=""), line)
                continue
            from parsers import ovs_flow_grammar  # noqa: PLC0415 - loads pyparsing

            parts = ovs_flow_grammar.parse(raw)
            if parts is None:
                self.unread.append(Source.at(self.path, line, raw))
            else:
                cookie, duration, table, packets, size, other, priority, what, actions = parts
                other = f"{other}, " if other else ""
                yield self.flow(
                    (cookie, duration, table, packets, size, other, priority, what, actions), line
                )

    def flow(self, parts: tuple[str, ...], line: int) -> Flow:
        """Make a flow of the pieces of its line."""
        cookie, duration, table, packets, size, other, priority, match, actions = parts
        return Flow(
            self.path,
            line,
            self.tables.get(table, 0) if table else 0,
            int(priority) if priority else DEFAULT_PRIORITY,
            (cookie, duration, packets, size, other),
            match,
            actions,
            self.fields,
            self.lists,
        )


def rejoined(text: str, first_line: int) -> Iterator[tuple[int, str]]:
    """Yield (line number, flow), with the pieces of a line that a terminal wrapped put together."""
    pending, start = "", first_line
    for number, line in enumerate(text.split("\n"), first_line):
        if STARTS.match(line) and not (pending and "actions=" not in pending):
            if pending:
                yield start, pending
            pending, start = line, number
        elif pending and line.strip() and not NOISE.match(line):
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


def read(artifact: Artifact) -> Parsed[FlowTable]:
    """Read a dump; of several appended to one file the last counts."""
    text = artifact.text
    reader = Reader(artifact.path)
    notes: list[str] = []
    flows: list[Flow] = []
    header_line = artifact.first_line
    more = False
    position, line, dumps = 0, artifact.first_line, 0
    headers = [*HEADER.finditer(text)]
    for index, header in enumerate([*headers, None]):
        end = header.start() if header else len(text)
        body = text[position:end]
        body_line = line
        line += body.count("\n")
        if body.strip():
            # What follows a header; the text before the first one is a dump without a header.
            flows += reader.block(body.strip("\n"), body_line + leading_lines(body))
        if header is None:
            break
        if not more:
            dumps += 1
            if index and flows:
                flows = []
            header_line = line
        more = MORE in header.group()
        position = header.end() + 1
        line += 1
    if dumps > 1:
        notes.append(f"{artifact.path} holds {dumps} dumps; the last one is judged")
    if more:
        notes.append(f"{artifact.path}: truncated, its last header says that more follows")
    complete = not more and not (artifact.command and SUBSET.search(artifact.command))
    table = FlowTable(artifact.path, tuple(flows), header_line, complete=complete)
    if "in_port=" in text and re.search(r"in_port=\"?[a-z]|output:\"?[a-z]", text):
        table = table.with_ports(None)
    return Parsed(table, tuple(reader.unread), tuple(notes))


def leading_lines(body: str) -> int:
    """Return how many empty lines a block starts with."""
    return len(body) - len(body.lstrip("\n"))


PARSER = Parser(
    name="dump-flows",
    fact=FlowTable,
    read=read,
    command="ovs-ofctl -O OpenFlow13 dump-flows br0",
    commands=re.compile(r"ovs-ofctl\b.*\bdump-flows\b(?! *br-(?:int|ex))|bridge.dump-flows"),
    content=re.compile(
        r"^ *(?:OFPST_FLOW|NXST_FLOW) reply|^ *cookie=0x[0-9a-f]+, .*\bactions="
        r"|^ *(?:table=\d+,? )?priority=\d+\S* actions=\S+$",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|[/_-])flows(?:\.txt|\.log)?$|dump-flows"),
)
