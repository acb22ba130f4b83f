"""Open vSwitch reports an error on an interface.

Checks: no interface in `ovs-vsctl show` has an error.
Why: an interface with an error passes nothing.
Symptom: vxlan0: no traffic between nodes; tun0: none with the node; a veth: a pod is gone or cut
    off.
Remedy: vxlan0: load the vxlan and ipv6 modules, look for another device on its UDP port, restart
    the SDN. A veth whose device is gone is a leftover: ovs-vsctl del-port br0 NAME.
"""

from __future__ import annotations

from parsers.ovs_vsctl import OvsConfig
from rules.base import Finding, Findings, Node, Severity, rule

SDN = {"vxlan0", "tun0", "br0"}


def without_device(config: OvsConfig | None) -> tuple[str, ...]:
    """Return the veths that br0 has by name, and the kernel has no more."""
    bridge = config.bridge("br0") if config else None
    ports = bridge.ports if bridge else ()
    return tuple(port.name for port in ports if port.error and port.name not in SDN)


@rule(
    Severity.ERROR,
    "39.7.4",
    "PT-05",
    explains=("sdn-port-wrong", "vxlan-device-missing", "tun0-missing", "ovs-unreachable-log"),
)
def interface_error(node: Node, config: OvsConfig) -> Findings:
    """Report errors of the SDN's own ports; those of veths together, as a warning."""
    bridge = config.bridge("br0")
    broken = [port for port in (bridge.ports if bridge else ()) if port.error]
    for port in broken:
        if port.name in SDN:
            yield Finding(
                f"Open vSwitch on {node} reports for {port.name}: {port.error}",
                subjects=(port.name, node.name),
                evidence=(port.source, *((port.error_source,) if port.error_source else ())),
            )
    veths = [port for port in broken if port.name not in SDN]
    if veths:
        yield Finding(
            f"{len(veths)} ports of br0 on {node} have no device: "
            f"{', '.join(port.name for port in veths[:4])}",
            subjects=tuple(port.name for port in veths),
            evidence=tuple(port.error_source or port.source for port in veths),
            severity=Severity.WARNING,
        )
