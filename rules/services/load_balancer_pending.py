"""A load balancer has no address yet.

Checks: each service of type LoadBalancer that is older than five minutes has an address of its load
    balancer.
Why: the cloud's controller makes it; without a cloud provider nobody does, and it stays pending.
Symptom: EXTERNAL-IP <pending>; nobody reaches the service from outside.
Remedy: look at the events of the service and at the cloud provider's configuration; without one,
    use a nodePort, a route or an external IP.
"""

from __future__ import annotations

from datetime import timedelta

from parsers.kube.nodes import Nodes
from parsers.kube.services import Services
from parsers.node_log import NodeLog
from rules.base import Finding, Findings, Missing, Severity, rule
from rules.derived.bundle_time import BundleTime

WAITS = timedelta(minutes=5)


@rule(Severity.WARNING, "39.13.1", "RT-12")
def load_balancer_pending(services: Services, time: BundleTime | None) -> Findings:
    """Look for load balancers without an address; of a row its age tells how long."""
    if time is None and not all(service.from_table for service in services.items):
        raise Missing((Nodes, NodeLog))  # nothing tells when all was collected
    for service in services.items:
        if service.type != "LoadBalancer" or service.balanced:
            continue
        if service.from_table and not (service.pending and service.age and service.age >= WAITS):
            continue
        if service.created and time and time.collected - service.created < WAITS:
            continue
        yield Finding(
            f"service {service.full_name} of type LoadBalancer has no address of one",
            subjects=(service.full_name, *filter(None, (service.cluster_ip,))),
            evidence=(service.source,),
        )
