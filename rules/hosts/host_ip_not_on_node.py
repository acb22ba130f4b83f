"""A node does not have the address that its HostSubnet says.

Checks: the hostIP of every HostSubnet is configured on its node, and is the node's InternalIP.
Why: other nodes tunnel to that address, and accept VXLAN from no other.
Symptom: no traffic between this node's pods and those of other nodes, in both directions.
Remedy: give the node its address back (static, or a DHCP reservation), or correct the HostSubnet
    (3.x: oc edit hostsubnet; the master does so when the Node's address changes) and restart the
    SDN on the nodes.
"""

from __future__ import annotations

from parsers.ip_addr import Addresses
from parsers.kube.hostsubnets import HostSubnet, HostSubnets
from parsers.kube.nodes import Nodes
from rules.base import Finding, Findings, Missing, Node, NotApplicable, Severity, rule
from rules.derived.local_pods import LocalPods
from rules.derived.whole_dumps import require_links

OTHERS = ("lo", "docker0", "tun0", "lbr0", "br0", "virbr", "veth", "vxlan_sys", "cni")


@rule(
    Severity.ERROR,
    "39.6",
    "HS-03 HS-04",
    explains=(
        "remote-sender-unknown", "remote-subnet-unreachable", "stale-remote-flow", "one-way-vxlan",
        "host-ip-mismatch-log", "dns-flow-missing", "pod-host-ip-mismatch", "stale-hostsubnet",
        "remote-subnet-wrong-node", "subnet-not-allocated-log",
        "duplicate-host-ip", "tunnel-source-wrong",
    ),
)  # fmt: skip
def host_ip_not_on_node(
    node: Node,
    subnets: HostSubnets,
    addresses: Addresses | None,
    nodes: Nodes | None,
    pods: LocalPods | None,
) -> Findings:
    """Compare the HostSubnet with the node's interfaces, and with its Node object."""
    own = subnets.by_name.get(node.name)
    if own is None or own.host_ip is None:
        raise NotApplicable("no HostSubnet of this node was collected")
    if addresses is None and nodes is None:
        raise Missing(Addresses)
    whole = addresses if addresses is not None and addresses.all_addresses else None
    if whole is not None and whole.link_with(own.host_ip) is None:
        require_links(whole, pods)
        yield from elsewhere(node, own, whole, nodes)
        return
    known = nodes.by_name.get(node.name) if nodes else None
    address = known.internal_ip if known else None
    if known is not None and address is not None and address != own.host_ip:
        internal = {a for kind, a in known.addresses if kind == "InternalIP"}
        if own.host_ip in internal:
            return
        yield Finding(
            f"HostSubnet {own.name} says {own.host_ip}, but the Node's InternalIP is {address}",
            subjects=(own.host_ip, address, node.name, own.subnet_text),
            evidence=(own.source_of("hostIP"), known.source_of("address")),
        )


def elsewhere(node: Node, own: HostSubnet, addresses: Addresses, nodes: Nodes | None) -> Findings:
    """Report the addresses that the node has instead."""
    candidates = [
        (link, address, source)
        for link in addresses.links
        if not link.name.startswith(OTHERS)
        for address, source in zip(link.inet, link.inet_sources, strict=False)
    ]
    known = nodes.by_name.get(node.name) if nodes else None
    has = ", ".join(f"{address} on {link.name}" for link, address, _ in candidates[:3])
    yield Finding(
        f"HostSubnet {own.name} says {own.host_ip}, but {node} has {has or 'no such address'}",
        subjects=(
            own.host_ip or "", *(address.split("/")[0] for _, address, _ in candidates),
            node.name, own.subnet_text,
        ),
        evidence=(
            own.source_of("hostIP"),
            *(source for _, _, source in candidates[:3]),
            addresses.absence(own.host_ip or ""),
            *((known.source_of("address"),) if known and known.internal_ip else ()),
        ),
    )  # fmt: skip
