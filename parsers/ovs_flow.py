"""One OpenFlow flow as `ovs-ofctl dump-flows` prints it, typed field by field when asked.

The text forms are those of ovs-ofctl(8) and ovs-fields(7); lib/ofp-print.c and lib/ofp-match.c
of Open vSwitch fix them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from parsers.base import Source
from parsers.ovs_action import Action, Actions, Value
from parsers.ovs_match import Fields

__all__ = ["DEFAULT_PRIORITY", "Action", "Actions", "Fields", "Flow", "Line", "Memo", "Value"]

DEFAULT_PRIORITY = 32768
"""Not printed: a flow without `priority=` has it."""

IDLE_AGE = re.compile(r"idle_age=(\d{1,20})")


class Line(NamedTuple):
    """A flow's line in pieces, all as text; empty where not printed."""

    cookie: str
    duration: str
    table: str
    n_packets: str
    n_bytes: str
    priority: str
    match: str
    actions: str


class Numbers(dict[str, int]):
    """Memo of the numbers of one column, where few repeat: tables, priorities, cookies."""

    __slots__ = ("base",)

    def __init__(self, base: int, *, absent: int) -> None:
        super().__init__({"": absent})
        self.base = base

    def __missing__(self, text: str) -> int:
        value = self[text] = int(text, self.base)
        return value


class Memo:
    """What the flows of one dump share: their path, and what was typed so far."""

    __slots__ = ("cookies", "fields", "lists", "path", "priorities", "tables")

    def __init__(self, path: str) -> None:
        self.path = path
        self.cookies = Numbers(16, absent=0)
        self.tables = Numbers(10, absent=0)
        self.priorities = Numbers(10, absent=DEFAULT_PRIORITY)
        self.fields = Fields()
        self.lists = Actions()


class Piece:
    """Lines of a dump that were cut into flows together."""

    __slots__ = ("first_line", "memo", "text")

    def __init__(self, memo: Memo, first_line: int, text: str) -> None:
        self.memo = memo
        self.first_line = first_line
        self.text = text


class Flow:
    """One flow. Its match and its actions are typed when first read."""

    __slots__ = (
        "_match", "actions_text", "cookie", "duration", "line", "match_text", "n_bytes",
        "n_packets", "piece", "priority", "table",
    )  # fmt: skip

    def __init__(self, piece: Piece, number: int, line: tuple[str, ...]) -> None:
        cookie, duration, table, packets, size, priority, self.match_text, self.actions_text = line
        memo = piece.memo
        self.piece = piece
        self.line = number
        self.cookie = memo.cookies[cookie]
        """The cookie; 0 where it is not printed."""
        self.duration = float(duration) if duration else None
        """Seconds since the flow was installed; None where statistics are not printed."""
        self.table = memo.tables[table]
        """The table; 0 where it is not printed."""
        self.n_packets = int(packets or 0)
        """Packets that hit the flow; 0 where statistics are not printed."""
        self.n_bytes = int(size or 0)
        """Bytes of those packets."""
        self.priority = memo.priorities[priority]
        """The priority; 32768 where it is not printed."""
        self._match: dict[str, Value] | None = None

    def __repr__(self) -> str:
        return f"<Flow {self.path}:{self.line} {self.text}>"

    @property
    def path(self) -> str:
        """The artifact that holds the flow."""
        return self.piece.memo.path

    @property
    def raw(self) -> str:
        """The line as printed; put together again where a terminal wrapped it."""
        return self.piece.text.split("\n")[self.line - self.piece.first_line]

    @property
    def idle_age(self) -> int | None:
        """Seconds since the last hit, where printed."""
        found = IDLE_AGE.search(self.raw)
        return int(found[1]) if found else None

    @property
    def match(self) -> Mapping[str, Value]:
        """Field -> value, as `Fields.match` types them."""
        found = self._match
        if found is None:
            found = self._match = self.piece.memo.fields.match(self.match_text)
        return found

    @property
    def proto(self) -> str:
        """The protocol word of the match: "ip", "arp", "tcp" ...; "" where there is none."""
        return str(self.match.get("proto", ""))

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions in order, typed."""
        return self.piece.memo.lists[self.actions_text]

    @property
    def goto(self) -> int | None:
        """The table that the flow goes to."""
        for name, value in self.actions:
            if name == "goto_table" and isinstance(value, int):
                return value
        return None

    @property
    def outputs(self) -> tuple[Value, ...]:
        """The ports that packets leave by, in order: numbers, names or `NXM_NX_REG2[]`."""
        return tuple(v for n, v in self.actions if n == "output" and isinstance(v, int | str))

    @property
    def loads(self) -> dict[str, int]:
        """What `load` writes: {"NXM_NX_REG0[]": 42}."""
        return {
            value[1]: value[0]
            for name, value in self.actions
            if name == "load" and isinstance(value, tuple) and isinstance(value[0], int)
        }

    def reg(self, index: int) -> int | None:
        """Return what the flow loads into a register."""
        return self.loads.get(f"NXM_NX_REG{index}[]")

    @property
    def tun_dsts(self) -> tuple[str, ...]:
        """The tunnel destinations that the flow sets, in order."""
        return tuple(
            value[0]
            for name, value in self.actions
            if name == "set_field" and isinstance(value, tuple) and value[1] == "tun_dst"
        )

    @property
    def is_drop(self) -> bool:
        """True if packets end here."""
        return not self.actions or self.actions[0].name == "drop"

    @property
    def text(self) -> str:
        """The flow without its statistics, as one writes it."""
        match = f",{self.match_text}" if self.match_text else ""
        return f"table={self.table}, priority={self.priority}{match} actions={self.actions_text}"

    @property
    def source(self) -> Source:
        """The flow's line."""
        return Source.at(self.path, self.line, self.raw)
