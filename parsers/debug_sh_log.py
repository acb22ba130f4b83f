"""Reads debug.sh's own `log`: what its checks of nodes, from the master, found.

The texts are those of hack/debug.sh of openshift-sdn. A command's error stands below it, indented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

MISMATCH = expression(
    r"^\s*Node (?P<node>\S+): the IP in OpenShift \((?P<known>[^)]*)\) does not match"
    r" DNS/hosts \((?P<found>[^)]*)\)"
)
NO_IP = expression(r"^\s*Node (?P<node>\S+): no IP address in OpenShift")
NOT_RUN = expression(r"^\s*ERROR: Could not run '(?P<command>[^']*)':?\s*$")
KUBELET = expression(r"\bcurl\b.*?(?P<host>[A-Za-z0-9][\w.-]*):10250\b")


@dataclass(frozen=True, slots=True)
class NodeCheck:
    """What a check of one node found."""

    kind: str
    """`address-differs`, `no-address` or `kubelet-unreachable`."""
    node: str
    known: str
    """The node's address in OpenShift; empty where it is not said."""
    found: str
    """The address that its name resolves to, or the error."""
    sources: tuple[Source, ...]


class NodeChecks(Records[NodeCheck]):
    """What debug.sh found of nodes before it collected them."""


def read(artifact: Artifact) -> Parsed[NodeChecks]:
    """Read the messages about nodes; the rest is the collector's progress."""
    items: list[NodeCheck] = []
    waiting: tuple[str, Source] | None = None
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if waiting and text.startswith("  ") and text.strip():
            host, said = waiting
            items.append(NodeCheck("kubelet-unreachable", host, "", text.strip(), (said, source)))
        waiting = None
        if match := MISMATCH.match(text):
            items.append(
                NodeCheck("address-differs", match["node"], match["known"], match["found"],
                          (source,))
            )  # fmt: skip
        elif match := NO_IP.match(text):
            items.append(NodeCheck("no-address", match["node"], "", "", (source,)))
        elif (match := NOT_RUN.match(text)) and (of := KUBELET.search(match["command"])):
            waiting = of["host"], source
    return Parsed(NodeChecks(artifact.path, tuple(items)))


PARSER = Parser(
    name="debug.sh-log",
    fact=NodeChecks,
    read=read,
    command="debug.sh (hack/debug.sh of openshift-sdn), its log",
    commands=re.compile(r"(?!)"),
    content=re.compile(
        r"^Analyzing (?:master|\S+ \([\d.]*\))\s*$|^Node \S+: (?:no IP address"
        r"|the IP in OpenShift)",
        re.MULTILINE,
    ),
    names=re.compile(r"openshift-sdn-debug[^/]*/log$"),
    per_node=False,
    merge=NodeChecks.merge,
)
