"""One OpenFlow flow as `ovs-ofctl dump-flows` prints it, typed field by field when asked.

The text forms are those of ovs-ofctl(8) and ovs-fields(7); lib/ofp-print.c and lib/ofp-match.c
of Open vSwitch fix them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from parsers.base import Source
from parsers.ovs_action import Action, Actions, Value
from parsers.ovs_match import Fields

__all__ = ["DEFAULT_PRIORITY", "Action", "Actions", "Fields", "Flow", "Line", "Memo", "Value"]

DEFAULT_PRIORITY = 32768
"""Not printed: a flow without `priority=` has it."""

ARP_ALIASES = {"nw_src": "arp_spa", "nw_dst": "arp_tpa"}


class Line(NamedTuple):
    """A flow's line in pieces, all as text; empty where not printed."""

    cookie: str
    duration: str
    table: str
    n_packets: str
    n_bytes: str
    other: str
    """What may stand between the statistics and the match, with the comma that ends it."""
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

    __slots__ = ("cookies", "lists", "path", "priorities", "tables", "token")

    def __init__(self, path: str) -> None:
        self.path = path
        self.cookies = Numbers(16, absent=0)
        self.tables = Numbers(10, absent=0)
        self.priorities = Numbers(10, absent=DEFAULT_PRIORITY)
        self.token = Fields().__getitem__
        self.lists = Actions()


class Flow:
    """One flow. Its numbers, its match and its actions are typed when first read."""

    __slots__ = ("_line", "_match", "_raw", "line", "memo")

    def __init__(self, memo: Memo, number: int, raw: str | None, line: tuple[str, ...]) -> None:
        self.memo = memo
        self.line = number
        self._raw = raw
        self._line = line
        self._match: dict[str, Value] | None = None

    def __repr__(self) -> str:
        return f"<Flow {self.path}:{self.line} {self.text}>"

    @property
    def path(self) -> str:
        """The artifact that holds the flow."""
        return self.memo.path

    @property
    def cookie(self) -> int:
        """The cookie; 0 where it is not printed."""
        return self.memo.cookies[self._line[0]]

    @property
    def duration(self) -> float | None:
        """Seconds since the flow was installed; None where statistics are not printed."""
        text = self._line[1]
        return float(text) if text else None

    @property
    def table(self) -> int:
        """The table; 0 where it is not printed."""
        return self.memo.tables[self._line[2]]

    @property
    def n_packets(self) -> int:
        """Packets that hit the flow; 0 where statistics are not printed."""
        return int(self._line[3] or 0)

    @property
    def n_bytes(self) -> int:
        """Bytes of those packets."""
        return int(self._line[4] or 0)

    @property
    def idle_age(self) -> int | None:
        """Seconds since the last hit, where printed."""
        for part in self._line[5].split(","):
            key, _, value = part.strip().partition("=")
            if key == "idle_age":
                return int(value)
        return None

    @property
    def priority(self) -> int:
        """The priority; 32768 where it is not printed."""
        return self.memo.priorities[self._line[6]]

    @property
    def match_text(self) -> str:
        """The match as printed, without the priority."""
        return self._line[7]

    @property
    def actions_text(self) -> str:
        """The actions as printed."""
        return self._line[8]

    @property
    def match(self) -> Mapping[str, Value]:
        """Field -> value: addresses as printed (without /32), ports and registers as numbers.

        The protocol word stands under "proto". Names are normalised: nw_frag, tp_dst, dl_dst,
        arp_spa and arp_tpa.
        """
        found = self._match
        if found is None:
            text = self._line[7]
            found = dict(map(self.memo.token, text.split(","))) if text else {}
            if found.get("proto") == "arp" and ("nw_dst" in found or "nw_src" in found):
                for old in ARP_ALIASES.keys() & found.keys():
                    found[ARP_ALIASES[old]] = found.pop(old)
            self._match = found
        return found

    @property
    def proto(self) -> str:
        """The protocol word of the match: "ip", "arp", "tcp" ...; "" where there is none."""
        return str(self.match.get("proto", ""))

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions in order, typed."""
        return self.memo.lists[self._line[8]]

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
        """The flow's line; that of the usual form is put together again from its pieces."""
        raw = self._raw
        if raw is None:
            cookie, duration, table, packets, size, _, priority, match, actions = self._line
            what = f"priority={priority}" if priority else ""
            what += f",{match}" if what and match else match
            raw = (
                f" cookie=0x{cookie}, duration={duration}s, table={table}, n_packets={packets}, "
                f"n_bytes={size}, {what}{' ' if what else ''}actions={actions}"
            )
        return Source.at(self.path, self.line, raw)
