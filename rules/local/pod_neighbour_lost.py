"""A node gets no answer to its ARP requests for a live pod.

Checks: no neighbour entry on tun0 for the address of a live pod of this node is FAILED or
    INCOMPLETE, and none has another MAC address than the one made of the pod's address (0a:58:...).
Why: the node finds its pods by ARP through br0; without an answer neither probes nor services of
    this node reach the pod.
Symptom: readiness probes fail, and services time out, for that pod on this node.
Remedy: look at the pod's ARP flows (tables 20 and 40) and at its port.
"""

from __future__ import annotations

from parsers.ip_neigh import Neighbour, Neighbours
from rules.access.faults import FAULTS
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.local_pods import LocalPods

PREFIX = "0a:58:"


@rule(Severity.WARNING, "39.7.3.2", "LN-18", explained_by=FAULTS)
def pod_neighbour_lost(node: Node, neighbours: Neighbours, pods: LocalPods) -> Findings:
    """Join the entries with the pods."""
    by_ip = {pod.pod_ip: pod for pod in pods.items}
    for entry in neighbours.items:
        pod = by_ip.get(entry.address)
        if pod is None or entry.device != "tun0":
            continue
        wrong = wrongness(entry)
        if wrong:
            yield Finding(
                f"{node} {wrong} for {entry.address}, pod {pod.full_name}",
                subjects=(entry.address, pod.name, pod.full_name),
                evidence=(entry.source, pod.source_of("podIP")),
            )


def wrongness(entry: Neighbour) -> str | None:
    """Say what is wrong with a pod's entry; None if nothing is."""
    if entry.lost:
        return "gets no answer to ARP"
    made = PREFIX + ":".join(f"{int(part):02x}" for part in entry.address.split("."))
    if entry.mac and entry.mac.startswith(PREFIX) and entry.mac != made:
        return f"knows {entry.mac}, not {made},"
    return None
