"""The expressions that cut a rule, and what their groups hold."""

from __future__ import annotations

import re

COMMENT = r'(?: -m comment --comment ("[^"\\\n]*"|[^\s"\\]+))?'
HEAD = (
    r"^(?:\[(\d+:\d+)\] )?-A (\S+)"
    r"((?: -s| ! -s) [\d./]+(?!\S))?((?: -d| ! -d) [\d./]+(?!\S))?"
    r"((?: -i| ! -i) \S+)?((?: -o| ! -o) \S+)?((?: -p| ! -p) \S+)?"
    + COMMENT
    + r"(?: -m (?:tcp|udp|sctp))?(?: --dport (\d+)(?!\S))?"
    + COMMENT
    + r"(?: -m statistic --mode random --probability ([\d.]+)(?!\S))?"
)
"""What nearly all rules of kube-proxy and of the SDN hold, in the order of iptables-save."""
RULE = re.compile(HEAD + r"(?: -([jg]) (\S+)(?: (--\S.*))?)?(.*)$", re.MULTILINE)
"""A rule that holds nothing else; else its rest stands in the last group, and ODD cuts it."""
ODD = re.compile(HEAD + r"(.*?)(?: -([jg]) (\S+)(?: (--\S.*?))?)? *$")

Row = tuple[str, ...]
"""The groups of RULE: counters, chain, -s, -d, -i, -o, -p (with their dashes), comment, dport,
comment, probability, j or g, target, its options, further matches.
"""
COUNTERS, CHAIN, SOURCE, DESTINATION, IN, OUT, PROTOCOL = range(7)
SAID, DPORT, SAID_LATER, PROBABILITY, JUMP, TARGET, TARGET_OPTIONS, REST = range(7, 15)
OUT_OF_PLACE = re.compile(r" -[sdiop] ")
"""Options with a place of their own, in another spelling: `-s ! 10.0.0.0/8`."""

PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "132": "sctp"}
JUDGED = frozenset(
    {"m", "c", "comment", "ctstate", "state", "mark", "dport", "dports", "sport", "sports", "syn",
     "dst-type"}
)  # fmt: skip
"""Matches that a packet's addresses, ports, state and mark decide."""

SYN_FLAGS = ("FIN,SYN,RST,ACK", "SYN")
"""What iptables-save prints for `--syn`."""


def cut_odd(text: str) -> Row | None:
    """Cut a rule with more matches than RULE knows; None if it takes more than that."""
    found = ODD.match(text)
    if not found:
        return None
    groups = found.groups("")
    row = (*groups[:JUMP], *groups[JUMP + 1 :], groups[JUMP])
    left = row[REST] + row[TARGET_OPTIONS]
    plain = '"' not in left and "\\" not in left and not OUT_OF_PLACE.search(left)
    return row if plain and row[TARGET] else None
