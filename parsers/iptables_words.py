"""The words of an iptables rule, and the options that they make."""

from __future__ import annotations

import re
from ipaddress import IPv4Network
from typing import NamedTuple

TOKEN = re.compile(r'"([^"\\\n]*)"|([^\s"\\]+)')
OPTION = re.compile(r"--?[A-Za-z]")

Range = tuple[int, int]


class Option(NamedTuple):
    """One option of a rule as printed: `! --dst-type LOCAL`."""

    name: str
    """Without its dashes."""
    values: tuple[str, ...]
    negated: bool

    def __str__(self) -> str:
        dashes = "-" if len(self.name) == 1 else "--"
        return " ".join(("!",) * self.negated + (dashes + self.name, *self.values))


class Mark(NamedTuple):
    """`--mark value/mask`."""

    value: int
    mask: int
    negated: bool


def options(words: list[str]) -> tuple[Option, ...]:
    """Group words into options; raises ValueError where one is no option's."""
    found: list[Option] = []
    negated = False
    module = ""
    for word in words:
        if word == "!":
            negated = True
            continue
        if OPTION.match(word):
            # The connection's mark has the packet mark's option name.
            name = "connmark" if word == "--mark" and module == "connmark" else word.lstrip("-")
            found.append(Option(name, (), negated))
        elif found:
            # `--dport ! 80`, as iptables before 1.4.3 printed it.
            last = found[-1]
            found[-1] = Option(last.name, (*last.values, word), last.negated or negated)
            module = word if last.name == "m" else module
        else:
            raise ValueError(f"not an option: {word}")
        negated = False
    return tuple(found)


def words(text: str) -> list[str]:
    """Cut a text without escapes into words; raises ValueError for a quote left open."""
    if TOKEN.sub("", text).strip():
        raise ValueError(f"a quote or an escape that this does not know: {text}")
    return [quoted or bare for quoted, bare in TOKEN.findall(text)]


def network(text: str) -> IPv4Network:
    """Return the network of `-s`, whose mask may be a length or dotted."""
    return IPv4Network(text, strict=False)


def ranges(text: str) -> tuple[Range, ...]:
    """Return the ports of `80,443,9000:10000`; raises ValueError for a service's name."""
    found = []
    for each in text.split(","):
        low, colon, high = each.partition(":")
        found.append((int(low or 0), int(high or 65535) if colon else int(low)))
    return tuple(found)
