"""Reads `oc describe configmaps node-config-*`: the configuration of each group of nodes (3.10+).

The form is that of `oc describe`: `Name:`, then below `Data`, `====` and `node-config.yaml:`,
`----` the file itself. What each node runs with is in its own node-config.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers import node_config
from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.node_config import NodeConfig
from parsers.records import Records

NAME = expression(r"^Name:\s+(?P<name>\S+)\s*$")
ASKED = expression(r"\bdescribe (?:configmaps?|cm)[ /]+(?:-n \S+ )?(?P<name>node-config-[\w-]+)")


@dataclass(frozen=True, slots=True)
class NodeConfigMap:
    """The configuration of one group."""

    name: str
    """`node-config-infra`; nothing where neither output nor command names it."""
    config: NodeConfig


class NodeConfigMaps(Records[NodeConfigMap]):
    """The groups that were described."""


def parts(artifact: Artifact) -> Iterator[tuple[str, int, list[str]]]:
    """Yield (name, first line, lines) of each config map of a text."""
    asked = ASKED.search(artifact.command or "")
    name, first, lines = (asked["name"] if asked else ""), artifact.first_line, list[str]()
    for line, text in artifact.lines():
        if match := NAME.match(text):
            if lines:
                yield name, first, lines
            name, first, lines = match["name"], line, []
        lines.append(text)
    yield name, first, lines


def read(artifact: Artifact) -> Parsed[NodeConfigMaps]:
    """Read every config map that holds network settings."""
    found: list[NodeConfigMap] = []
    unread: list[Source] = []
    for name, first, lines in parts(artifact):
        part = Artifact(artifact.path, text="\n".join(lines), first_line=first)
        parsed = node_config.read(part)
        unread += parsed.unread
        if len(parsed.fact):
            found.append(NodeConfigMap(name, parsed.fact))
    return Parsed(NodeConfigMaps(artifact.path, tuple(found)), tuple(unread))


PARSER = Parser(
    name="node-config-maps",
    fact=NodeConfigMaps,
    read=read,
    command="oc describe configmaps -n openshift-node",
    commands=re.compile(r"(?!)"),
    content=re.compile(r"^Data\s*\n====\s*\n(?:.*\n)*?^node-config\.yaml:\s*\n----", re.MULTILINE),
    per_node=False,
    merge=NodeConfigMaps.merge,
    beside="node-config",
)
