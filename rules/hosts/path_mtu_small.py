"""The path between two nodes takes smaller packets than the tunnel makes.

Checks: the path MTU to another node's address, as tracepath, ping -M do or a router on the way told
    it, is at least the SDN's MTU and the 50 bytes of the VXLAN headers.
Why: a full-size packet of a pod, with its headers, is lost on the way; small ones pass.
Symptom: TLS handshake time-outs, hanging pulls and uploads between these nodes, while ping works.
Remedy: raise the MTU of what lies between the nodes, or lower the SDN's MTU (3.x: networkConfig.mtu
    of node-config; 4.x: the MTU migration of the network operator) and recreate the pods.
"""

from __future__ import annotations

from parsers.base import Source
from parsers.ip_addr import Addresses
from parsers.ping import Pings
from parsers.tracepath import TracePaths
from rules.base import Finding, Findings, Missing, PerNode, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.targets import Targets

OVERHEAD = 50


@rule(
    Severity.ERROR, "39.8.1", "MT-10 MT-11", explains=("tls-handshake-timeout-log", "mtu-jumbo-gap")
)
def path_mtu_small(
    targets: Targets,
    paths: TracePaths | None,
    pings: Pings | None,
    cluster: Cluster | None,
    addresses: PerNode[Addresses] | None,
) -> Findings:
    """Compare each told path MTU to a node with what the tunnel needs."""
    if paths is None and pings is None:
        raise Missing((TracePaths, Pings))
    if sdn_mtu(cluster, addresses) is None:
        raise Missing(Addresses)
    told = [(p.to, p.pmtu, p.sources[-1], p.seen) for p in paths or () if p.pmtu and p.sources]
    told += [
        (p.address or p.to, p.mtu, p.sources[-1], p.seen)
        for p in pings or ()
        if p.mtu and p.sources
    ]
    for to, mtu, source, seen in told:
        target = targets.of(to)
        if target.kind not in {"node", "router"} or mtu is None:
            continue
        if seen.node is None or seen.node == target.node:
            continue  # from a client outside the tunnel takes another way
        known = sdn_mtu(cluster, addresses, seen.node)
        if known is None or mtu >= known[0] + OVERHEAD:
            continue
        size, proof = known
        yield Finding(
            f"the path from {seen.node} to {target.node} ({to}) takes {mtu} bytes; pods' packets "
            f"of {size} need {size + OVERHEAD} in the tunnel",
            subjects=(*target.subjects, seen.node, str(mtu), str(size)),
            evidence=(source, proof),
            node=seen.node,
        )


def sdn_mtu(
    cluster: Cluster | None, addresses: PerNode[Addresses] | None, node: str | None = None
) -> tuple[int, Source] | None:
    """Return the MTU of a node's tun0, else of another's, else of the cluster's object."""
    dumps = dict(addresses or {})
    own = [dumps.pop(node)] if node in dumps else []
    for dump in (*own, *dumps.values()):
        tun0 = dump.by_name.get("tun0")
        if tun0 is not None and tun0.mtu:
            return tun0.mtu, tun0.source
    if cluster is not None and cluster.mtu:
        return cluster.mtu, cluster.sources["mtu"]
    return None
