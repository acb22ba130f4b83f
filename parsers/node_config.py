"""Reads node-config.yaml: the file, debug.sh's CONFIG-* copy, or a described config map.

The fields are those of NodeConfig (legacyconfig/v1 of origin); `networkPluginName` stood at the
top in early releases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.kube.clusternetworks import plugin_of

FIELD = re.compile(
    r"^ *(?P<key>nodeName|nodeIP|mtu|networkPluginName):"
    r"(?: +[\"']?(?P<value>[^\"'#\s]*)[\"']?)? *(?:#.*)?$"
)


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """The network settings of one node's configuration."""

    path: str
    node_name: str | None
    node_ip: str | None
    mtu: int | None
    plugin: str | None
    """`subnet`, `multitenant` or `networkpolicy`."""
    sources: dict[str, Source]
    """`mtu`, `networkPluginName`, `nodeName`, `nodeIP` -> its line."""

    def __len__(self) -> int:
        return len(self.sources)


def read(artifact: Artifact) -> Parsed[NodeConfig]:
    """Find the fields; the rest of the file is of no concern to the network."""
    values: dict[str, str] = {}
    sources: dict[str, Source] = {}
    for line, text in artifact.lines():
        match = FIELD.match(text)
        if match and match["value"] and match["key"] not in values:
            values[match["key"]] = match["value"]
            sources[match["key"]] = artifact.source(line, text)
    mtu = values.get("mtu", "")
    return Parsed(
        NodeConfig(
            artifact.path,
            values.get("nodeName"),
            values.get("nodeIP"),
            int(mtu) if mtu.isdecimal() and int(mtu) else None,
            plugin_of(values.get("networkPluginName")),
            sources,
        )
    )


PARSER = Parser(
    name="node-config",
    fact=NodeConfig,
    read=read,
    command="cat /etc/origin/node/node-config.yaml",
    commands=re.compile(r"node-config[\w.-]*\.yaml|describe (?:configmaps?|cm)\b.*node-config"),
    content=re.compile(r"^ *kind: NodeConfig\b|^node-config\.yaml:$", re.MULTILINE),
    objects=True,
    names=re.compile(r"(?:^|/)node-config\.yaml$|(?i:CONFIG)-[\w-]*node(?:\.service)?$"),
)
