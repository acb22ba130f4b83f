"""Tells what debug.sh collected twice of a master that is a node as well."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.ingested import Read
from analyzer.seen_from import NODES_DIRECTORY
from parsers.node_log import NodeLog

MASTER_DIRECTORY = re.compile(r"(?:^|/)master/[^/]+$")


def collected_again(reads: Iterable[Read]) -> set[int]:
    """Return the ids of reads in `master/` whose node has the same fact in its own folder.

    The two were collected minutes apart: only one of them can be the node's state, and it is the
    node's own folder that people look into; unless its file is cut off, and the other is whole.
    Logs are united instead, as each holds other lines.
    """
    reads = [read for read in reads if read.node is not None and read.fact is not NodeLog]
    own: dict[tuple[type, str | None], list[Read]] = {}
    for read in reads:
        if NODES_DIRECTORY.search(read.input.path) and _holds(read.parsed.fact):
            own.setdefault((read.fact, read.node), []).append(read)
    again: set[int] = set()
    for read in reads:
        if MASTER_DIRECTORY.search(read.input.path):
            others = own.get((read.fact, read.node), [])
            better = others and _cut(others) and not _cut([read])
            again.update(map(id, others if better else [read] * bool(others)))
    return again


def _holds(fact: object) -> bool:
    """Return whether anything was read: a file that was cut to nothing replaces no other."""
    return not hasattr(fact, "__len__") or bool(fact)


def _cut(reads: Iterable[Read]) -> bool:
    return all(read.input.status == "truncated" for read in reads)
