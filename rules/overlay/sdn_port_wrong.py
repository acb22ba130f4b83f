"""vxlan0 or tun0 is not the port that all flows mean.

Checks: port 1 of br0 is vxlan0 and port 2 is tun0; neither is down.
Why: flows name the ports by number: 1 is the tunnel, 2 the node.
Symptom: no traffic between nodes (vxlan0), or none between pods and node, services, outside
    (tun0).
Remedy: restart the SDN on the node so that it sets up the bridge anew. If the port is down, `ip
    link set tun0 up`; if vxlan0 can't be made, look for a disabled IPv6 module or another VXLAN
    device.
"""

from __future__ import annotations

from parsers.ovs_flows import TUN0, VXLAN0
from parsers.ovs_ports import PortTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule

WANTED = {"vxlan0": VXLAN0, "tun0": TUN0}


@rule(
    Severity.ERROR,
    "39.7.4",
    "PT-02 PT-03 PT-04",
    explains=("interface-error", "tun0-missing", "vxlan-device-missing", "one-way-vxlan"),
)
def sdn_port_wrong(node: Node, ports: PortTable) -> Findings:
    """Report a missing, misnumbered or downed port of the SDN; LOCAL(br0) is always down."""
    if not ports.complete or not ports.ports:
        raise NotApplicable("the port dump is not whole")
    for name, number in WANTED.items():
        port = ports.by_name.get(name)
        if port is None:
            other = ports.by_number.get(number)
            yield Finding(
                f"br0 on {node} has no port {name}",
                subjects=(name, node.name),
                evidence=(*((other.source,) if other else ()), ports.absence(name)),
            )
        elif port.number != number:
            yield Finding(
                f"{name} on {node} is port {port.number}, but flows mean {number}",
                subjects=(name, f"port {port.number}", f"port {number}"),
                evidence=(port.source,),
            )
        elif bad := {"PORT_DOWN", "LINK_DOWN", "NO_FWD", "NO_RECV"} & {*port.config, *port.state}:
            yield Finding(
                f"{name} on {node} is {', '.join(sorted(bad))}",
                subjects=(name, f"port {number}"),
                evidence=(port.source,),
            )
