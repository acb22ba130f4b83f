"""The kernel's VXLAN device of br0 is missing.

Checks: the node has vxlan_sys_PORT for the cluster's VXLAN port, and it is not down.
Why: Open vSwitch makes it when br0 gets its tunnel port; without it nothing leaves for other
    nodes.
Symptom: no traffic between this node's pods and those of other nodes.
Remedy: restart Open vSwitch and the SDN; load the vxlan module; look for another device on the
    UDP port.
"""

from __future__ import annotations

from parsers.ip_addr import Addresses
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.derived.whole_dumps import require_links


@rule(Severity.ERROR, "39.7.1", "LN-02", explains=("one-way-vxlan", "ovs-unreachable-log"))
def vxlan_device_missing(
    node: Node,
    addresses: Addresses,
    cluster: Cluster,
    layout: Layout | None,
    pods: LocalPods | None,
) -> Findings:
    """Look for the device in a full list of links; another port's device is named."""
    if not addresses.all_links or "tun0" not in addresses.by_name:
        raise NotApplicable("the dump does not hold every interface, or the SDN is not set up")
    if layout is not None and not layout.since("L2"):
        raise NotApplicable(f"{layout.release}: Open vSwitch of that time made no such device")
    found = [link for link in addresses.links if link.name.startswith("vxlan_sys_")]
    wanted = f"vxlan_sys_{cluster.vxlan_port}"
    if any(link.name == wanted for link in found):
        return
    if found:
        yield Finding(
            f"{node} has {found[0].name}, but the cluster's VXLAN port is {cluster.vxlan_port}",
            subjects=(wanted, found[0].name, str(cluster.vxlan_port)),
            evidence=(found[0].source, *([s] if (s := cluster.sources.get("cidrs")) else [])),
        )
        return
    require_links(addresses, pods)
    yield Finding(
        f"{node} has no device {wanted}",
        subjects=(wanted, "vxlan0"),
        evidence=(addresses.by_name["tun0"].source, addresses.absence(wanted)),
        # Old releases and userspace datapaths show no such device.
        severity=None if layout and "ovs-system" in addresses.by_name else Severity.WARNING,
    )
