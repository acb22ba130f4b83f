"""What the selectors of NetworkPolicies choose from: pods, labels of namespaces, VNIDs."""

from __future__ import annotations

import re
from collections import defaultdict

from parsers.kube.namespaces import Namespaces
from parsers.kube.netnamespaces import NetNamespaces
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from rules.derived.bundle_time import BundleTime
from rules.derived.local_pods import attached
from rules.derived.policy_peers import SelectedPod, Selection

KUBE = re.compile(r"v?1\.(\d+)")


def derive_selection(
    networks: NetNamespaces,
    pods: Pods | None,
    namespaces: Namespaces | None,
    time: BundleTime | None,
    nodes: Nodes | None,
) -> Selection:
    """Sort all pods by namespace, once for all nodes."""
    netids = {item.name: item.netid for item in networks.items if item.netid is not None}
    minors = {
        int(match[1]) if (match := KUBE.match(node.kubelet_version or "")) else None
        for node in (nodes.items if nodes is not None else ())
    }
    kube = minors.pop() if len(minors) == 1 else None
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
