"""Ways to break the cluster's own objects: nodes, SDN pods, operators, routes, policies; and MTUs."""

from __future__ import annotations

import copy

from tests.accuracy.mutation import ALL, Mutator, Place, both, said, swap
from tests.accuracy.mutators_objects import find, not_ready
from tests.accuracy.objects import route

LATE = "2026-03-10T10:30:00Z"


def sdn_pod(at: Place) -> dict:
    return next(o for o in at.bundle.objects["pods"]
                if o["metadata"]["name"].startswith("sdn-") and o["spec"]["nodeName"] == at.host.name)  # fmt: skip


def no_sdn_pod(at: Place) -> str:
    at.bundle.objects["pods"].remove(sdn_pod(at))
    return at.host.name


def crash_loop(at: Place) -> str:
    status = sdn_pod(at)["status"]
    status["conditions"] = [{"type": "Ready", "status": "False", "lastTransitionTime": LATE}]
    status["containerStatuses"] = [
        {"name": "sdn", "ready": False, "restartCount": 41, "state": {"waiting": {
            "reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container"}},
         "lastState": {"terminated": {"exitCode": 255, "reason": "Error", "finishedAt": LATE}}}
    ]  # fmt: skip
    return at.host.name


def hanging(at: Place) -> str:
    """Four pods of two projects wait for their network."""
    like = find(at, "pods", at.lone.name)
    for index in range(4):
        project = at.bundle.plan.projects[2 + index % 2].name
        at.bundle.objects["pods"].append({
            "apiVersion": "v1", "kind": "Pod", "spec": copy.deepcopy(like["spec"]),
            "metadata": {"name": f"new-{index}", "namespace": project, "uid": f"u{index}",
                         "creationTimestamp": THEN_ROUTE, "labels": {"app": "new"}},
            "status": {"phase": "Pending", "startTime": THEN_ROUTE, "hostIP": at.host.ip,
                       "conditions": [{"type": "Ready", "status": "False"}],
                       "containerStatuses": [{"name": "new", "ready": False, "restartCount": 0,
                                              "state": {"waiting": {"reason": "ContainerCreating"}}}]},
        })  # fmt: skip
    return at.host.name


def degraded(at: Place) -> str | None:
    for item in at.bundle.objects.get("clusteroperators", ()):
        item["status"]["conditions"][0] |= {
            "status": "True", "reason": "RolloutHung", "lastTransitionTime": LATE,
            "message": 'DaemonSet "openshift-sdn/sdn" rollout is not making progress'}  # fmt: skip
        return ALL
    return None


def not_admitted(at: Place) -> str:
    item = at.rng.choice(at.bundle.objects["routes"])
    item["status"]["ingress"][0]["conditions"] = [
        {"type": "Admitted", "status": "False", "reason": "HostAlreadyClaimed",
         "message": "route shop/older already exposes the host", "lastTransitionTime": THEN_ROUTE}
    ]  # fmt: skip
    return ALL


THEN_ROUTE = "2026-03-02T08:16:00Z"


def route_to_nothing(at: Place) -> str:
    at.rng.choice(at.bundle.objects["routes"])["spec"]["to"]["name"] = "former"
    return ALL


def router_shut_out(at: Place) -> str | None:
    """A route leads to pods that a policy isolates, and no policy lets the router in."""
    service = next(s for s in at.bundle.plan.services if s.project.name == "payments")
    if at.bundle.plan.release.mode != "NP":
        return None
    at.bundle.objects["routes"].append(route(service))
    return ALL


def route_port(at: Place) -> str:
    at.rng.choice(at.bundle.objects["routes"])["spec"]["port"]["targetPort"] = "grpc"
    return ALL


def policy(name: str, namespace: str, spec: dict) -> Mutator:
    """A NetworkPolicy comes that no node's flows follow, or that says what a release lacks."""

    def mutate(at: Place) -> str | None:
        items = at.bundle.objects.get("networkpolicies")
        if items is None:
            return None
        routes = at.bundle.objects["routes"]  # the policy would shut the router out as well
        routes[:] = [each for each in routes if each["metadata"]["namespace"] != namespace]
        items.append({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
                      "metadata": {"name": name, "namespace": namespace, "creationTimestamp": THEN_ROUTE},
                      "spec": spec})  # fmt: skip
        return ALL

    return mutate


def plugin(at: Place) -> str:
    """The cluster says another plugin than the nodes' flows."""
    mode = "multitenant" if at.bundle.plan.release.mode != "MT" else "subnet"
    at.bundle.objects["clusternetworks"][0]["pluginName"] = f"redhat/openshift-ovs-{mode}"
    return ALL


def all_tun0(at: Place) -> str:
    """Every tun0 has another MTU than the cluster says."""
    for texts in at.bundle.texts.values():
        texts["addresses"] = texts["addresses"].replace(" mtu 1450 ", " mtu 1400 ")
    return ALL


def netnamespace_alone(at: Place) -> str | None:
    if at.bundle.plan.release.mode == "SN":
        return None
    items = at.bundle.objects["netnamespaces"]
    like = find(at, "netnamespaces", "joined")
    items.append(like | {"metadata": {"name": "former", "uid": "77"}, "netname": "former",
                         "netid": 777_777})  # fmt: skip
    return ALL


def named_otherwise(at: Place) -> str:
    """A HostSubnet is not named like its host."""
    find(at, "hostsubnets", at.host.name)["metadata"]["name"] = "another-name"
    return ALL


CLUSTER: dict[str, Mutator] = {
    "node is not ready": not_ready,
    "SDN pod is missing": no_sdn_pod,
    "SDN pod crashes": crash_loop,
    "pods do not start": hanging,
    "network operator is degraded": degraded,
    "route is not admitted": not_admitted,
    "route without a service": route_to_nothing,
    "route to a port that is not": route_port,
    "router is let in by no policy": router_shut_out,
    "log: certificate not valid yet": said("x509: certificate has expired or is not yet valid"),
    "policy with a named port": policy("named", "default", {"podSelector": {"matchLabels": {"app": "none"}}, "policyTypes": ["Ingress"], "ingress": [{"ports": [{"port": "http", "protocol": "TCP"}]}]}),
    "policy that no node follows": policy("late", "openshift-ingress", {"podSelector": {}, "policyTypes": ["Ingress"]}),
    "plugin of the cluster is another": plugin,
    "MTU of tun0 is not the cluster's": all_tun0,
    "MTU of a veth is larger": swap("addresses", r"^(\d+: <veth>@if3: .* mtu )1450", r"\g<1>1500"),
    "MTU of a route": swap("routes", r"^(<cluster> dev tun0 scope link) $", r"\1 mtu 1400 "),
    "network of another interface overlaps": both(
        swap("addresses", r"^(\d+: tun0: )", r"99: ens4: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000\n    link/ether fa:16:3e:99:00:01 brd ff:ff:ff:ff:ff:ff\n    inet 172.30.9.7/24 brd 172.30.9.255 scope global ens4\n\1"),
        swap("routes", "^default", "172.30.9.0/24 dev ens4 proto kernel scope link src 172.30.9.7 metric 101 \ndefault"),
    ),
    "HostSubnet of another name": named_otherwise,
    "connection table is nearly full": swap("sysctl", "nf_conntrack_count = 4711", "nf_conntrack_count = 261900"),
    "bridged frames pass iptables by": swap("sysctl", "bridge-nf-call-iptables = 1", "bridge-nf-call-iptables = 0"),
}  # fmt: skip
