"""A pod's own interface, address or routes are not those that the SDN gives.

Checks: inside the network namespace of each live pod of the node, eth0 is there and up, has the
    pod's address with the length of the node's subnet, no larger MTU than the SDN's, a default
    route via the subnet's gateway, and a route to each pod network. Pods that other networks are
    attached to (Multus, macvlan) may have another default route.
Why: br0 lets a pod send from its own address only, and nobody outside the namespace mends what is
    lost in it.
Symptom: one pod has no network at all, or reaches neither services nor other nodes, or loses large
    packets, while its neighbours are well.
Remedy: delete the pod, so that it is made anew; read the node's log for the CNI call that made it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.base import Source
from parsers.ip_addr import Addresses
from parsers.ip_route import RouteTable
from parsers.kube.pods import Pod
from parsers.node_config import NodeConfig
from parsers.pod_networks import PodNetwork, PodNetworks
from rules.base import Finding, Findings, Missing, Node, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.local_pods import LocalPods
from rules.derived.own_subnet import OwnSubnet

OTHER_NETWORKS = ("k8s.v1.cni.cncf.io/networks", "pod.network.openshift.io/assign-macvlan")
"""Annotations of pods that have further interfaces, and perhaps a default route there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one pod, and the lines that show it."""

    kind: str
    words: str
    evidence: tuple[Source, ...]
    severity: Severity
    subjects: tuple[str, ...] = ()


@rule(
    Severity.ERROR,
    "39.7.2",
    "LN-22",
    explains=("pod-flows-missing", "pod-neighbour-lost", "pod-does-not-answer"),
)
def pod_network_wrong(
    node: Node,
    networks: PodNetworks,
    pods: LocalPods,
    own: OwnSubnet,
    cluster: Cluster | None,
    addresses: Addresses | None,
    config: NodeConfig | None,
) -> Findings:
    """Compare each namespace with its pod; one finding of a kind of fault, for all its pods."""
    tun0 = addresses.by_name.get("tun0") if addresses else None
    mtu = (config.mtu if config else None) or (cluster.mtu if cluster else None)
    mtu = mtu or (tun0.mtu if tun0 else None)
    found: dict[str, list[tuple[Pod, Fault]]] = {}
    for network in networks.items:
        pod = pod_of(network, pods)
        if pod is None:
            continue
        faults = [*of_addresses(network, pod, own, mtu), *of_routes(network, pod, own, cluster)]
        for fault in faults:
            found.setdefault(fault.kind, []).append((pod, fault))
    halves = [(each.addresses is not None, each.routes is not None) for each in networks.items]
    if not found and not all(map(any, zip(*halves, strict=True))):
        raise Missing(PodNetworks)  # one half of them says nothing of the other
    for each in found.values():
        first = each[0][1]
        more = f", and {len(each) - 1} more pods" if len(each) > 1 else ""
        yield Finding(
            f"pod {each[0][0].full_name} on {node} {first.words}{more}",
            subjects=(
                *(
                    part
                    for pod, _ in each
                    for part in (pod.pod_ip, pod.name, pod.full_name)
                    if part
                ),
                *(subject for _, fault in each for subject in fault.subjects),
            ),
            evidence=tuple(source for _, fault in each[:4] for source in fault.evidence),
            severity=first.severity,
        )


def pod_of(network: PodNetwork, pods: LocalPods) -> Pod | None:
    """Return the pod of a namespace: by its name if one pod has it, else by its address."""
    named = [pod for pod in pods.items if pod.name == network.pod]
    if len(named) == 1:
        return named[0]
    has = network.eth0.addresses if network.eth0 else ()
    if network.routes and not has:
        has = tuple(route.src for route in network.routes.routes if route.src)
    return next((pod for pod in pods.items if pod.pod_ip in has), None)


def of_addresses(network: PodNetwork, pod: Pod, own: OwnSubnet, mtu: int | None) -> Iterator[Fault]:
    """Judge eth0."""
    shown = network.addresses
    if shown is None or not shown.links:
        return
    eth0 = network.eth0
    said = pod.source_of("podIP")
    if eth0 is None:
        if shown.all_links:
            yield Fault("eth0", "has no eth0", (said, shown.absence("eth0")), Severity.ERROR)
        return
    if eth0.up is False:
        yield Fault("down", "has its eth0 down", (eth0.source, said), Severity.ERROR)
    if pod.pod_ip not in eth0.addresses:
        if eth0.inet or shown.all_addresses:
            has = f"has {', '.join(eth0.inet)}" if eth0.inet else "has no address"
            sources = (*eth0.inet_sources[:2], *(() if eth0.inet else (eth0.source,)), said)
            yield Fault(
                "address",
                f"{has} on its eth0, not its {pod.pod_ip}",
                sources,
                Severity.ERROR,
                eth0.addresses,
            )
        return
    inet = eth0.inet[eth0.addresses.index(pod.pod_ip)]
    length = inet.partition("/")[2]
    if length and length != str(own.subnet.prefixlen):
        yield Fault(
            "length",
            f"has {inet}, though the node's subnet is {own.subnet}",
            (eth0.source_of(pod.pod_ip), own.source),
            Severity.WARNING,
        )
    if mtu and eth0.mtu > mtu:
        yield Fault(
            "mtu",
            f"has MTU {eth0.mtu}, the SDN {mtu}: it is older than the change",
            (eth0.source,),
            Severity.WARNING,
            (str(eth0.mtu), str(mtu)),
        )


def of_routes(
    network: PodNetwork, pod: Pod, own: OwnSubnet, cluster: Cluster | None
) -> Iterator[Fault]:
    """Judge the routes: warnings, as what a pod's image does to them is not known."""
    routes = network.routes
    if routes is None or not routes.routes or not routes.complete:
        return
    if not any(name in (pod.annotations or {}) for name in OTHER_NETWORKS):
        yield from of_default(routes, own)
    for cidr in cluster.cidrs if cluster else ():
        if not any(
            route.destination.prefixlen and cidr.subnet_of(route.destination) and not route.via
            for route in routes.routes
        ):
            yield Fault(
                "pods",
                f"has no route to the pod network {cidr}",
                (routes.absence(f"{cidr} dev eth0"),),
                Severity.WARNING,
                (str(cidr),),
            )


def of_default(routes: RouteTable, own: OwnSubnet) -> Iterator[Fault]:
    """Judge the default route."""
    default = routes.default
    if default is None:
        words = "has no default route"
        yield Fault(
            "default", words, (routes.absence(f"default via {own.gateway}"),), Severity.WARNING
        )
    elif default.via != own.gateway:
        words = f"sends all else via {default.via or default.device}, not {own.gateway}"
        yield Fault("default", words, (default.source, own.source), Severity.WARNING)
