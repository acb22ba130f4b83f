"""No policy lets a router on the host's network in, from another node.

Checks: under ovs-networkpolicy, where a router runs on the host's network, each pod behind a route
    that policies isolate is let in by one of them from VNID 0: a policy without `from`, one with a
    namespaceSelector that selects a project with VNID 0 (`default` in 3.x, openshift-host-network
    in 4.x), or an ipBlock that holds the gateways of nodes.
Why: what a host sends to a pod of another node comes from no project, with VNID 0; only on the
    pod's own node does a fixed flow let the host in.
Symptom: 503 or 504 for a route through each router but the one on the pod's own node, while pods
    that the policies name reach it.
Remedy: label the project default (3.x: oc label namespace default name=default; 4.x: the label
    policy-group.network.openshift.io/ingress exists) and add a policy that lets it in.
"""

from __future__ import annotations

from parsers.kube.endpoints import Address, Endpoints, EndpointsObject
from parsers.kube.namespaces import Namespaces
from parsers.kube.networkpolicies import NetworkPolicies, NetworkPolicy
from parsers.kube.pods import Pod, Pods
from parsers.kube.routes import RouteObject, Routes
from rules.base import Finding, Findings, Missing, NotApplicable, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.cluster import Cluster
from rules.derived.policy_admits import admits_host_network, isolating
from rules.derived.policy_peers import Selection, Undecided
from rules.derived.routers import routers_of


@rule(Severity.WARNING, "39.4", "RT-09")
def router_shut_out(
    pods: Pods,
    routes: Routes,
    endpoints: Endpoints,
    policies: NetworkPolicies | None,
    selection: Selection,
    cluster: Cluster,
    time: BundleTime | None,
) -> Findings:
    """Look at the pods behind each route; one finding a service."""
    if cluster.plugin != "networkpolicy":
        raise NotApplicable("only ovs-networkpolicy has policies")
    if policies is None:
        raise Missing(NetworkPolicies)
    if policies.partial or any(policy.from_table for policy in policies.items):
        raise NotApplicable("not all policies were collected whole")
    routers = [
        pod
        for pod in routers_of(pods.items)
        if not pod.from_table and (pod.host_network or pod.pod_ip == pod.host_ip) and pod.node
    ]
    if not routers:
        raise NotApplicable("no router runs on the host's network")
    undecided = found = False
    seen: set[tuple[str, str]] = set()
    for route in routes.items:
        behind = endpoints.by_name.get((route.namespace, route.service or ""))
        if behind is None or (route.namespace, behind.name) in seen:
            continue
        seen.add((route.namespace, behind.name))
        mine = [
            policy
            for policy in policies.by_namespace.get(route.namespace, [])
            if time is None or not time.young(policy.created)
        ]
        try:
            lost = shut_off(behind, mine, pods, routers, selection, cluster)
        except Undecided:
            undecided = True
            continue
        if lost:
            found = True
            yield report(route, behind, lost, routers)
    if undecided and not found:
        raise Missing(Namespaces)


def shut_off(
    behind: EndpointsObject,
    policies: list[NetworkPolicy],
    pods: Pods,
    routers: list[Pod],
    selection: Selection,
    cluster: Cluster,
) -> list[tuple[Pod, NetworkPolicy]]:
    """Return the pods that no policy lets a router of another node reach, each with one policy."""
    lost = []
    for subset in behind.subsets:
        ports = [port.port for port in subset.ports if port.port]
        for address in subset.ready:
            pod = pod_of(address, behind.namespace, pods)
            if pod is None or all(router.node == pod.node for router in routers):
                continue
            deciding = isolating(policies, pod)
            if deciding and not any(
                admits_host_network(policy, ports, selection, cluster.cidrs) for policy in deciding
            ):
                lost.append((pod, deciding[0]))
    return lost


def pod_of(address: Address, namespace: str, pods: Pods) -> Pod | None:
    """Return the pod of an address, if it is on the pods' network and shows its labels."""
    pod = pods.by_name.get((namespace, address.target or ""))
    return pod if pod and not (pod.from_table or pod.host_network) else None


def report(
    route: RouteObject,
    behind: EndpointsObject,
    lost: list[tuple[Pod, NetworkPolicy]],
    routers: list[Pod],
) -> Finding:
    """Say which route is shut off by which policies."""
    names = ", ".join(dict.fromkeys(policy.name for _, policy in lost))
    pod = lost[0][0]
    router = next(each for each in routers if each.node != pod.node)
    more = f" and {len(lost) - 1} more pods" if len(lost) > 1 else ""
    return Finding(
        f"router {router.full_name} on the host network of {router.node} is let in by no policy "
        f"of project {behind.namespace} ({names}): route {route.host or route.name} does not "
        f"reach pod {pod.name} on {pod.node}{more}",
        subjects=(
            behind.full_name,
            behind.namespace,
            f"{route.namespace}/{route.name}",
            *([route.host] if route.host else []),
            *(part for each, _ in lost for part in (each.pod_ip, each.full_name) if part),
            *(policy.full_name for _, policy in lost),
        ),
        evidence=(
            *dict.fromkeys(policy.source for _, policy in lost[:4]),
            route.source,
            pod.source_of("podIP"),
            router.source,
        ),
    )
