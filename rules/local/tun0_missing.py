"""tun0 is missing, down, or has another address than the node's gateway.

Checks: tun0 exists, is up, and has the first address of the node's subnet with its length.
Why: tun0 joins br0 to the node: services, external traffic and probes pass it.
Symptom: pods can't reach services, the node or the outside; the node can't reach pods.
Remedy: restart the SDN on the node so that it sets up the bridge anew. If the subnet in the
    HostSubnet changed, all nodes must learn it.
"""

from __future__ import annotations

from parsers.ip_addr import Addresses
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.local_pods import LocalPods
from rules.derived.own_subnet import OwnSubnet
from rules.derived.whole_dumps import require_links


@rule(
    Severity.ERROR,
    "39.7.1",
    "LN-01 HS-15",
    explains=(
        "cluster-route-missing", "service-route-missing", "sdn-port-wrong", "interface-error",
        "static-flow-missing", "sdn-setup-failed-log", "pod-outside-node-subnet",
    ),
)  # fmt: skip
def tun0_missing(
    node: Node, addresses: Addresses, own: OwnSubnet, pods: LocalPods | None
) -> Findings:
    """Compare tun0 with the subnet that a HostSubnet gives the node."""
    tun0 = addresses.by_name.get("tun0")
    if tun0 is None:
        if not addresses.all_links:
            raise NotApplicable("the dump does not hold every interface")
        require_links(addresses, pods)
        yield Finding(
            f"{node} has no interface tun0",
            subjects=("tun0", node.name, str(own.subnet)),
            evidence=(own.source, addresses.absence("tun0")),
        )
        return
    if tun0.up is False:
        yield Finding(
            f"tun0 on {node} is down",
            subjects=("tun0",),
            evidence=(tun0.source,),
        )
        return
    if not tun0.inet:
        if addresses.links[-1].name == "tun0":
            raise NotApplicable("the dump of interfaces ends with tun0")
        require_links(addresses, pods)
    wanted = f"{own.gateway}/{own.subnet.prefixlen}"
    if own.declared and wanted not in tun0.inet and (tun0.inet or addresses.all_addresses):
        has = ", ".join(tun0.inet) or "no address"
        yield Finding(
            f"tun0 on {node} has {has}, but the HostSubnet {own.subnet} makes it {wanted}",
            subjects=("tun0", "tun0 address", str(own.subnet), own.gateway, *tun0.inet, node.name),
            evidence=(own.source, tun0.source, *tun0.inet_sources),
        )
