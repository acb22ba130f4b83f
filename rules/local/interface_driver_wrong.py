"""A device of the SDN is of another kind than its name says.

Checks: the driver (ethtool -i) of tun0 and br0 is openvswitch, that of vxlan_sys_* vxlan, that of a
    veth veth.
Why: a device of the right name and the wrong kind is a leftover; no packet of the SDN passes it.
Symptom: the device is there, and counts nothing.
Remedy: delete the device (ip link del NAME) and restart the SDN on the node.
"""

from __future__ import annotations

from parsers.ethtool_details import Drivers
from rules.base import Finding, Findings, Missing, Node, Severity, rule

KINDS = (("tun0", "openvswitch"), ("br0", "openvswitch"), ("vxlan_sys_", "vxlan"), ("veth", "veth"))


@rule(Severity.WARNING, "39.13.3", "LN-24", explains=("tun0-missing", "vxlan-device-missing"))
def interface_driver_wrong(node: Node, drivers: Drivers) -> Findings:
    """Compare name and driver; those of other devices decide nothing."""
    if not any(each.name.startswith(name) for each in drivers.items for name, _ in KINDS):
        raise Missing(Drivers)
    for each in drivers.items:
        wanted = next((kind for name, kind in KINDS if each.name.startswith(name)), None)
        if wanted is not None and each.driver and each.driver != wanted:
            yield Finding(
                f"{each.name} of {node} has the driver {each.driver}, not {wanted}",
                subjects=(each.name, each.driver),
                evidence=(each.source,),
            )
