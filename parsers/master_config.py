"""Reads master-config.yaml: the networks as the master was told, and the routers' subdomain.

The fields are those of MasterConfig (legacyconfig/v1 of origin): `networkConfig`, whose
`clusterNetworks` replaced `clusterNetworkCIDR` in 3.7, `routingConfig` and `dnsConfig`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.ipv4 import network
from parsers.kube.clusternetworks import plugin_of

FIELD = expression(
    r"^(?P<indent> *)(?:- )?(?P<key>clusterNetworkCIDR|cidr|hostSubnetLength"
    r"|serviceNetworkCIDR|servicesSubnet"
    r"|networkPluginName|vxlanPort|subdomain|masterPublicURL|ingressIPNetworkCIDR"
    r"|externalIPNetworkCIDRs|bindAddress):"
    r"(?: +[\"']?(?P<value>[^\"'#\s]*)[\"']?)? *(?:#.*)?$"
)
SECTION = expression(r"^(?P<name>\w+):")


@dataclass(frozen=True, slots=True)
class MasterConfig:
    """The network settings of the masters."""

    path: str
    cluster_networks: tuple[IPv4Network, ...]
    service_network: IPv4Network | None
    plugin: str | None
    """`subnet`, `multitenant` or `networkpolicy`."""
    vxlan_port: int | None
    subdomain: str | None
    """What the names of routes end in: the wildcard of DNS."""
    sources: dict[str, Source]
    """Field -> its line; of `cidr` the first."""

    def __len__(self) -> int:
        return len(self.sources)


def read(artifact: Artifact) -> Parsed[MasterConfig]:
    """Find the fields in their sections; the rest of the file is of no concern to the network."""
    values: dict[str, list[str]] = {}
    sources: dict[str, Source] = {}
    section = ""
    for line, text in artifact.lines():
        if found := SECTION.match(text):
            section = found["name"]
        match = FIELD.match(text)
        if not match or not match["value"]:
            continue
        key = match["key"]
        if key == "bindAddress" and section != "dnsConfig":
            continue
        if key in {"cidr", "hostSubnetLength"} and section != "networkConfig":
            continue
        values.setdefault(key, []).append(match["value"])
        sources.setdefault(key, artifact.source(line, text))
    said = values.get("cidr", []) + values.get("clusterNetworkCIDR", [])
    networks = [cidr for each in said if (cidr := network(each))]
    service = (values.get("serviceNetworkCIDR") or values.get("servicesSubnet") or [""])[0]
    port = values.get("vxlanPort", [""])[0]
    fact = MasterConfig(
        artifact.path,
        tuple(dict.fromkeys(networks)),
        network(service) if service else None,
        plugin_of(values.get("networkPluginName", [""])[0]),
        int(port) if port.isdecimal() and int(port) else None,
        values.get("subdomain", [""])[0] or None,
        sources,
    )
    return Parsed(fact)


PARSER = Parser(
    name="master-config",
    fact=MasterConfig,
    read=read,
    command="cat /etc/origin/master/master-config.yaml",
    commands=re.compile(r"master-config[\w.-]*\.yaml"),
    content=re.compile(r"^ *kind: MasterConfig\b", re.MULTILINE),
    names=re.compile(
        r"(?:^|/)master-config\.yaml$|(?i:CONFIG)-[\w-]*master(?:-api|-controllers)?(?:\.service)?$"
    ),
    per_node=False,
    objects=True,
)
