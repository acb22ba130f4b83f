"""One OpenFlow flow as `ovs-ofctl dump-flows` prints it, typed field by field when asked.

The text forms are those of ovs-ofctl(8) and ovs-fields(7); lib/ofp-print.c and lib/ofp-actions.c
of Open vSwitch fix them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from parsers.base import Source

DEFAULT_PRIORITY = 32768
"""Not printed: a flow without `priority=` has it."""

PROTOCOLS = frozenset(
    "ip ipv6 arp rarp icmp icmp6 tcp tcp6 udp udp6 sctp sctp6 mpls mplsm".split()  # noqa: SIM905
)
ALIASES = {
    "dl_src": "dl_src", "eth_src": "dl_src", "eth_dst": "dl_dst", "ip_frag": "nw_frag",
    "tcp_dst": "tp_dst", "udp_dst": "tp_dst", "sctp_dst": "tp_dst",
    "tcp_src": "tp_src", "udp_src": "tp_src", "sctp_src": "tp_src",
    "ip_src": "nw_src", "ip_dst": "nw_dst", "tunnel_id": "tun_id", "eth_type": "dl_type",
}  # fmt: skip
ARP_ALIASES = {"nw_src": "arp_spa", "nw_dst": "arp_tpa"}
TEXT_FIELDS = frozenset(
    "nw_src nw_dst arp_spa arp_tpa tun_src tun_dst dl_src dl_dst arp_sha arp_tha ct_state"  # noqa: SIM905
    " nw_frag ct_nw_src ct_nw_dst ipv6_src ipv6_dst vlan_tci tcp_flags".split()
)

Value = int | str


class Action(NamedTuple):
    """An action and its argument: ("goto_table", 30), ("load", (0, "NXM_NX_REG0[]"))."""

    name: str
    value: object


class Fields(dict[str, tuple[str, Value]]):
    """Memo of match tokens: `nw_dst=10.129.0.4` -> ("nw_dst", "10.129.0.4"); shared by a bundle."""

    def __missing__(self, token: str) -> tuple[str, Value]:
        typed = self[token] = field(token)
        return typed


class Actions(dict[str, tuple[Action, ...]]):
    """Memo of whole action lists, which repeat from flow to flow."""

    def __missing__(self, text: str) -> tuple[Action, ...]:
        typed = self[text] = tuple(action(part) for part in split(text))
        return typed


def field(token: str) -> tuple[str, Value]:
    """Type one token of a match; a bare word is the protocol."""
    key, equals, text = token.strip().partition("=")
    if not equals:
        return "proto", key
    key = ALIASES.get(key, key)
    if key in TEXT_FIELDS:
        return key, text.removesuffix("/32")
    return key, number(text)


def number(text: str) -> Value:
    """Return an int for a decimal or hexadecimal number, else the text without its quotes."""
    if text.isdecimal():
        return int(text)
    if text.startswith("0x") and "/" not in text:
        try:
            return int(text, 16)
        except ValueError:
            return text
    return text.strip('"')


def split(text: str) -> list[str]:
    """Cut an action list at the commas outside parentheses."""
    text = text.strip()
    if "(" not in text:
        return [part for part in text.split(",") if part]
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part for part in parts if part]


def action(text: str) -> Action:
    """Type one action; what is unknown keeps its argument as text."""
    text = text.strip()
    cut = min((i for i in (text.find(":"), text.find("(")) if i >= 0), default=-1)
    if cut < 0:
        if text.isdecimal() or text in {"LOCAL", "IN_PORT"}:
            return Action("output", number(text))
        return Action(text, None)
    name, argument = text[:cut], text[cut + 1 :]
    if text[cut] == "(":
        argument = argument.removesuffix(")")
        if name == "ct":
            pairs = (part.partition("=") for part in split(argument))
            return Action(name, {key: value for key, _, value in pairs})
        if name == "goto_table":
            return Action(name, number(argument))
        if name in {"output", "group"} and "port=" not in argument:
            return Action(name, number(argument))
        return Action(name, argument)
    if name in {"load", "set_field"}:
        value, _, target = argument.partition("->")
        return Action(name, (number(value) if name == "load" else value, target))
    if name == "move":
        source, _, target = argument.partition("->")
        return Action(name, (source, target))
    if name == "note":
        return Action(name, bytes.fromhex(argument.replace(".", "")))
    if name in {"goto_table", "output", "group", "resubmit", "enqueue", "set_queue"}:
        return Action(name, number(argument))
    return Action(name, argument)


class Flow:
    """One flow. Numbers of the statistics, match and actions are typed when first read."""

    __slots__ = (
        "_actions", "_fields", "_lists", "_match", "_stats", "actions_text", "line",
        "match_text", "path", "priority", "table",
    )  # fmt: skip

    def __init__(
        self,
        path: str,
        line: int,
        table: int,
        priority: int,
        stats: tuple[str, ...],
        match_text: str,
        actions_text: str,
        fields: Fields,
        lists: Actions,
    ) -> None:
        self.path = path
        self.line = line
        self.table = table
        self.priority = priority
        self._stats = stats
        self.match_text = match_text
        self.actions_text = actions_text
        self._fields = fields
        self._lists = lists
        self._match: dict[str, Value] | None = None
        self._actions: tuple[Action, ...] | None = None

    def __repr__(self) -> str:
        return f"<Flow {self.path}:{self.line} {self.text}>"

    @property
    def cookie(self) -> int:
        """The cookie; 0 where it is not printed."""
        return int(self._stats[0] or "0", 0)

    @property
    def duration(self) -> float | None:
        """Seconds since the flow was installed; None where statistics are not printed."""
        return float(self._stats[1]) if self._stats[1] else None

    @property
    def n_packets(self) -> int:
        """Packets that hit the flow; 0 where statistics are not printed."""
        return int(self._stats[2] or 0)

    @property
    def n_bytes(self) -> int:
        """Bytes of those packets."""
        return int(self._stats[3] or 0)

    @property
    def idle_age(self) -> int | None:
        """Seconds since the last hit, where printed."""
        for part in self._stats[4].split(","):
            key, _, value = part.strip().partition("=")
            if key == "idle_age":
                return int(value)
        return None

    @property
    def match(self) -> Mapping[str, Value]:
        """Field -> value: addresses as printed (without /32), ports and registers as numbers.

        The protocol word stands under "proto". Names are normalised: nw_frag, tp_dst, dl_dst,
        arp_spa and arp_tpa.
        """
        if self._match is None:
            text = self.match_text
            found = dict(map(self._fields.__getitem__, text.split(","))) if text else {}
            if found.get("proto") == "arp":
                for old, new in ARP_ALIASES.items():
                    if old in found:
                        found[new] = found.pop(old)
            self._match = found
        return self._match

    @property
    def proto(self) -> str:
        """The protocol word of the match: "ip", "arp", "tcp" ...; "" where there is none."""
        return str(self.match.get("proto", ""))

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions in order, typed."""
        if self._actions is None:
            self._actions = self._lists[self.actions_text]
        return self._actions

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
        """The flow's line, written anew from what was read of it."""
        cookie, duration, packets, size, other = self._stats
        head = f"cookie={cookie}, " if cookie else ""
        head += f"duration={duration}s, " if duration else ""
        head += f"table={self.table}, "
        head += f"n_packets={packets}, n_bytes={size}, " if packets else ""
        head += other
        what = f"priority={self.priority}" if self.priority != DEFAULT_PRIORITY else ""
        what += ("," if what and self.match_text else "") + self.match_text
        what += " " if what else ""
        return Source.at(self.path, self.line, f"{head}{what}actions={self.actions_text}")
