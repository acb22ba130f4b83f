"""The MTU of tun0 or of pods differs from the one configured for the SDN.

Checks: tun0 and the veths of pods have the MTU that the node configuration (3.x) or the
    ClusterNetwork (4.x) names.
Why: pods that are older than a change keep their MTU; older releases let Open vSwitch reset tun0's.
Symptom: large packets of some pods are lost: TLS handshake time-outs, hanging pulls.
Remedy: restart the SDN on the node; recreate pods that are older than the change.
"""

from __future__ import annotations

from parsers.ip_addr import Addresses
from parsers.kube.clusternetworks import ClusterNetworks
from parsers.node_config import NodeConfig
from rules.base import Finding, Findings, Missing, Node, Severity, rule


@rule(
    Severity.WARNING,
    "39.13.2",
    "MT-02 MT-03",
    explains=("tls-handshake-timeout-log", "pod-network-wrong"),
)
def tun_mtu_mismatch(
    node: Node, addresses: Addresses, config: NodeConfig | None, networks: ClusterNetworks | None
) -> Findings:
    """Compare tun0 and the veths with the configuration."""
    network = next((each for each in (networks.items if networks else ()) if each.mtu), None)
    if config is None and network is None:
        raise Missing((NodeConfig, ClusterNetworks) if networks is None else NodeConfig)
    said, source = (network.mtu, network.source_of("mtu")) if network else (None, None)
    if config is not None and config.mtu:
        said, source = config.mtu, config.sources["mtu"]
    tun0 = addresses.by_name.get("tun0")
    if said is None or source is None or tun0 is None or not tun0.mtu:
        return
    if tun0.mtu != said:
        yield Finding(
            f"tun0 on {node} has MTU {tun0.mtu}, its configuration says {said}",
            subjects=("tun0", str(tun0.mtu), str(said)),
            evidence=(source, tun0.source),
        )
    odd = [
        link for link in addresses.links
        if link.name.startswith("veth") and link.master == "ovs-system" and link.mtu
        and link.mtu > said
    ]  # fmt: skip
    if odd and tun0.mtu == said:
        yield Finding(
            f"{len(odd)} veths on {node} have a larger MTU than the configured {said}: "
            f"{', '.join(f'{link.name} {link.mtu}' for link in odd[:3])}",
            subjects=(*(link.name for link in odd), str(odd[0].mtu), str(said)),
            evidence=(source, *(link.source for link in odd[:6])),
        )
