"""Finds the sosreports of a bundle, wherever their trees begin, and whose each is.

One sosreport is one node. Trusted in this order: `nodeName` of its node-config.yaml, what
`hostname` printed, etc/hostname, the archive's name (which holds the short name).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from analyzer.commands import HOSTNAME_FILES
from analyzer.ingested import Ingested
from parsers.node_config import NodeConfig

MARKER = re.compile(r"(?:^|/)sos_(?:commands|reports|logs)/")
TOPS = re.compile(
    r"(?:sos_\w+|etc|proc|var|run|sys|usr|boot|hostname|ip_\w+|route|lsmod|ps|version\.txt)(?:/|$)"
)
NODE_CONFIG = "etc/origin/node/node-config.yaml"
ARCHIVE = re.compile(r"(?:^|/|\d-)sosreport-(?P<name>[^/!]+?)(?:\.tar[.\w]*!)?/$")


class SosReports:
    """The roots of the sosreports, and the node of each."""

    def __init__(self, ingested: Ingested, known: Callable[[str | None], str | None]) -> None:
        self.known = known
        self.hostnames = ingested.hostnames
        roots = {
            entry.path[: match.start() + (match.group()[0] == "/")]
            for entry in ingested.inputs
            if (match := MARKER.search(entry.path))
        }
        self.roots = sorted(roots, key=len, reverse=True)
        self.configured = {
            read.input.path.removesuffix(NODE_CONFIG): read.parsed.fact.node_name
            for read in ingested.reads
            if read.input.path.endswith(NODE_CONFIG) and isinstance(read.parsed.fact, NodeConfig)
        }
        self.nodes: dict[str, tuple[str | None, str]] = {}

    def node_of(self, path: str) -> tuple[str | None, str] | None:
        """Return (node, reason) of a file of a sosreport; None for any other file."""
        for root in self.roots:
            if path.startswith(root) and TOPS.match(path, len(root)):
                if root not in self.nodes:
                    self.nodes[root] = self._node(root)
                return self.nodes[root]
        return None

    def _node(self, root: str) -> tuple[str | None, str]:
        if configured := self.configured.get(root):
            return self.known(configured) or configured, f"its node-config.yaml says {configured}"
        for file in (*HOSTNAME_FILES, "hostname"):
            said = self.hostnames.get(root + file)
            if said and not said.startswith("localhost"):
                return self.known(said) or said, f"the sosreport's host says {said}"
        match = ARCHIVE.search(root)
        if match is None:
            return None, ""
        words = match["name"].split("-")
        for count in range(len(words), 0, -1):
            if node := self.known("-".join(words[:count])):
                return node, f"archive name sosreport-{match['name']}"
        return (words[0], f"archive name sosreport-{match['name']}") if words[0] else (None, "")
