"""The pods that must have flows on a node."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from parsers.kube.pods import Pod, Pods
from rules.base import Node
from rules.derived.bundle_time import BundleTime
from rules.derived.own_subnet import OwnSubnet

OTHER_NETWORK = "v1.multus-cni.io/default-network"


@dataclass(frozen=True, slots=True)
class LocalPods:
    """Pods of one node, on the SDN, attached, old enough to judge."""

    items: tuple[Pod, ...]
    others: frozenset[str]
    """Addresses of pods of the node that may or may not have flows: young, ending, pending."""


def attached(pod: Pod) -> bool:
    """Return whether a pod has a sandbox on the SDN.

    A completed pod keeps its address in its status, but its sandbox is gone; a table of
    `oc get pods` without `-o wide` shows no address.
    """
    return (
        not pod.host_network
        and pod.pod_ip is not None
        and pod.phase in {"Running", "Pending", None}
        and OTHER_NETWORK not in (pod.annotations or {})
    )


def derive_local_pods(
    node: Node, pods: Pods, own: OwnSubnet | None, time: BundleTime | None
) -> LocalPods:
    """Sort the node's pods into those that must have flows and those that may."""
    sure: list[Pod] = []
    others: set[str] = set()
    for pod in pods.by_node.get(node.name, ()):
        if pod.pod_ip is None or not attached(pod):
            continue
        if pod.from_table and (own is None or own.host_ip == pod.pod_ip):
            continue  # a table does not show hostNetwork: the address may be the node's
        if own and own.host_ip == pod.pod_ip:
            continue  # the same of an object that was cut to its metadata and status
        if own and IPv4Address(pod.pod_ip) not in own.subnet:
            continue  # a fault of another kind: the address is not the node's
        young = time is not None and time.young(pod.started or pod.created)
        if young or pod.fresh or pod.deleting or pod.phase == "Pending":
            others.add(pod.pod_ip)
        else:
            sure.append(pod)
    return LocalPods(tuple(sure), frozenset(others))
