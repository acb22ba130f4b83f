"""br0 or its tunnel port is not set up as the SDN does it.

Checks: br0 has fail_mode secure; vxlan0 has remote_ip=flow and key=flow, and the cluster's VXLAN
    port; br0 has no ports but vxlan0, tun0, vovsbr and the veths of pods.
Why: without fail_mode secure the bridge forwards like a switch as soon as it has no controller;
    with a fixed peer or key flows can't choose the node; a foreign port is a way around the flows.
Symptom: traffic floods, or reaches one node only; loops.
Remedy: restart the SDN on the node, so that it makes br0 anew; find out what changed it.
"""

from __future__ import annotations

from parsers.ovs_vsctl import Bridge, Interface, OvsConfig
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived import vxlan_port
from rules.derived.cluster import Cluster
from rules.derived.layout import Layout

OURS = ("veth", "vxlan0", "tun0", "vovsbr", "br0")


@rule(Severity.WARNING, "39.7.4", "PT-11 PT-12", explains=("one-way-vxlan",))
def bridge_settings_wrong(
    node: Node, config: OvsConfig, cluster: Cluster | None, layout: Layout | None
) -> Findings:
    """Look at br0 and its ports."""
    bridge = config.bridge("br0")
    if bridge is None:
        raise NotApplicable("Open vSwitch has no bridge br0")
    if bridge.fail_mode != "secure" and (bridge.fail_mode or config.ovs_version):
        mode = f"fail_mode {bridge.fail_mode}" if bridge.fail_mode else "no fail_mode"
        yield Finding(
            f"br0 of {node} has {mode}, not secure: without flows it forwards like a switch",
            subjects=("br0", "fail_mode"),
            evidence=(bridge.source,),
            # Builds of 3.0 and 3.1 made the bridge in other ways.
            severity=None if layout is None or layout.since("L1") else Severity.INFO,
        )
    for port in bridge.ports:
        if port.name == "vxlan0":
            yield from tunnel(node, port, cluster)
    yield from foreign(node, bridge)


def tunnel(node: Node, port: Interface, cluster: Cluster | None) -> Findings:
    """Compare the options of vxlan0."""
    wrong = {
        key: port.options.get(key)
        for key in ("remote_ip", "key")
        if port.options and port.options.get(key) != "flow"
    }
    if wrong:
        said = ", ".join(f"{key}={value or 'nothing'}" for key, value in wrong.items())
        yield Finding(
            f"vxlan0 of {node} has {said} where flows must choose",
            subjects=("vxlan0", *wrong),
            evidence=(port.source,),
            severity=Severity.ERROR,
        )
    wanted = cluster.vxlan_port if cluster else None
    has = port.options.get("dst_port", str(vxlan_port.DEFAULT))
    if wanted is not None and port.options and has.isdecimal() and int(has) != wanted:
        yield Finding(
            f"vxlan0 of {node} sends to UDP port {has}, the cluster's VXLAN port is {wanted}",
            subjects=("vxlan0", "dst_port", has, str(wanted)),
            evidence=(port.source,),
            severity=Severity.ERROR,
        )


def foreign(node: Node, bridge: Bridge) -> Findings:
    """Name the ports that are not the SDN's."""
    others = [port for port in bridge.ports if not port.name.startswith(OURS)]
    if others:
        names = ", ".join(port.name for port in others[:5])
        yield Finding(
            f"br0 of {node} has ports that are not the SDN's: {names}",
            subjects=("br0", *(port.name for port in others)),
            evidence=tuple(port.source for port in others),
        )
