"""The SDN's MTU leaves no room for the tunnel's headers.

Checks: the MTU of tun0, and the one configured for the SDN, are at most that of the node's
    interface less 50.
Why: VXLAN adds 50 bytes; what is larger is fragmented or dropped between nodes.
Symptom: small requests work, large ones hang: image pushes, builds, TLS handshakes.
Remedy: set mtu in the node configuration (3.x: the node-config-* config maps) to the interface's
    MTU less 50, restart the node service and recreate the pods.
"""

from __future__ import annotations

from parsers.ip_addr import Addresses, Link
from parsers.node_config import NodeConfig
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet

OVERHEAD = 50
"""Bytes that VXLAN adds."""


@rule(
    Severity.ERROR,
    "39.8.1",
    "MT-01 MT-06",
    explains=(
        "tun-mtu-mismatch", "tls-handshake-timeout-log", "mtu-too-small-log",
        "mtu-differs-between-nodes", "path-mtu-small",
    ),
)  # fmt: skip
def sdn_mtu_too_large(
    node: Node,
    addresses: Addresses,
    own: OwnSubnet | None,
    cluster: Cluster | None,
    config: NodeConfig | None,
    layout: Layout | None,
) -> Findings:
    """Compare with the interface that carries the node's address."""
    nic = primary(addresses, own)
    if nic is None or not nic.mtu:
        raise NotApplicable("the interface with the node's address is not in the dump")
    tun0 = addresses.by_name.get("tun0")
    if tun0 is not None and tun0.mtu and tun0.mtu + OVERHEAD > nic.mtu:
        yield Finding(
            f"tun0 on {node} has MTU {tun0.mtu}, but {nic.name} with {nic.mtu} leaves "
            f"{nic.mtu - OVERHEAD} inside the tunnel",
            subjects=("tun0", nic.name, str(tun0.mtu), str(nic.mtu)),
            evidence=(tun0.source, nic.source),
            # 3.0 and 3.1 leave tun0 at 1500, whatever the pods have.
            severity=None if layout is None or layout.since("L1") else Severity.WARNING,
        )
        return
    said = config.mtu if config else None
    source = config.sources.get("mtu") if config else None
    if said is None and cluster is not None:
        said, source = cluster.mtu, cluster.sources.get("mtu")
    if said is not None and source is not None and said + OVERHEAD > nic.mtu:
        yield Finding(
            f"the SDN's MTU for {node} is {said}, but {nic.name} with {nic.mtu} leaves "
            f"{nic.mtu - OVERHEAD} inside the tunnel",
            subjects=("tun0", nic.name, str(said), str(nic.mtu)),
            evidence=(source, nic.source),
        )


def primary(addresses: Addresses, own: OwnSubnet | None) -> Link | None:
    """Return the link that carries the node's address."""
    return addresses.link_with(own.host_ip) if own and own.host_ip else None
