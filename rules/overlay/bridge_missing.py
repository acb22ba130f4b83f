"""The node has no bridge br0.

Checks: `ovs-vsctl list-br` or `ovs-vsctl show` names br0.
Why: br0 carries all traffic of pods; the SDN makes it when it starts.
Symptom: no pod of the node has a network; new pods stay in ContainerCreating.
Remedy: look at Open vSwitch (ovs-vswitchd, ovsdb-server) and the SDN's log on the node, restart
    both.
"""

from __future__ import annotations

from parsers.ovs_flows import FlowTable
from parsers.ovs_ports import PortTable
from parsers.ovs_vsctl import BridgeList, OvsConfig
from rules.base import Finding, Findings, Missing, Node, NotApplicable, Severity, rule


@rule(
    Severity.ERROR,
    "39.7.4",
    "PT-01 LN-01",
    explains=(
        "flows-empty", "tun0-missing", "vxlan-device-missing", "cluster-route-missing",
        "service-route-missing", "sdn-setup-failed-log", "ovs-unreachable-log", "sdn-port-wrong",
    ),
)  # fmt: skip
def bridge_missing(
    node: Node,
    bridges: BridgeList | None,
    config: OvsConfig | None,
    ports: PortTable | None,
    flows: FlowTable | None,
) -> Findings:
    """Report a node whose Open vSwitch does not know br0."""
    if bridges is None and config is None:
        if ports or flows:
            return  # what was dumped of br0 proves it
        raise Missing((BridgeList, OvsConfig, PortTable, FlowTable))
    if bridges is not None and "br0" not in bridges.names:
        yield Finding(
            f"Open vSwitch on {node} has no bridge br0",
            subjects=(node.name, "br0"),
            evidence=(bridges.absence("br0"),),
        )
    elif bridges is None and config is not None and not config.bridges and not config.ovs_version:
        raise NotApplicable("the dump of Open vSwitch's database is cut off")
    elif bridges is None and config is not None and config.bridge("br0") is None:
        yield Finding(
            f"Open vSwitch on {node} has no bridge br0",
            subjects=(node.name, "br0"),
            evidence=(config.absence("br0"),),
        )
