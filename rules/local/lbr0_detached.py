"""The bridge that docker attaches pods to is missing, down, or not joined to br0 (3.0 to 3.3).

Checks: up to 3.3 the node has the Linux bridge lbr0, up, with the subnet's gateway address; the
    pair vlinuxbr and vovsbr is up and joins lbr0 to br0; docker is not told to use another bridge.
    Not asked of 3.4 and later, which have none of these: br0 has no port vovsbr there.
Why: docker starts each container on lbr0, from where the SDN moves it to br0; what stays there
    talks through vlinuxbr and vovsbr.
Symptom: new pods have no network, and containers that docker itself started reach no pod.
Remedy: restart docker and the node's service, which run the SDN's set-up script; its trace in the
    journal says at what it fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.base import Source
from parsers.bridges import Bridges
from parsers.docker_network import DockerNetworks
from parsers.ip_addr import Addresses
from parsers.ovs_ports import PortTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet

BRIDGE, INNER, OUTER = "lbr0", "vlinuxbr", "vovsbr"
ALWAYS = {"L0a", "L0b", "L0c"}
MASTERS = {INNER: BRIDGE, OUTER: "ovs-system"}


@rule(Severity.ERROR, "39.7.1", "LN-20")
def lbr0_detached(
    node: Node,
    layout: Layout,
    addresses: Addresses,
    own: OwnSubnet,
    bridges: Bridges | None,
    ports: PortTable | None,
    docker: DockerNetworks | None,
) -> Findings:
    """Look at lbr0 and at the pair that joins it to br0; all that is wrong is one fault."""
    if layout.since("L2"):
        raise NotApplicable(f"layout {layout.id} has no lbr0")
    there = {*addresses.by_name, *(ports.by_name if ports else ())}
    there.update(each.name for each in bridges or ())
    if layout.id not in ALWAYS and not there.intersection((BRIDGE, INNER, OUTER)):
        raise NotApplicable("nothing of lbr0 is there, and 3.4 of the same layout has none")
    faults = [
        *of_bridge(addresses, own),
        *of_pair(addresses, bridges, ports),
        *of_docker(docker),
    ]
    if faults:
        yield Finding(
            f"on {node} {'; '.join(words for words, _ in faults)}",
            subjects=(BRIDGE, INNER, OUTER, own.gateway, node.name),
            evidence=tuple(source for _, source in faults),
        )


def of_bridge(addresses: Addresses, own: OwnSubnet) -> Iterator[tuple[str, Source]]:
    """Judge lbr0 itself."""
    lbr0 = addresses.by_name.get(BRIDGE)
    if lbr0 is None:
        if addresses.all_links:
            yield f"there is no {BRIDGE}", addresses.absence(BRIDGE)
    elif lbr0.up is False:
        yield f"{BRIDGE} is down", lbr0.source
    elif own.gateway not in lbr0.addresses and addresses.all_addresses:
        yield f"{BRIDGE} lacks the gateway address {own.gateway}", lbr0.source


def of_pair(
    addresses: Addresses, bridges: Bridges | None, ports: PortTable | None
) -> Iterator[tuple[str, Source]]:
    """Judge the pair of interfaces between lbr0 and br0."""
    for name, master in MASTERS.items():
        link = addresses.by_name.get(name)
        if link is None:
            if addresses.all_links:
                yield f"there is no {name}", addresses.absence(name)
        elif link.up is False:
            yield f"{name} is down", link.source
        elif link.master and link.master != master:
            yield f"{name} is a port of {link.master}, not of {master}", link.source
    for bridge in bridges or ():
        if bridge.name == BRIDGE and INNER not in bridge.ports:
            yield f"{INNER} is no port of {BRIDGE}", bridge.source
    if ports is not None and ports.complete and OUTER not in ports.by_name:
        yield f"{OUTER} is no port of br0", ports.absence(OUTER)


def of_docker(docker: DockerNetworks | None) -> Iterator[tuple[str, Source]]:
    """Judge what docker is told to use; the SDN's own file wins over the others."""
    told = [each for each in docker or () if each.bridge]
    if told and not any(each.bridge == BRIDGE for each in told):
        yield f"docker uses {told[-1].bridge}, not {BRIDGE}", told[-1].source
