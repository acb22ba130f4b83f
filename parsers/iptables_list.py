"""`iptables -L` in its forms (-n, -v, -x, --line-numbers), for which `iptables-save` is missing.

The columns are those of `print_firewall` of iptables/iptables.c. A row becomes the rule that
`iptables-save` would print, and is cited as it stands. Without -v the interfaces are not shown: a
rule that reads "ACCEPT all anywhere" may be for `lo` alone, so that such a rule decides nothing,
unless kube-proxy or the SDN made it, whose rules in nat name no interface.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers import iptables
from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.iptables_chains import readable
from parsers.iptables_list_words import translate, unknown
from parsers.iptables_tables import Chain, IptablesSave, Table

CHAIN = expression(
    r"^Chain (?P<name>\S+) \((?:policy (?P<policy>[A-Z]+)"
    r"(?: (?P<packets>\d{1,15}[KMGTP]?) packets, (?P<bytes>\d{1,15}[KMGTP]?) bytes)?"
    r"|(?P<uses>-?\d+) references?)\)\s*$"
)
COLUMNS = expression(
    r"^\s*(?:num\s+)?(?P<counts>pkts\s+bytes\s+)?target\s+prot opt (?:in\s+out\s+)?source"
)
ROW = expression(
    r"^(?:(?P<number>\d{1,18})\s+)?(?:\s*(?P<packets>\d{1,15}[KMGTP]?)\s+(?P<bytes>\d{1,15}[KMGTP]?)\s+)?"
    r"(?P<target>[A-Za-z][\w.-]*)?\s+(?P<protocol>!?[\w.-]+)\s+(?P<opt>--|-f|!f|----)\s+"
    r"(?P<rest>\S.*)$"
)
EMPTY = expression(r"^\s*(?:$|#|>|\[?[\w.-]+@[\w.-]+[ :].*[#$])")
ANYWHERE = {"anywhere", "0.0.0.0/0", "default"}
UNITS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15}
BY_NAME = expression(r"KUBE-|OPENSHIFT-MASQUERADE|DNAT|MARK")
"""Targets of rules in nat that kube-proxy and the SDN make; none of them names an interface."""
USER = expression(r"[A-Z0-9]+-[\w-]+$|[a-z]")
"""What a target is called that is a chain and no extension."""


@dataclass(slots=True)
class Listed:
    """A table whose rows are being read."""

    table: Table
    text: list[str] = field(default_factory=list)
    """A line of the file each: the rule that a row stands for, or nothing."""
    size: int = 0
    chain: Chain | None = None
    interfaces: bool = False
    targets: set[str] = field(default_factory=set)

    def skip(self) -> None:
        """Take a line that is no rule."""
        self.text.append("\n")
        self.size += 1

    def rule(self, line: int, said: str, rule: str) -> None:
        """Take a row."""
        if self.chain is None:
            return
        start, end = self.size, self.size + len(rule) + 1
        spans = self.chain.spans
        if spans and spans[-1][1] == start:
            self.chain.spans = (*spans[:-1], (spans[-1][0], end, spans[-1][2]))
        else:
            self.chain.spans = (*spans, (start, end, line))
        self.table.shown[line] = said
        self.text.append(rule + "\n")
        self.size = end

    def done(self) -> Table:
        """Return the table; it is whole if its hooks and all chains that rules name are there."""
        table = self.table
        table.text = "".join(self.text)
        if table.name == "?":
            table.name = iptables.guessed({n for n, c in table.chains.items() if c.policy}, ())
        built_in = iptables.HOOKS.get(table.name, set())
        chains = {name for name in self.targets if USER.match(name)}
        table.complete = built_in <= set(table.chains) and chains <= set(table.chains)
        return table


def count(said: str | None) -> int:
    """Return `12K` as a number."""
    if not said:
        return 0
    return int(said[:-1]) * UNITS[said[-1]] if said[-1] in UNITS else int(said)


def place(option: str, said: str) -> str:
    """Return `-s 10.1.0.0/16`, `! -i tun0`, or nothing for what stands for any."""
    bare = said.removeprefix("!")
    if bare in ANYWHERE or bare in {"*", "any"}:
        return ""
    if option in {"-s", "-d"} and re.fullmatch(r"[\d.]+", bare):
        bare += "/32"
    return f" {'! ' * said.startswith('!')}{option} {bare}"


def rule_of(row: re.Match[str], chain: str, *, interfaces: bool, nat: bool) -> str | None:
    """Return the rule that a row stands for; None if its columns are cut."""
    columns = 4 if interfaces else 2
    words = row["rest"].split(None, columns)
    if len(words) < columns:
        return None
    inside, outside = words[:2] if interfaces else ("*", "*")
    source, destination = words[columns - 2 : columns]
    target = row["target"] or ""
    said = words[columns] if len(words) > columns else ""
    goto = said.startswith("[goto]")
    said = said.removeprefix("[goto]")
    # IPv6 rows: the addresses are of no concern, the caller skips the table.
    matches, after = translate(said, target)
    parts = [f"-A {chain}", place("-s", source), place("-d", destination)]
    parts += [place("-i", inside), place("-o", outside)]
    if row["protocol"] not in {"all", "0"}:
        negated = "! " * row["protocol"].startswith("!")
        parts.append(f" {negated}-p {row['protocol'].removeprefix('!')}")
    if row["opt"] in {"-f", "!f"}:
        parts.append(" " + unknown("fragments"))
    if not interfaces and not (nat and (BY_NAME.match(target) or BY_NAME.match(chain))):
        parts.append(" " + unknown("the interfaces, which a list without -v leaves out"))
    parts.append(f" {matches}" if matches else "")
    if target:
        parts.append(f" -{'g' if goto else 'j'} {target}")
        parts.append(f" {after}" if after else "")
    counts = f"[{count(row['packets'])}:{count(row['bytes'])}] " if row["packets"] else ""
    return counts + "".join(parts)


def read(artifact: Artifact) -> Parsed[IptablesSave]:
    """Read the tables that are listed, one after another."""
    save = IptablesSave(artifact.path)
    unread: list[Source] = []
    command = artifact.command or artifact.path.replace("_", " ")
    if iptables.NAMESPACE.search(f"{command} {artifact.path}"):
        return Parsed(save, notes=("the rules of another network namespace, not the node's",))
    if "ip6tables" in command or re.search(r"^\S+ .*\s::/0\s", artifact.text, re.MULTILINE):
        return Parsed(save, notes=("IPv6 is not judged",))
    asked = iptables.ASKED.search(command)
    name = asked[2] if asked else "filter" if artifact.command else "?"
    found: list[Listed] = []
    for line, text in artifact.lines():
        if match := CHAIN.match(text):
            if not found or begins(found[-1].table, match):
                found.append(Listed(Table(name, artifact.path, line)))
            declare(found[-1], match, line, text)
        elif not found or not (match := ROW.match(text)) or COLUMNS.match(text):
            if columns := COLUMNS.match(text):
                for each in found[-1:]:
                    each.interfaces = columns["counts"] is not None
            elif not EMPTY.match(text):
                unread.append(artifact.source(line, text))
            for each in found[-1:]:
                each.skip()
        elif not take(found[-1], match, line, text):
            unread.append(artifact.source(line, text))
            found[-1].skip()
    for each in found:
        iptables.keep(save, each.done())
    return Parsed(save, tuple(unread))


def begins(before: Table, match: re.Match[str]) -> bool:
    """Return whether a chain is another table's: built-in chains stand first in each."""
    after_user = match["policy"] and any(c.policy is None for c in before.chains.values())
    return bool(after_user) or match["name"] in before.chains


