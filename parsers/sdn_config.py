"""Reads the config map sdn-config of openshift-sdn: what the network operator tells each node.

In 4.1 it holds `sdn-config.yaml`, a NodeConfig for all nodes; from 4.2 on `kube-proxy-config.yaml`,
a KubeProxyConfiguration. `oc adm inspect` keeps it among others in core/configmaps.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.kube.clusternetworks import plugin_of

START = expression(r"^(?P<indent> *)(?:sdn-config|kube-proxy-config)\.yaml: *[|>]?-?\s*$")
FIELD = expression(
    r"^ *(?P<key>mode|clusterCIDR|bindAddress|syncPeriod|mtu|networkPluginName):"
    r" *[\"']?(?P<value>[^\"'#\s]*)[\"']?\s*$"
)
PROXY_MODE = expression(r"^ *proxy-mode: *$")
ITEM = expression(r"^ *- *[\"']?(?P<value>[\w+]+)[\"']?\s*$")


@dataclass(frozen=True, slots=True)
class SdnConfig:
    """What all nodes are told."""

    path: str
    proxy_mode: str | None
    """`iptables`, `userspace`, `unidling+iptables`; None where it is not said."""
    mtu: int | None
    plugin: str | None
    """`subnet`, `multitenant` or `networkpolicy`."""
    sources: dict[str, Source] = field(default_factory=dict)
    """`mode`, `mtu`, `networkPluginName` ... -> its line."""

    def __len__(self) -> int:
        return len(self.sources)


def read(artifact: Artifact) -> Parsed[SdnConfig]:
    """Find the fields below the config's own key; the other config maps are of no concern."""
    values: dict[str, str] = {}
    sources: dict[str, Source] = {}
    indent: int | None = None
    asked = False
    for line, text in artifact.lines():
        if match := START.match(text):
            indent = len(match["indent"])
            continue
        if indent is None or not text.strip():
            continue
        if len(text) - len(text.lstrip(" ")) <= indent and not text.startswith(("#", "-" * 4)):
            indent = None
            continue
        if match := FIELD.match(text):
            key, value = match["key"], match["value"]
        elif asked and (match := ITEM.match(text)):
            key, value = "mode", match["value"]
        else:
            asked = PROXY_MODE.match(text) is not None
            continue
        asked = False
        if value:
            values.setdefault(key, value)
            sources.setdefault(key, artifact.source(line, text))
    mtu = values.get("mtu", "")
    plugin = values.get("networkPluginName")
    return Parsed(
        SdnConfig(
            artifact.path,
            values.get("mode"),
            int(mtu) if mtu.isdecimal() else None,
            plugin_of(plugin) if plugin else None,
            sources,
        )
    )


PARSER = Parser(
    name="sdn-config",
    fact=SdnConfig,
    read=read,
    command="oc get configmap -n openshift-sdn sdn-config -o yaml",
    commands=re.compile(r"\b(?:oc|kubectl)\b.* (?:cm|configmaps?)[ /](?:.* )?sdn-config\b"),
    content=re.compile(r"(?:sdn-config|kube-proxy-config)\.yaml: *[|>]"),
    per_node=False,
    objects=True,
    beside="objects",
)
