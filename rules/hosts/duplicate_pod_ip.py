"""Two live pods have the same address.

Checks: the address of every live pod on the SDN is its own.
Why: packets reach whichever pod's flows came last.
Symptom: connections to one of the two fail or reach the other.
Remedy: delete both pods; look for files that were left in /var/lib/cni/networks/openshift-sdn.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from parsers.kube.pods import Pods
from rules.base import Finding, Findings, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.local_pods import attached


@rule(
    Severity.ERROR,
    "39.6",
    "HS-14 XN-02",
    explains=(
        "pod-port-inconsistent", "pod-flows-missing", "pod-vnid-mismatch", "pod-port-missing",
        "pod-outside-node-subnet", "flow-uses-missing-port",
    ),
)  # fmt: skip
def duplicate_pod_ip(pods: Pods, cluster: Cluster | None) -> Findings:
    """Group live pods by address."""
    hosts = {pod.host_ip for pod in pods.items if pod.host_ip}
    hosts |= {pod.pod_ip for pod in pods.items if pod.host_network and pod.pod_ip}
    for ip, owners in pods.by_ip.items():
        live = [p for p in owners if attached(p) and p.phase != "Pending" and not p.deleting]
        if len(live) < 2 or ip in hosts:
            continue
        # A table shows no hostNetwork: pods with an address beyond the pods' network may be of the
        # host, whose address they share.
        inside = cluster is not None and any(IPv4Address(ip) in net for net in cluster.cidrs)
        if any(pod.from_table for pod in live) and not inside:
            continue
        yield Finding(
            f"pods {' and '.join(pod.full_name for pod in live[:4])} all have {ip}",
            subjects=(ip, *(name for pod in live for name in (pod.full_name, pod.name))),
            evidence=tuple(pod.source_of("podIP") for pod in live),
        )