def declare(listed: Listed, match: re.Match[str], line: int, text: str) -> None:
    """Open a chain."""
    counts = ""
    if match["packets"]:
        counts = f" [{count(match['packets'])}:{count(match['bytes'])}]"
    declared = f"{match['policy']}{counts}" if match["policy"] else "-"
    listed.chain = Chain(listed.table, match["name"], declared, line)
    listed.table.chains[match["name"]] = listed.chain
    listed.table.shown[line] = text
    listed.skip()


def take(listed: Listed, row: re.Match[str], line: int, text: str) -> bool:
    """Read a row into its chain; returns False if it is cut."""
    if listed.chain is None:
        return False
    nat = listed.table.name == "nat" or "PREROUTING" in listed.table.chains
    rule = rule_of(row, listed.chain.name, interfaces=listed.interfaces, nat=nat)
    if rule is None or not readable(rule):
        return False
    if row["target"]:
        listed.targets.add(row["target"])
    listed.rule(line, text, rule)
    return True


def merge(saves: Sequence[IptablesSave]) -> IptablesSave:
    """Put several dumps and lists of a node together."""
    return iptables.merge(saves)


PARSER = Parser(
    name="iptables-list",
    fact=IptablesSave,
    read=read,
    command=iptables.PARSER.command,
    commands=re.compile(
        r"\biptables(?:-nft|-legacy)?\b(?: +-?-?[\w-]+)*? +(?:-\w*L\w*|--list)(?!-)\b"
    ),
    content=re.compile(
        r"^Chain \S+ \((?:policy [A-Z]+.*|-?\d+ references?)\)\s*\n\s*(?:num\s+)?"
        r"(?:pkts\s+bytes\s+)?target\s+prot opt",
        re.MULTILINE,
    ),
    merge=merge,
)
