"""The expressions that cut a rule, and what their groups hold."""

from __future__ import annotations

import re

COMMENT = r"(?: -m comment --comment (\"[^\"\\]*+\"|[^\s\"\\]++)|)"
HEAD = (
    r"^(?:\[(\d+:\d+)\] |)-A ([^ ]++)"
    r"( -s [0-9./]++(?!\S)| ! -s [0-9./]++(?!\S)|)( -d [0-9./]++(?!\S)| ! -d [0-9./]++(?!\S)|)"
    r"( -i [^ ]++| ! -i [^ ]++|)( -o [^ ]++| ! -o [^ ]++|)( -p [^ ]++| ! -p [^ ]++|)"
    + COMMENT
    + r"(?: -m (?:tcp|udp|sctp)|)(?: --dport ([0-9]++)(?!\S)|)"
    + COMMENT
    + r"(?: -m statistic --mode random --probability ([0-9.]++)(?!\S)|)"
)
"""What nearly all rules of kube-proxy and of the SDN hold, in the order of iptables-save. `(x|)` is
faster than `(x)?`, and what holds no blank faster than what holds no line's end either."""
RULE = re.compile(HEAD + r"(?: -([jg]) ([^\s\"]++)(?: (--[^ \n][^\"\\\n]*+)|)|)(.*)$", re.MULTILINE)
"""A rule that holds nothing else; else its rest stands in the last group, and ODD cuts it.

That no rule reaches into the next line shows in their count.
"""
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
    found = None if "\\" in text else ODD.match(text)
    if not found:
        return None
    groups = found.groups("")
    row = (*groups[:JUMP], *groups[JUMP + 1 :], groups[JUMP])
    left = row[REST] + row[TARGET_OPTIONS]
    plain = '"' not in left and "\\" not in left and not OUT_OF_PLACE.search(left)
    return row if plain and row[TARGET] else None
