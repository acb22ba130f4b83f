"""Ways to break nodes: their HostSubnets, addresses, cards, MTUs, kernels; and who resolves them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tests.accuracy.mutation import ALL, Mutator, Place, both, said, swap
from tests.accuracy.mutators_objects import find, not_ready, pending
from tests.accuracy.mutators_session import typed


def spare(at: Place) -> str:
    """A subnet of the pods' network that no node has."""
    plan = at.bundle.plan
    return f"{plan.cidrs[0][-(2**plan.length)]}/{32 - plan.length}"


def host_bits(at: Place) -> str | None:
    """Somebody wrote an address of the subnet instead of the subnet's."""
    found = find(at, "hostsubnets", at.host.name)
    found["subnet"] = f"{at.host.subnet[5]}/{at.host.subnet.prefixlen}"
    return ALL


def of_a_former_node(at: Place) -> str | None:
    """The node was deleted and joined anew; its HostSubnet is still the former one's."""
    if at.bundle.form == "loose":
        return None  # `oc get hostsubnets` prints no annotations
    notes = find(at, "hostsubnets", at.host.name)["metadata"]["annotations"]
    notes["pod.network.openshift.io/node-uid"] = "0a0b0c0d-1111-2222-3333-444455556666"
    return ALL


def address_of_the_pods(at: Place) -> str | None:
    """The node's own address lies in the pods' network."""
    plan, old = at.bundle.plan, at.host.ip
    new = str(plan.cidrs[0][-(2**plan.length) + 40])
    ours = re.compile(rf"(?<![\d.]){re.escape(old)}(?![\d.])")
    for texts in at.bundle.texts.values():
        for name, text in texts.items():
            texts[name] = ours.sub(new, text)
    at.bundle.objects = json.loads(ours.sub(new, json.dumps(at.bundle.objects)))
    return ALL


def keeps_its_subnet(at: Place) -> str | None:
    """The HostSubnet has another subnet now; all nodes follow but the one whose it is."""
    new = spare(at)
    find(at, "hostsubnets", at.host.name)["subnet"] = new
    for node, texts in at.bundle.texts.items():
        if node != at.host.name:
            texts["flows"] = re.sub(rf"(table=(?:50|90),.*=){re.escape(str(at.host.subnet))} ",
                                    rf"\g<1>{new} ", texts["flows"])  # fmt: skip
    return ALL


def named_elsewhere(at: Place) -> str | None:
    """The master's DNS has another address of a node; debug.sh found it."""
    if at.bundle.form != "debug.sh":
        return None
    at.bundle.more["openshift-sdn-debug/log"] = (
        "Analyzing master\nLooking up the nodes\n"
        f"Node {at.host.name}: the IP in OpenShift ({at.host.ip}) does not match DNS/hosts (172.16.47.99)\n"
    )
    return at.host.name


def network_of_its_own(at: Place) -> str | None:
    """The ClusterNetwork's old fields say another network than its list."""
    at.bundle.objects["clusternetworks"][0]["network"] = "10.64.0.0/14"
    return ALL


def every_mtu(at: Place) -> str | None:
    """The cluster's MTU leaves no room for VXLAN on its cards."""
    at.bundle.objects["clusternetworks"][0]["mtu"] = 1480
    for texts in at.bundle.texts.values():
        texts["addresses"] = texts["addresses"].replace(" mtu 1450 ", " mtu 1480 ")
    return ALL


def tainted(at: Place) -> str | None:
    """The network operator found the card's MTU too small for VXLAN."""
    if not (4, 1) <= at.bundle.plan.release.number <= (4, 8):
        return None
    find(at, "nodes", at.host.name)["spec"]["taints"] = [
        {"effect": "NoSchedule", "key": "network.openshift.io/mtu-too-small", "value": "value"}
    ]
    return at.host.name


def behind_a_strict_filter(at: Place) -> str | None:
    """The egress address is on a second card, whose replies the first one would answer."""
    plan = at.bundle.plan
    held = next((p for p in plan.projects if p.egress_ip), None)
    if plan.release.mode == "SN" or held is None or plan.hosting(held) is not at.host:
        return None
    address = f"{held.egress_ip}/21"
    link = f"90: ens4: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000\n    link/ether fa:16:3e:99:00:04 brd ff:ff:ff:ff:ff:ff\n    inet {address} brd 172.16.47.255 scope global ens4:eip\n       valid_lft forever preferred_lft forever\n"
    text = at.text("addresses") or ""
    text = re.sub(rf" +inet {re.escape(address)}.*\n.*\n", "", text) + link
    at.put("addresses", text)
    settings = "net.ipv4.conf.ens4.forwarding = 1\nnet.ipv4.conf.ens4.rp_filter = 1\n"
    return at.put("sysctl", (at.text("sysctl") or "") + settings)


def veth_is_gone(at: Place) -> str | None:
    """The kernel lost a pod's veth; Open vSwitch still has it in its database."""
    number = rf"\d+: {at.pod.veth}@if3: .*\n(?: .*\n)+"
    text, ports = at.text("addresses") or "", at.text("ovs-show") or ""
    at.put("addresses", re.sub(number, "", text))
    if "vsctl" in at.bundle.texts[at.host.name]:
        swap(
            "vsctl",
            rf"(Interface {at.pod.veth}\n)",
            rf'\1                error: "could not open network device {at.pod.veth} (No such device)"\n',
        )(at)
    return at.put("ovs-show", re.sub(rf" +\d+\({at.pod.veth}\).*\n.*\n.*\n.*\n", "", ports))


def no_address_left(at: Place) -> Iterator[str]:
    """Messages of a node whose IPAM has given all its addresses away."""
    low, high = at.host.subnet[2], at.host.subnet[-2]
    yield f"CNI_ADD {at.lone.project.name}/{at.lone.name} failed: failed to run IPAM for 8d1f0c: failed to run CNI IPAM ADD: failed to allocate for range 0: no IP addresses available in range set: {low}-{high}"


def leaked(at: Place) -> str | None:
    return both(said(next(no_address_left(at))), pending)(at)


NODES: dict[str, Mutator] = {
    "HostSubnet with host bits": host_bits,
    "HostSubnet of a former node": of_a_former_node,
    "node's address lies in the pods' network": address_of_the_pods,
    "node keeps its former subnet": keeps_its_subnet,
    "node has no address left for a pod": leaked,
    "name of a node leads elsewhere": named_elsewhere,
    "ClusterNetwork disagrees with itself": network_of_its_own,
    "log: no ClusterNetwork": both(said('master has not created a default cluster network, network plugin "redhat/openshift-ovs-multitenant" can not start'), not_ready),
    "MTU of the cluster is too large": every_mtu,
    "node is tainted for its MTU": tainted,
    "further encapsulation takes room": swap("session", "Resume: pmtu 1500", "Resume: pmtu 1438"),
    "egress IP behind a strict filter": behind_a_strict_filter,
    "veth of a pod is gone": veth_is_gone,
    "kernel's neighbour table was full": typed("dmesg -T | tail -2", "[Tue Mar 10 10:37:03 2026] neighbour: arp_cache: neighbor table overflow!\n[Tue Mar 10 10:41:33 2026] neighbour: arp_cache: neighbor table overflow!"),
}  # fmt: skip
