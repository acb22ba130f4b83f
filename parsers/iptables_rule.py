"""One rule of a netfilter chain: cut by one expression, typed only where somebody asks."""

from __future__ import annotations

import re
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, NamedTuple

from parsers.base import Source
from parsers.iptables_words import Option, Range, network, options, ranges, words

if TYPE_CHECKING:
    from parsers.iptables_tables import Table

COMMENT = r'(?: -m comment --comment (?:"([^"\\\n]*)"|([^\s"\\]+)))?'
RULE = re.compile(
    r"^(?:\[(\d+):(\d+)\] )?-A (\S+)"
    r"(?:( !)? -s ([\d./]+))?(?:( !)? -d ([\d./]+))?"
    r"(?:( !)? -i (\S+))?(?:( !)? -o (\S+))?(?:( !)? -p (\S+))?"
    + COMMENT
    + r"(?: -m (?:tcp|udp|sctp))?(?: --dport (\d+))?"
    + COMMENT
    + r"(?: -m statistic --mode random --probability ([\d.]+))?"
    r"(.*?)(?: -([jg]) (\S+)(?: (--\S.*?))?)? *$",
    re.MULTILINE,
)
"""The order in which iptables-save prints; what it leaves over stands in the group before -j."""

PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "132": "sctp"}
JUDGED = frozenset(
    {"m", "c", "comment", "ctstate", "state", "mark", "dport", "dports", "sport", "sports", "syn",
     "dst-type"}
)  # fmt: skip
"""Matches that a packet's addresses, ports, state and mark decide."""

SYN_FLAGS = ("FIN,SYN,RST,ACK", "SYN")
"""What iptables-save prints for `--syn`."""

Row = tuple[str, ...]
"""The groups of RULE: packets, bytes, chain, then (negation, value) of -s -d -i -o -p, comment
quoted and bare, dport, comment quoted and bare, probability, the rest, j or g, target, its options.
"""


class Mark(NamedTuple):
    """`--mark value/mask`."""

    value: int
    mask: int
    negated: bool


