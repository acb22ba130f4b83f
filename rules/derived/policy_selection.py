"""What the selectors of NetworkPolicies choose from: pods, labels of namespaces, VNIDs."""

from __future__ import annotations

import re
from collections import defaultdict

from parsers.iptables import IptablesSave
from parsers.kube.namespaces import Namespaces
from parsers.kube.netnamespaces import NetNamespaces
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from rules.base import PerNode
from rules.derived.bundle_time import BundleTime
from rules.derived.local_pods import attached
from rules.derived.policy_peers import KUBE_4_3, SelectedPod, Selection

KUBE = re.compile(r"v?1\.(\d+)")
CANARY = "OPENSHIFT-SDN-CANARY"
"""A chain that 4.3 brought."""


def minor(nodes: Nodes | None, tables: PerNode[IptablesSave] | None) -> int | None:
    """Return a minor version that tells 4.3 from 4.2, where all kubelets or a chain say it."""
    found = [
        int(match[1]) if (match := KUBE.match(node.kubelet_version or "")) else -1
        for node in (nodes.items if nodes is not None else ())
    ]
    if found and (min(found) >= KUBE_4_3 or 0 <= min(found) <= max(found) < KUBE_4_3):
        return min(found)
    canary = any(each.chain("nat", CANARY) for each in (tables or {}).values())
    return KUBE_4_3 if canary and not found else None


def derive_selection(
    networks: NetNamespaces,
    pods: Pods | None,
    namespaces: Namespaces | None,
    time: BundleTime | None,
    nodes: Nodes | None,
    tables: PerNode[IptablesSave] | None,
) -> Selection:
    """Sort all pods by namespace, once for all nodes."""
    netids = {item.name: item.netid for item in networks.items if item.netid is not None}
    kube = minor(nodes, tables)
    labels = None
    if namespaces is not None and not namespaces.partial:
        labels = {item.name: item.labels for item in namespaces.items}
        if any(item.from_table for item in namespaces.items):
            labels = None
    if pods is None or pods.partial or any(pod.from_table for pod in pods.items):
        return Selection(None, labels, netids, kube)
    found: dict[str, list[SelectedPod]] = defaultdict(list)
    for pod in pods.items:
        if pod.host_network or pod.pod_ip is None:
            continue
        young = time is not None and time.young(pod.started or pod.created)
        sure = attached(pod) and pod.phase != "Pending" and not (pod.deleting or young)
        netid = netids.get(pod.namespace)
        found[pod.namespace].append(SelectedPod(pod, pod.pod_ip, netid, sure))
    return Selection({name: tuple(each) for name, each in found.items()}, labels, netids, kube)
