"""Pods of a node were not attached to the network.

Checks: the node's log says that pods got no address, no port on br0, or were not attached again
    after a restart, and neither a later line nor the pod itself says otherwise.
Why: a pod without a port on br0, or without flows, reaches nobody.
Symptom: pods stay in ContainerCreating with FailedCreatePodSandBox, or run without a network.
Remedy: delete the pods so that they are made anew; if addresses ran out, remove stale files in
    /var/lib/cni/networks/openshift-sdn; if the SDN did not answer, look at its log first.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from parsers.kube.pods import Pods
from rules.base import Findings, Node, Severity, rule
from rules.logs.contradictions import pods_are_well
from rules.logs.standing import report

MESSAGES = {
    "ofport-unparsed": "PT-05",
    "veth-without-port": "PT-06",
    "pod-restarted": "PT-06",
    "pod-not-reattached": "PT-06",
    "pod-interface-gone": "PT-06",
    "pod-interface-lost": "PT-06",
    "pod-not-added": "PT-06",
    "no-addresses-left": "HS-17",
    "ipam-failed": "HS-17",
    "sdn-not-available": "CH-06",
    "cni-request-failed": "CH-06",
    "pod-netid-unknown": "VN-01",
    "pod-not-deleted": "PT-06",
}


@rule(
    Severity.ERROR,
    "39.10",
    "PT-05 PT-06 HS-17 CH-06 VN-01",
    explains=("service-without-endpoints",),
)
def pod_network_not_attached_log(node: Node, log: NodeLog, pods: Pods | None) -> Findings:
    """Report pods that stayed off the network, by the log and by their own status."""
    yield from report(
        node.name,
        log,
        MESSAGES,
        ends=("pod-added",),
        same=("namespace", "pod"),
        contradicted=pods_are_well(pods),
        invariants=MESSAGES,
    )
