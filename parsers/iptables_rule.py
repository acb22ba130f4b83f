"""One rule of a netfilter chain: cut by one expression, typed only where somebody asks."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from parsers import iptables_shape as shape
from parsers.base import Source
from parsers.iptables_words import Mark, Option, Range, network, options, ranges, words

if TYPE_CHECKING:
    from parsers.iptables_tables import Table


class IptRule:
    """A rule. `line` counts in the file at `path`."""

    __slots__ = ("_more", "_row", "chain", "line", "table", "target", "text")

    def __init__(self, table: Table, line: int, text: str, row: shape.Row) -> None:
        self.table = table
        self.line = line
        self.text = text
        self._row = row
        self.chain = row[shape.CHAIN]
        self.target = row[shape.TARGET] or None
        """The target or chain of `-j` and `-g`."""
        self._more: tuple[Option, ...] | None = None if row[shape.REST] else ()

    @classmethod
    def odd(cls, table: Table, line: int, text: str) -> IptRule:
        """Read a rule with something beyond what RULE knows."""
        row = shape.cut_odd(text)
        if row is not None:
            return cls(table, line, text, row)
        return cls.escaped(table, line, text)

    @classmethod
    def escaped(cls, table: Table, line: int, text: str) -> IptRule:
        """Read a rule that no expression cuts; an unreadable one asks nobody knows what."""
        from parsers.iptables_grammar import parse_rule  # it needs this module

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
        return (
            int(self._row[shape.COUNTERS].partition(":")[0]) if self._row[shape.COUNTERS] else None
        )

    @property
    def bytes(self) -> int | None:
        """Bytes that matched; None in a dump without counters."""
        return (
            int(self._row[shape.COUNTERS].partition(":")[2]) if self._row[shape.COUNTERS] else None
        )

    @property
    def source_text(self) -> str:
        """`-s` as printed, without `!`: `10.128.0.5/32`; empty if there is none."""
        text = self._row[shape.SOURCE]
        return text.rpartition(" ")[2] if text else text

    @property
    def destination_text(self) -> str:
        """`-d` as printed, without `!`."""
        text = self._row[shape.DESTINATION]
        return text.rpartition(" ")[2] if text else text

    def _named(self, place: int) -> tuple[bool, str] | None:
        """Return (negated, value) of an option with its dashes."""
        text = self._row[place]
        return (text.startswith(" !"), text.rpartition(" ")[2]) if text else None

    def _network(self, place: int) -> tuple[bool, IPv4Network] | None:
        """Return (negated, network); None where it is no network, as in a damaged dump."""
        found = self._named(place)
        try:
            return (found[0], network(found[1])) if found else None
        except ValueError:
            return None

    @property
    def source_net(self) -> tuple[bool, IPv4Network] | None:
        """`-s`: (negated, network)."""
        return self._network(shape.SOURCE)

    @property
    def destination_net(self) -> tuple[bool, IPv4Network] | None:
        """`-d`: (negated, network)."""
        return self._network(shape.DESTINATION)

    @property
    def in_iface(self) -> tuple[bool, str] | None:
        """`-i`: (negated, name); the name may end in `+`."""
        return self._named(shape.IN)

    @property
    def out_iface(self) -> tuple[bool, str] | None:
        """`-o`: (negated, name); the name may end in `+`."""
        return self._named(shape.OUT)

    @property
    def protocol(self) -> str | None:
        """`-p` by name where it has one; see `protocol_negated`."""
        text = self._row[shape.PROTOCOL]
        if not text:
            return None
        name = text.rpartition(" ")[2]
        return shape.PROTOCOLS.get(name, name)

    @property
    def protocol_negated(self) -> bool:
        """True for `! -p tcp`."""
        return self._row[shape.PROTOCOL].startswith(" !")

    @property
    def comment(self) -> str:
        """The comment without its quotes; empty if there is none."""
        text = self._row[shape.SAID] or self._row[shape.SAID_LATER]
        if not text:
            return " ".join(next((o.values for o in self.matches("comment")), ()))
        return text[1:-1] if text.startswith('"') else text

    @property
    def dport(self) -> int | None:
        """The one destination port, not negated, not a range."""
        return int(self._row[shape.DPORT]) if self._row[shape.DPORT] else None

    @property
    def probability(self) -> float | None:
        """Of `-m statistic --mode random`."""
        return float(self._row[shape.PROBABILITY]) if self._row[shape.PROBABILITY] else None

    @property
    def goto(self) -> bool:
        """True for `-g`: the chain's end returns to the caller's caller."""
        return self._row[shape.JUMP] == "g"

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
        return (
            options(words(self._row[shape.TARGET_OPTIONS]))
            if self._row[shape.TARGET_OPTIONS]
            else ()
        )

    def _target_value(self, name: str) -> str | None:
        text = self._row[shape.TARGET_OPTIONS]
        if not text:
            return None
        _, found, rest = text.partition(name)
        return rest.split(" ", 1)[0] if found else None

    @property
    def more(self) -> tuple[Option, ...]:
        """Matches beyond those with a property of their own."""
        if self._more is None:
            try:
                self._more = options(words(self._row[shape.REST]))
            except ValueError:
                self._more = (
                    Option("unreadable", (self._row[shape.REST].strip(),), negated=False),
                )
        return self._more

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
        if self._row[shape.DPORT]:
            return ((int(self._row[shape.DPORT]), int(self._row[shape.DPORT])),)
        found = self.matches("dport", "dports")
        return ranges("".join(found[0].values)) if found else ()

    @property
    def syn(self) -> bool | None:
        """Whether it asks for a first TCP segment (False: for any other); None if it does not."""
        for option in self.matches("syn", "tcp-flags"):
            if option.name == "syn" or option.values == shape.SYN_FLAGS:
                return not option.negated
        return None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Matches that no packet's addresses, ports, state and mark decide."""
        found = [
            str(option)
            for option in self.more
            if option.name not in shape.JUDGED
            and not (option.name == "tcp-flags" and option.values == shape.SYN_FLAGS)
        ]
        found += [
            self._row[place].strip()
            for place in (shape.SOURCE, shape.DESTINATION)
            if self._row[place] and self._network(place) is None
        ]
        if self._row[shape.PROBABILITY]:
            found.append(f"--probability {self._row[shape.PROBABILITY]}")
        return tuple(found)