class IptRule:
    """A rule. `line` counts in the file at `path`."""

    __slots__ = ("_more", "_row", "line", "table", "text")

    def __init__(self, table: Table, line: int, text: str, row: Row) -> None:
        self.table = table
        self.line = line
        self.text = text
        self._row = row
        self._more: tuple[Option, ...] | None = None

    def __repr__(self) -> str:
        return f"IptRule({self.path}:{self.line}: {self.text})"

    @classmethod
    def escaped(cls, table: Table, line: int, text: str) -> IptRule:
        """Read a rule that the expression can't cut; an unreadable one asks nobody knows what."""
        from parsers.iptables_grammar import parse_rule  # noqa: PLC0415 - it needs this module

        try:
            row, more = parse_rule(text)
        except ValueError:
            row, _ = parse_rule(" ".join(text[text.index("-A ") :].split()[:2]))
            more = (Option("unreadable", (text,), negated=False),)
        rule = cls(table, line, text, row)
        rule._more = more
        return rule

    @property
    def path(self) -> str:
        """The file that holds it."""
        return self.table.path

    @property
    def source(self) -> Source:
        """The line as evidence."""
        return Source.at(self.path, self.line, self.text)

    @property
    def packets(self) -> int | None:
        """Packets that matched; None in a dump without counters."""
        return int(self._row[0]) if self._row[0] else None

    @property
    def bytes(self) -> int | None:
        """Bytes that matched; None in a dump without counters."""
        return int(self._row[1]) if self._row[1] else None

    @property
    def chain(self) -> str:
        """The chain that holds it."""
        return self._row[2]

    @property
    def source_text(self) -> str:
        """`-s` as printed, without `!`: `10.128.0.5/32`; empty if there is none."""
        return self._row[4]

    @property
    def destination_text(self) -> str:
        """`-d` as printed, without `!`."""
        return self._row[6]

    @property
    def source_net(self) -> tuple[bool, IPv4Network] | None:
        """`-s`: (negated, network)."""
        return (bool(self._row[3]), network(self._row[4])) if self._row[4] else None

    @property
    def destination_net(self) -> tuple[bool, IPv4Network] | None:
        """`-d`: (negated, network)."""
        return (bool(self._row[5]), network(self._row[6])) if self._row[6] else None

    @property
    def in_iface(self) -> tuple[bool, str] | None:
        """`-i`: (negated, name); the name may end in `+`."""
        return (bool(self._row[7]), self._row[8]) if self._row[8] else None

    @property
    def out_iface(self) -> tuple[bool, str] | None:
        """`-o`: (negated, name); the name may end in `+`."""
        return (bool(self._row[9]), self._row[10]) if self._row[10] else None

    @property
    def protocol(self) -> str | None:
        """`-p` by name where it has one; see `protocol_negated`."""
        return PROTOCOLS.get(self._row[12], self._row[12]) or None

    @property
    def protocol_negated(self) -> bool:
        """True for `! -p tcp`."""
        return bool(self._row[11])

    @property
    def comment(self) -> str:
        """The comment without its quotes; empty if there is none."""
        row = self._row
        return row[13] or row[14] or row[16] or row[17] or " ".join(self._values("comment"))

    @property
    def dport(self) -> int | None:
        """The one destination port, not negated, not a range."""
        return int(self._row[15]) if self._row[15] else None

    @property
    def probability(self) -> float | None:
        """Of `-m statistic --mode random`."""
        return float(self._row[18]) if self._row[18] else None

    @property
    def target(self) -> str | None:
        """The target or chain of `-j` and `-g`."""
        return self._row[21] or None

    @property
    def goto(self) -> bool:
        """True for `-g`: the chain's end returns to the caller's caller."""
        return self._row[20] == "g"

    @property
    def to_destination(self) -> str | None:
        """Where DNAT sends it: `10.128.0.5:5000`."""
        return self._target_value("--to-destination ")

    @property
    def to_source(self) -> str | None:
        """What SNAT makes of the source."""
        return self._target_value("--to-source ")

    @property
    def target_options(self) -> tuple[Option, ...]:
        """The options behind the target."""
        return options(words(self._row[22])) if self._row[22] else ()

    def _target_value(self, name: str) -> str | None:
        _, found, rest = self._row[22].partition(name)
        return rest.split(" ", 1)[0] if found else None

    @property
    def more(self) -> tuple[Option, ...]:
        """Matches beyond those with a property of their own."""
        if self._more is None:
            try:
                self._more = options(words(self._row[19])) if self._row[19] else ()
            except ValueError:
                self._more = (Option("unreadable", (self._row[19].strip(),), negated=False),)
        return self._more

    def _values(self, name: str) -> tuple[str, ...]:
        return next((option.values for option in self.more if option.name == name), ())

    def matches(self, *names: str) -> tuple[Option, ...]:
        """Return the further matches with one of these names."""
        return tuple(option for option in self.more if option.name in names)

    @property
    def ctstate(self) -> frozenset[str]:
        """Connection states of `--ctstate` or `--state`; empty if it asks for none."""
        found = self.matches("ctstate", "state")
        return frozenset(",".join(found[0].values).split(",")) if found else frozenset()

    @property
    def mark(self) -> Mark | None:
        """The packet mark that it asks for."""
        for option in self.matches("mark"):
            value, slash, mask = "".join(option.values).partition("/")
            return Mark(int(value, 0), int(mask, 0) if slash else 0xFFFFFFFF, option.negated)
        return None

    @property
    def dports(self) -> tuple[Range, ...]:
        """All destination ports, of `--dport` and multiport, as (low, high)."""
        if self._row[15]:
            return ((int(self._row[15]), int(self._row[15])),)
        found = self.matches("dport", "dports")
        return ranges("".join(found[0].values)) if found else ()

    @property
    def syn(self) -> bool | None:
        """Whether it asks for a first TCP segment (False: for any other); None if it does not."""
        for option in self.matches("syn", "tcp-flags"):
            if option.name == "syn" or option.values == SYN_FLAGS:
                return not option.negated
        return None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Matches that no packet's addresses, ports, state and mark decide."""
        found = [
            str(option)
            for option in self.more
            if option.name not in JUDGED
            and not (option.name == "tcp-flags" and option.values == SYN_FLAGS)
        ]
        if self._row[18]:
            found.append(f"--probability {self._row[18]}")
        return tuple(found)
