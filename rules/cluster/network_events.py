"""Events say that pods got no network, or lost it.

Checks: no warning of a kubelet in the events says FailedCreatePodSandBox for the network's sake,
    NetworkFailed or NetworkNotReady, about a pod or a node that is not well now.
Why: the kubelet keeps events for an hour or so: what it says of a pod that still waits holds.
Symptom: pods stay in ContainerCreating, or are stopped and started again.
Remedy: read what the event says; then the log of the SDN on that node, at that time.
"""

from __future__ import annotations

from parsers.kube.events import Event, Events
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from rules.access.faults import FAULTS
from rules.base import Finding, Findings, Severity, rule

REASONS = {"FailedCreatePodSandBox", "NetworkFailed", "NetworkNotReady", "FailedSync"}
WORDS = ("network", "cni", "ipam", "no ip addresses available")
"""What a failure to make a sandbox names if the network is its reason."""


@rule(Severity.WARNING, "39.7.4", "CH-04", explained_by=(*FAULTS, "logs"))
def network_events(events: Events, pods: Pods | None, nodes: Nodes | None) -> Findings:
    """Report what still holds by reason and node; what is over in a note."""
    held: dict[tuple[str, str | None, bool], list[Event]] = {}
    for event in events.items:
        if event.reason in REASONS and any(word in event.message.lower() for word in WORDS):
            over = is_well(event, pods, nodes)
            held.setdefault((event.reason, node_of(event, pods), over), []).append(event)
    for (reason, node, over), said in held.items():
        first = said[-1]
        names = list(dict.fromkeys(f"{e.about_namespace}/{e.about_name}".strip("/") for e in said))
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield Finding(
            f"{reason} of {', '.join(names[:3])}{more}{f' on {node}' if node else ''}: "
            f"{' '.join(first.message.split())[:160]}{' (well by now)' if over else ''}",
            subjects=tuple(filter(None, (node, *names, *(e.about_name for e in said)))),
            evidence=tuple(event.source for event in said[:6]),
            node=node,
            severity=Severity.INFO if over else None,
        )


def node_of(event: Event, pods: Pods | None) -> str | None:
    """Return the node that an event is of."""
    if event.about_kind == "Node":
        return event.about_name
    pod = pods.by_name.get((event.about_namespace, event.about_name)) if pods else None
    return pod.node if pod else event.host


def is_well(event: Event, pods: Pods | None, nodes: Nodes | None) -> bool:
    """Return whether what an event is about is well, or gone; not known counts as well."""
    if event.about_kind == "Node":
        node = nodes.by_name.get(event.about_name) if nodes else None
        return node is None or node.ready is not False
    pod = pods.by_name.get((event.about_namespace, event.about_name)) if pods else None
    return pod is None or bool(pod.ready) or pod.deleting or pod.phase in {"Succeeded", "Failed"}
