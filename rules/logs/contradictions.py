"""What the cluster's objects say against a message of a log."""

from __future__ import annotations

from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from parsers.node_log import LogEntry
from rules.base import Node
from rules.logs.standing import Contradiction


def node_is_ready(node: Node, nodes: Nodes | None) -> Contradiction:
    """Take a node that is Ready for one whose network is ready."""
    found = nodes.by_name.get(node.name) if nodes is not None else None
    why = f"{node} is Ready" if found is not None and found.ready else ""
    return lambda _: why


def pods_are_well(pods: Pods | None) -> Contradiction:
    """Take a pod that is Running and Ready for attached; one that is gone needs nothing."""

    def contradicts(entry: LogEntry) -> str:
        name = (entry.groups.get("namespace", ""), entry.groups.get("pod", ""))
        if pods is None or not all(name):
            return ""
        pod = pods.by_name.get(name)
        if pod is None:
            return "" if pods.partial else f"pod {'/'.join(name)} is gone"
        if pod.phase in {"Succeeded", "Failed"} or pod.deleting:
            return f"pod {'/'.join(name)} has ended"
        return f"pod {'/'.join(name)} is Running and Ready" if pod.ready else ""

    return contradicts
