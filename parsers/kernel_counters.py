"""Reads `nstat`, `netstat -s` and /proc/net/dev: what the kernel counted, drops among it.

The forms are those of nstat(8) of iproute2 (`TcpRetransSegs  12  0.0`), of netstat(8) of net-tools
(sentences with a number, below `Tcp:`), and of net/core/net-procfs.c.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

NSTAT = expression(r"^(?P<name>[A-Z]\w+)\s+(?P<value>\d{1,18})\s+\d+(?:\.\d+)?\s*$")
SECTION = expression(r"^(?P<name>\w+):\s*$")
FIRST = expression(r"^\s+(?P<value>\d{1,18}) (?P<name>[a-z]\S.*?)\s*$")
LAST = expression(r"^\s+(?P<name>[A-Za-z][^:]*): (?P<value>\d{1,18})\s*$")
DEVICE = expression(r"^\s*(?P<name>[^\s:]+):\s*(?P<values>\d[\d\s]*)$")
DEVICE_COLUMNS = ("rx bytes", "rx packets", "rx errs", "rx drop", "rx fifo", "rx frame",
                  "rx compressed", "rx multicast", "tx bytes", "tx packets", "tx errs", "tx drop",
                  "tx fifo", "tx colls", "tx carrier", "tx compressed")  # fmt: skip
NOISE = expression(
    r"^\s*$|^#kernel|^Inter-\||^ face \||^\s+ICMP (?:in|out)put histogram|^\s+\w[^:]*:?$"
)


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter."""

    name: str
    """`TcpRetransSegs`; `Tcp: segments retransmitted`; `eth0: rx drop`."""
    value: int
    source: Source


class KernelCounters(Records[Counter]):
    """The counters of one node; those of /proc/net/dev among them."""

    def of(self, *names: str) -> list[Counter]:
        """Return counters by name."""
        return [counter for counter in self.items if counter.name in names]


def read(artifact: Artifact) -> Parsed[KernelCounters]:
    """Read the counters of any of the forms."""
    found: list[Counter] = []
    unread: list[Source] = []
    section = ""
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := NSTAT.match(text):
            found.append(Counter(match["name"], int(match["value"]), source))
        elif match := SECTION.match(text):
            section = match["name"]
        elif section and (match := FIRST.match(text) or LAST.match(text)):
            found.append(Counter(f"{section}: {match['name']}", int(match["value"]), source))
        elif not section and (match := DEVICE.match(text)):
            values = zip(DEVICE_COLUMNS, match["values"][:2000].split(), strict=False)
            found += [Counter(f"{match['name']}: {what}", int(n), source) for what, n in values]
        elif not NOISE.match(text):
            unread.append(source)
    return Parsed(KernelCounters(artifact.path, tuple(found)), tuple(unread))


PARSER = Parser(
    name="kernel-counters",
    fact=KernelCounters,
    read=read,
    command="nstat -az",
    commands=re.compile(r"\bnstat\b|\bnetstat +-\w*s\b|/proc/net/dev\b"),
    content=re.compile(
        r"\A#kernel\s*$|^Ip:\s*\n\s+(?:Forwarding|\d+ total packets)|\AInter-\|\s+Receive",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|/)proc/net/dev$"),
    merge=KernelCounters.merge,
)
