"""The tables and chains of one node's `iptables-save`, and the lines that are not in them."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.base import Source, absent
from parsers.iptables_rule import IptRule
from parsers.iptables_shape import REST, RULE, TARGET_OPTIONS

BLOCK = 1 << 20
"""Characters that are cut into rules at once."""


class Chain:
    """A chain; its rules are cut from the dump's text each time they are asked for."""

    __slots__ = ("declared", "line", "name", "spans", "table")

    def __init__(self, table: Table, name: str, declared: str, line: int) -> None:
        self.table = table
        self.name = name
        self.declared = declared
        """What stands behind the name: `ACCEPT [0:0]`, `-`."""
        self.line = line
        self.spans: tuple[tuple[int, int, int], ...] = ()
        """(start, end in the table's text, line of the first rule)."""

    @property
    def policy(self) -> str | None:
        """What a built-in chain does at its end; None for any other."""
        policy = self.declared.partition(" ")[0]
        return None if policy in {"-", ""} else policy

    @property
    def packets(self) -> int | None:
        """Packets that met a built-in chain's policy; None in a dump that does not count."""
        _, found, counters = self.declared.partition("[")
        return int(counters.partition(":")[0]) if found else None

    def __len__(self) -> int:
        return sum(self.table.text.count("\n", start, end) for start, end, _ in self.spans)

    @property
    def rules(self) -> list[IptRule]:
        """The rules in their order."""
        found: list[IptRule] = []
        for start, end, line in self.spans:
            found += self.table.cut(start, end, line)
        return found

    @property
    def source(self) -> Source:
        """The line that declares it."""
        text = self.table.shown.get(self.line, f":{self.name} {self.declared}")
        return Source(self.table.path, self.line, text)

    def absence(self, what: str) -> Source:
        """Return evidence for a rule that this chain lacks."""
        last = self.spans[-1] if self.spans else None
        line = last[2] + self.table.text.count("\n", last[0], last[1]) - 1 if last else self.line
        count = len(self)
        rules = f"{count} rule{'s' * (count > 1)}"
        text = f"not among the {rules} of {self.table.name} {self.name}: {what}"
        return Source(self.table.path, line, text if count else f"{self.name} is empty: no {what}")


class Table:
    """One table of a dump."""

    __slots__ = ("chains", "complete", "line", "name", "path", "shown", "text")

    def __init__(self, name: str, path: str, line: int) -> None:
        self.name = name
        self.path = path
        self.line = line
        self.text = ""
        """The block of rules."""
        self.chains: dict[str, Chain] = {}
        self.complete = True
        """False if the dump ends before the table does: what is not in it may exist."""
        self.shown: dict[int, str] = {}
        """Of `iptables -L`: line -> what stands there, where `text` holds what it means."""

    def __len__(self) -> int:
        return sum(map(len, self.chains.values()))

    def rules(self) -> Iterator[IptRule]:
        """Yield every rule, in the dump's order."""
        spans = sorted(span for chain in self.chains.values() for span in chain.spans)
        start = 0
        for index, (_, end, _) in enumerate(spans, 1):
            # Neighbours are cut together: most chains of a node hold one rule or two.
            if index == len(spans) or spans[index][0] != end or end - spans[start][0] > BLOCK:
                yield from self.cut(spans[start][0], end, spans[start][2])
                start = index

    def cut(self, start: int, end: int, line: int) -> list[IptRule]:
        """Return the rules between two offsets of the text; `line` is the first one's."""
        lines = self.text[start : end - 1].split("\n")
        rows = RULE.findall(self.text, start, end - 1)
        found = []
        for text, row in zip(lines, rows, strict=False):
            behind = row[TARGET_OPTIONS]
            if row[REST] or (behind and ('"' in behind or "\\" in behind)):
                found.append(IptRule.odd(self, line, text))
            else:
                found.append(IptRule(self, line, text, row))
            line += 1
        if self.shown:
            for rule in found:
                rule.text = self.shown.get(rule.line, rule.text)
        return found

    def absence(self, what: str) -> Source:
        """Return evidence for a chain that this table lacks."""
        text = f"not among the {len(self.chains)} chains of table {self.name}: {what}"
        return Source(self.path, self.line, text)


class IptablesSave:
    """The tables of one node."""

    __slots__ = ("backend_warning", "path", "tables", "tool")

    def __init__(self, path: str) -> None:
        self.path = path
        self.tables: dict[str, Table] = {}
        self.tool = ""
        """`iptables`, `iptables-nft` or `iptables-legacy`, as the dump names it."""
        self.backend_warning: Source | None = None
        """The line by which the nft tool says that the legacy tables hold rules as well."""

    def __len__(self) -> int:
        return sum(len(table) for table in self.tables.values())

    def chain(self, table: str, name: str) -> Chain | None:
        """Return a chain, or None."""
        return self.tables[table].chains.get(name) if table in self.tables else None

    def absence(self, what: str) -> Source:
        """Return evidence for a table that the dump lacks."""
        heads = (Source(table.path, table.line, "") for table in self.tables.values())
        return absent(heads, self.path, f"not in this dump: {what}")
