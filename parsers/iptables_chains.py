"""A table's lines, told apart by chain: iptables-save prints the rules of one chain together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from parsers.iptables_grammar import RULE_HEAD, parse_rule
from parsers.iptables_tables import Chain, Table

CHAIN = re.compile(r":(\S+) (\S+(?: \[\d+:\d+\])?)[ \t]*\n")
CHAINS = re.compile(r"(?::\S+ \S+(?: \[\d+:\d+\])?[ \t]*\n)*+")
PLAIN = r"[^\"\\\n]*+"
WORDS = rf" {PLAIN}(?:\n|\"{PLAIN}\"{PLAIN}(?:\"{PLAIN}\"{PLAIN})*+\n)"
RUN = re.compile(
    rf"^(?:\[\d+:\d+\] |)-A ([^ \n]++){WORDS}(?:(?:\[\d+:\d+\] |)-A \1{WORDS})*+", re.MULTILINE
)
"""Rules of one chain, which iptables-save prints together; a rule with escapes ends it."""

Line: TypeAlias = tuple[int, str]
"""The number of a line, and what stands there."""


def read_table(table: Table, text: str, line: int) -> Iterator[Line]:
    """Fill a table from its lines; yield those that are not readable."""
    table.text = text
    declared = CHAINS.match(text)
    at = declared.end() if declared else 0
    for name, policy in CHAIN.findall(text, 0, at):
        table.chains[name] = Chain(table, name, policy, line)
        line += 1
    for found in RUN.finditer(text, at):
        start, end = found.span()
        if start != at:
            yield from odd_lines(table, at, start, line)
            line += text.count("\n", at, start)
        add(table, found[1], start, end, line)
        line += text.count("\n", start, end)
        at = end
    yield from odd_lines(table, at, len(text), line)


def odd_lines(table: Table, at: int, end: int, line: int) -> Iterator[Line]:
    """Take what stands between runs of plain rules: rules with escapes, late declarations."""
    for number, each in enumerate(table.text[at:end].split("\n")[:-1], line):
        stop = at + len(each) + 1
        if found := RULE_HEAD.match(each):
            add(table, found[2], at, stop, number)
        if declared := CHAIN.match(each + "\n"):
            table.chains[declared[1]] = Chain(table, declared[1], declared[2], number)
        elif each.strip() and not each.startswith("#") and not (found and readable(each)):
            yield number, each
        at = stop


def add(table: Table, name: str, start: int, end: int, line: int) -> None:
    """Give a chain some rules more; one that is not declared was declared in another dump."""
    chain = table.chains.get(name)
    if chain is None:
        chain = table.chains[name] = Chain(table, name, "-", line)
    chain.spans += ((start, end, line),)


def readable(text: str) -> bool:
    """Return whether a doubtful line is a rule after all."""
    try:
        parse_rule(text)
    except ValueError:
        return False
    return True
