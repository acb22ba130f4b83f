"""The router is isolated from the projects that it serves.

Checks: under ovs-multitenant the project of a router that runs on the pod network has VNID 0.
Why: a pod reaches pods of its own project only, unless its project's VNID is 0.
Symptom: 503 or 504 for every route, while the pods answer within their projects.
Remedy: oc adm pod-network make-projects-global NAMESPACE, or run the router on the host's network.
"""

from __future__ import annotations

from parsers.kube.netnamespaces import NetNamespaces
from parsers.kube.pods import Pods
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.routers import routers_of


@rule(Severity.ERROR, "39.4", "RT-08", explains=("projects-isolated",))
def router_isolated(pods: Pods, netnamespaces: NetNamespaces, cluster: Cluster) -> Findings:
    """Compare the VNID of each router's project."""
    if cluster.plugin != "multitenant":
        raise NotApplicable("only ovs-multitenant isolates projects from each other")
    by_name = {each.name: each for each in netnamespaces.items}
    seen: set[str] = set()
    for pod in routers_of(pods.items):
        space = by_name.get(pod.namespace)
        on_host = pod.host_network or pod.pod_ip == pod.host_ip or pod.from_table
        if on_host or space is None or not space.netid or pod.namespace in seen:
            continue
        seen.add(pod.namespace)
        yield Finding(
            f"router {pod.full_name} runs on the pod network of project {pod.namespace}, "
            f"whose VNID is {space.netid}: it reaches no pod of another project",
            subjects=(pod.namespace, pod.name, str(space.netid)),
            evidence=(space.source_of("netid"), pod.source),
        )
