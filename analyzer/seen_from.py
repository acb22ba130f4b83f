"""Tells from which machine a test of connectivity was run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Protocol

from analyzer.ingested import Read
from analyzer.sos_roots import SosReports
from parsers.records import Seen, Tests

NODES_DIRECTORY = re.compile(r"(?:^|/)nodes/(?P<node>[^/]+)/[^/]")
OC_EXEC = re.compile(r"\b(?:exec|rsh|logs)\b.*?\s(?P<pod>(?:sdn|ovs)-[a-z0-9-]+)\b")

IN_POD = re.compile(
    r"\b(?:exec|rsh)\b(?: (?:-[nc] ?\S+|--(?:namespace|container)[= ]\S+|-\S+))* "
    r"(?P<pod>[a-z0-9][\w-]*)"
    r"(?: (?:-[nc] ?\S+|--(?:namespace|container)[= ]\S+|-[it]+))*(?= --| \S)"
)
REMOTE = re.compile(
    r"\boc debug node/(?P<node>[\w.-]+)|\bnode-logs (?:-\S+ )*(?P<logs>[a-z][\w.-]+)"
)
"""A command that ran on another node than the prompt's."""


class KnowsNodes(Protocol):
    """What this module needs of the attribution."""

    pod_names: dict[str, str]
    sos: SosReports

    def known(self, text: str | None) -> str | None:
        """Return the node that a name stands for."""
        ...

    def of_path(self, path: str) -> tuple[str, str] | None:
        """Return the node that a directory tells."""
        ...


def see(reads: Iterable[Read], who: KnowsNodes, found: Collection[str]) -> None:
    """Tell every test from where it was run: a node, another machine, or nobody knows."""
    for read in reads:
        if isinstance(read.parsed.fact, Tests):
            pod = IN_POD.search(read.command or "")
            node = of_test(read, who)
            if node is None and read.host in found and not pod:
                node = read.host
            seen = Seen(node, pod["pod"] if pod else read.host, pod["pod"] if pod else None)
            fact = read.parsed.fact.seen_from(seen)
            read.parsed = replace(read.parsed, fact=fact)


def of_test(read: Read, who: KnowsNodes) -> str | None:
    """Return the node by prompt, pod or directory.

    A file's name says nothing here: `ping-node2.txt` is about node2, and not from it.
    """
    path = read.input.path
    command = read.command or ""
    if match := IN_POD.search(command):
        return who.pod_names.get(match["pod"])
    if match := REMOTE.search(command):
        return who.known(match["node"])
    if read.host:
        return who.known(read.host)
    if match := NODES_DIRECTORY.search(path):
        return who.known(match["node"]) or match["node"]
    if (found := who.sos.node_of(path)) is not None:
        return found[0]
    directory = who.of_path(path.rpartition("/")[0] + "/")
    return directory[0] if directory else None
