"""Configurations of masters and nodes name different plugins or networks.

Checks: node-config.yaml of every node, the config maps node-config-* and master-config.yaml name
    one network plugin, that of the ClusterNetwork; the pods' and the services' networks of
    master-config.yaml are those of the ClusterNetwork.
Why: a node of another plugin than the master's refuses to start its SDN, or treats VNIDs in its own
    way; a master that is told other networks than before does not start.
Symptom: `detected network plugin mismatch`; after a restart nodes stay NotReady.
Remedy: correct networkPluginName, or the network, in the file that differs; restart its service.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from parsers.base import Source
from parsers.kube.clusternetworks import ClusterNetworks
from parsers.master_config import MasterConfig
from parsers.node_config import NodeConfig
from parsers.node_config_maps import NodeConfigMaps
from rules.base import Finding, Findings, NotApplicable, PerNode, Severity, rule


@rule(Severity.ERROR, "39.7.4", "HS-24 HS-22", explains=("plugin-mismatch-log", "node-not-ready"))
def configs_disagree(
    configs: PerNode[NodeConfig] | None,
    maps: NodeConfigMaps | None,
    master: MasterConfig | None,
    networks: ClusterNetworks | None,
) -> Findings:
    """Compare the plugins, then the networks."""
    said = [*plugins(configs, maps, master, networks)]
    if len(said) < 2:
        raise NotApplicable("fewer than two configurations that name the plugin were collected")
    usual, _ = Counter(plugin for _, plugin, _ in said).most_common(1)[0]
    if odd := [each for each in said if each[1] != usual]:
        witness = next(each for each in said if each[1] == usual)
        names = ", ".join(f"{where} ({plugin})" for where, plugin, _ in odd[:4])
        yield Finding(
            f"{names} names another plugin than {witness[0]} ({usual})",
            subjects=(*(where for where, *_ in odd), usual, *(plugin for _, plugin, _ in odd)),
            evidence=(witness[2], *(source for *_, source in odd[:6])),
        )
    yield from of_networks(master, networks)


def plugins(
    configs: PerNode[NodeConfig] | None,
    maps: NodeConfigMaps | None,
    master: MasterConfig | None,
    networks: ClusterNetworks | None,
) -> Iterator[tuple[str, str, Source]]:
    """Yield (where, plugin, line)."""
    for network in networks.items if networks else ():
        if network.plugin:
            yield "the ClusterNetwork", network.plugin, network.source_of("pluginName")
            break
    if master and master.plugin:
        yield "master-config.yaml", master.plugin, master.sources["networkPluginName"]
    for node, config in (configs or {}).items():
        if config.plugin:
            yield node, config.plugin, config.sources["networkPluginName"]
    for each in maps or ():
        if each.config.plugin:
            yield (
                each.name or "node-config",
                each.config.plugin,
                each.config.sources["networkPluginName"],
            )


def of_networks(master: MasterConfig | None, networks: ClusterNetworks | None) -> Findings:
    """Compare what the master is told with the ClusterNetwork that it made."""
    known = next((each for each in (networks.items if networks else ()) if each.cidrs), None)
    if master is None or known is None:
        return
    cidrs = {cidr for cidr, _ in known.cidrs}
    pairs = (
        ("pods", set(master.cluster_networks), cidrs, "network"),
        ("services", {master.service_network}, {known.service_network}, "serviceNetwork"),
    )
    for what, told, made, key in pairs:
        if told and made and None not in told | made and not told <= made:
            other = ", ".join(map(str, sorted(map(str, told - made))))
            line = next((s for k, s in master.sources.items() if k in KEYS[what]), None)
            yield Finding(
                f"master-config.yaml names {other} for {what}, the ClusterNetwork "
                f"{', '.join(sorted(map(str, made)))}",
                subjects=(other, *map(str, made)),
                evidence=(known.source_of(key), *([line] if line else [])),
                severity=Severity.WARNING,
            )


KEYS = {
    "pods": ("cidr", "clusterNetworkCIDR"),
    "services": ("serviceNetworkCIDR", "servicesSubnet"),
}
"""Fields of master-config.yaml."""
