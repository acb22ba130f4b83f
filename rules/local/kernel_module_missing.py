"""A kernel module that the SDN needs is not loaded.

Checks: openvswitch is among the node's modules, and vxlan where the node has no vxlan device.
Why: without openvswitch br0 has no datapath, without vxlan no tunnel.
Symptom: ovs-vswitchd logs that it can't make the datapath or the tunnel; no pod has a network.
Remedy: modprobe openvswitch (or vxlan); a module that is not there at all needs the kernel's
    package of modules. Kernels that have it built in don't list it: then ignore this.
"""

from __future__ import annotations

from parsers.ip_addr import Addresses
from parsers.modules import Modules
from parsers.ovs_flows import FlowTable
from parsers.ovs_ports import PortTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.own_subnet import OwnSubnet

WHOLE = 20
"""Modules that a node has at least; fewer are an excerpt."""


@rule(Severity.WARNING, "39.7.4", "LN-19", explains=("bridge-missing", "vxlan-device-missing"))
def kernel_module_missing(
    node: Node,
    modules: Modules,
    addresses: Addresses | None,
    flows: FlowTable | None,
    ports: PortTable | None,
    own: OwnSubnet,
) -> Findings:
    """Look for the two; what works proves that the module is there, or built in."""
    if not own.declared:
        raise NotApplicable("no HostSubnet names it: it may be no node, but a master")
    if len(modules) < WHOLE:
        return
    if modules.named("openvswitch") is None and not flows and not ports:
        yield Finding(
            f"{node} has not loaded the module openvswitch",
            subjects=("openvswitch", "br0", node.name),
            evidence=(modules.absence("openvswitch"),),
        )
    devices = addresses.links if addresses else ()
    has_tunnel = any(link.name.startswith("vxlan") for link in devices)
    if addresses is not None and modules.named("vxlan") is None and not has_tunnel:
        yield Finding(
            f"{node} has not loaded the module vxlan, and has no vxlan device",
            subjects=("vxlan", "vxlan0", node.name),
            evidence=(modules.absence("vxlan"),),
        )
