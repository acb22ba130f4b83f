"""The cluster's own connectivity check does not reach a target.

Checks: no PodNetworkConnectivityCheck of 4.6 and later says that its target is not Reachable; an
    outage that is over is a note.
Why: the network operator tries from one pod, all the time, what pods need: a pod on each node, the
    API's endpoints and its load balancers.
Symptom: as the message says: a time-out to one node's pod means that node's SDN, a refusal that
    nothing listens there.
Remedy: judge the flows, rules and routes of the two nodes; a fault found there is the cause.
"""

from __future__ import annotations

from parsers.kube.connectivitychecks import ConnectivityCheck, ConnectivityChecks
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from rules.access.faults import FAULTS
from rules.base import Finding, Findings, Missing, NotApplicable, Severity, rule
from rules.derived.kube_minor import is_four

SINCE = 19
"""Kubernetes of 4.6."""


@rule(Severity.WARNING, "39.12", "CH-11", explained_by=FAULTS)
def connectivity_check_failed(
    checks: ConnectivityChecks | None, pods: Pods | None, nodes: Nodes | None
) -> Findings:
    """Report each target that is not reached now; what is over in one note."""
    if checks is None and is_four(nodes, SINCE):
        raise Missing(ConnectivityChecks)
    if checks is None:
        raise NotApplicable("no PodNetworkConnectivityCheck was collected: before 4.6 none exists")
    by_ip = {pod.pod_ip: pod.node for pod in (pods.items if pods else ()) if pod.pod_ip}
    homes = {pod.name: pod.node for pod in (pods.items if pods else ())}
    names = {node.internal_ip: node.name for node in (nodes.items if nodes else ())}
    over = []
    for check in checks.items:
        address = check.target.rpartition(":")[0]
        target_node = names.get(address) or by_ip.get(address)
        source_node = homes.get(check.source_pod)
        if check.reachable is False:
            said = f": {' '.join(check.message.split())[:200]}" if check.message else ""
            yield Finding(
                f"pod {check.source_pod}{on(source_node)} does not reach {check.target}"
                f"{on(target_node)}{said}",
                subjects=tuple(
                    filter(None, (address, target_node, check.source_pod, source_node, check.name))
                ),
                evidence=(check.source_of("targetEndpoint"), check.source_of("message")),
                node=target_node,
            )
        elif check.outages:
            over.append(check)
    if over:
        yield past(over)


def on(node: str | None) -> str:
    """Return where something is, for a sentence."""
    return f" on {node}" if node else ""


def past(over: list[ConnectivityCheck]) -> Finding:
    """Tell of outages that ended."""
    last = max(over, key=lambda each: max(str(outage.start) for outage in each.outages))
    outage = max(last.outages, key=lambda each: str(each.start))
    since = f"{outage.start:%Y-%m-%d %H:%M:%S}" if outage.start else "?"
    until = f"{outage.end:%Y-%m-%d %H:%M:%S}" if outage.end else "?"
    return Finding(
        f"{len(over)} connectivity checks failed once and are well now; the last was "
        f"{last.target}, from {since} to {until}",
        subjects=tuple(each.target.rpartition(":")[0] or each.name for each in over),
        evidence=tuple(each.source for each in over[:6]),
        severity=Severity.INFO,
    )
