"""Ways to break what clients meet first: names, routers, routes, the addresses of services."""

from __future__ import annotations

import copy
from dataclasses import replace

from tests.accuracy.members import Service
from tests.accuracy.mutation import ALL, Mutator, Place, said, swap
from tests.accuracy.mutators_objects import find, find_service
from tests.accuracy.mutators_proxy import chosen, rewrite
from tests.accuracy.mutators_session import typed

FOREIGN = "203.0.113.40"
"""An address outside of the cluster that no egress policy allows."""


def host_of_a_route(at: Place) -> str:
    return str(at.rng.choice(at.bundle.objects["routes"])["spec"]["host"])


def name_of_a_route_unknown(at: Place) -> str | None:
    """The record of the routes' domain is gone."""
    name = host_of_a_route(at)
    answer = f"\n; <<>> DiG 9.11.4-P2-RedHat-9.11.4-26.P2.el7_9.8 <<>> {name}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 41277\n;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;{name}.\t\tIN\tA\n\n;; Query time: 3 msec\n;; SERVER: 172.16.40.1#53(172.16.40.1)"
    return typed(f"dig {name}", answer)(at)


def refused(at: Place) -> str | None:
    """Nothing listens where a pod's service leads to."""
    pod = next(p for p in at.bundle.plan.live(at.other) if not p.leaving)
    return typed(f"telnet {pod.ip} 8080", f"Trying {pod.ip}...\ntelnet: connect to address {pod.ip}: Connection refused")(at)  # fmt: skip


def timed_out(at: Place) -> str | None:
    pod = next(p for p in at.bundle.plan.live(at.other) if not p.leaving)
    return typed(f"telnet {pod.ip} 8080", f"Trying {pod.ip}...\ntelnet: connect to address {pod.ip}: Connection timed out")(at)  # fmt: skip


def no_router(at: Place) -> str | None:
    """The router was scaled to nothing."""
    service = next(s for s in at.bundle.plan.services if s.pods[0].app == "router")
    find_service(chosen(at, service), "endpoints")["subsets"] = []
    gone = {pod.name for pod in service.pods}
    items = at.bundle.objects["pods"]
    items[:] = [each for each in items if each["metadata"]["name"] not in gone]
    rewrite(at, replace(service, pods=[], unready=[]))
    return ALL


def route_to_nobody(at: Place) -> str | None:
    """The pods behind a route are not ready any more."""
    led = {(r["metadata"]["namespace"], r["spec"]["to"]["name"]) for r in at.bundle.objects["routes"]}  # fmt: skip
    service = at.rng.choice([s for s in at.bundle.plan.services if (s.project.name, s.name) in led])
    find_service(chosen(at, service), "endpoints")["subsets"] = []
    for pod in (*service.pods, *service.unready):
        status = find(at, "pods", pod.name)["status"]
        status["conditions"][0]["status"] = "False"
        status["containerStatuses"][0]["ready"] = False
    rewrite(at, replace(service, pods=[], unready=[]))
    return ALL


def router_on_the_pod_network(at: Place) -> str | None:
    """Routers run on the pods' network, in a project that is not global."""
    plan = at.bundle.plan
    if plan.release.mode != "MT" or plan.release.number < (4, 0):
        return None
    service = next(s for s in plan.services if s.pods[0].app == "router")
    lone = [pod for host in plan.hosts for pod in plan.live(host) if pod.app == "backup"][:2]
    labels = find(at, "pods", service.pods[0].name)["metadata"]["labels"]
    items = at.bundle.objects["pods"]
    gone = {pod.name for pod in service.pods}
    items[:] = [each for each in items if each["metadata"]["name"] not in gone]
    addresses = []
    for pod in lone:
        find(at, "pods", pod.name)["metadata"]["labels"] = dict(labels)
        addresses.append({"ip": pod.ip, "nodeName": pod.host.name, "targetRef": {
            "kind": "Pod", "name": pod.name, "namespace": pod.project.name}})  # fmt: skip
    find_service(chosen(at, service), "endpoints")["subsets"][0]["addresses"] = addresses
    rewrite(at, replace(service, pods=lone))
    return ALL


def second_owner(at: Place) -> str | None:
    """Two services have one address; the rules of one win."""
    like = find_service(at, "services")
    twin = copy.deepcopy(like)
    twin["metadata"] |= {"name": "twin", "uid": "6"}
    twin["spec"] |= {"type": "ClusterIP"}
    for port in twin["spec"]["ports"]:
        port.pop("nodePort", None)
    for word in ("selector", "externalIPs", "externalTrafficPolicy"):
        twin["spec"].pop(word, None)
    twin["status"] = {"loadBalancer": {}}
    at.bundle.objects["services"].append(twin)
    return ALL


def endpoint_outside(at: Place) -> str | None:
    """A service leads to an address of the outside that the project's egress policy denies; the
    SDN's proxy leaves its endpoints out, and connections are refused."""
    plan = at.bundle.plan
    if plan.release.mode == "SN":
        return None
    payments = plan.projects[4]
    ip = "172.30.9.9"
    like = find_service(at, "services")
    ports = [{"port": 3306, "protocol": "TCP", "targetPort": 3306}]
    meta = {"namespace": "payments", "name": "database", "uid": "d5",
            "creationTimestamp": like["metadata"]["creationTimestamp"]}  # fmt: skip
    at.bundle.objects["services"].append({
        "apiVersion": "v1", "kind": "Service", "metadata": meta, "status": {"loadBalancer": {}},
        "spec": {"clusterIP": ip, "type": "ClusterIP", "sessionAffinity": "None", "ports": ports}})  # fmt: skip
    at.bundle.objects["endpoints"].append({
        "apiVersion": "v1", "kind": "Endpoints", "metadata": meta,
        "subsets": [{"addresses": [{"ip": FOREIGN}], "ports": [{"port": 3306, "protocol": "TCP"}]}]})  # fmt: skip
    new = Service(payments, "database", ip, [("", "TCP", 3306, 3306)], [], selects=False)
    altered = copy.copy(plan)
    altered.services = [*plan.services, new]
    at.bundle.plan = altered
    try:
        rewrite(at, new)
    finally:
        at.bundle.plan = plan
    for node in at.bundle.texts:
        served(at, node, ip)
    message = f"Service 'database' in namespace 'payments' has an Endpoint pointing to firewalled destination ({FOREIGN})"
    for host in plan.hosts:
        if said(message)(replace(at, host=host)) is None:
            return None
    return ALL


def served(at: Place, node: str, ip: str) -> None:
    """Let br0 pass the new service, where each has flows of its own."""
    plan = at.bundle.plan
    if plan.release.ct:
        return
    texts = at.bundle.texts[node]
    lines = texts["flows"].split("\n")
    like = next(x for x in lines if "table=60," in x and f"nw_dst={at.service.ip},tp_dst=" in x)
    frag = next(x for x in lines if "table=60," in x and f"nw_dst={at.service.ip},nw_frag" in x)
    old = plan.vnid(at.service.project)
    number = f"load:{old:#x}->" if old else "load:0->"
    for line in (like, frag):
        port = line.partition("tp_dst=")[2].partition(" ")[0]
        new = line.replace(at.service.ip, ip).replace(f"tp_dst={port}", "tp_dst=3306")
        new = new.replace("udp,", "tcp,")
        lines.insert(-1, new.replace(number, f"load:{plan.vnid(plan.projects[4]):#x}->", 1))
    texts["flows"] = "\n".join(lines)


def wildcard(at: Place) -> str | None:
    """A name server answers a name of the outside with the routers' address, asked for as it is."""
    return typed("dig +short registry.redhat.io", "172.16.40.20")(at) and typed(
        "dig github.com",
        "\n; <<>> DiG 9.11.4 <<>> github.com\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4127\n;; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;github.com.\t\tIN\tA\n\n;; ANSWER SECTION:\ngithub.com.\t300\tIN\tA\t172.16.40.20\n\n;; Query time: 2 msec\n;; SERVER: 172.16.40.1#53(172.16.40.1)\n",
    )(at)


def search_list_meets_wildcard(at: Place) -> str | None:
    return typed(
        "dig +search github.com",
        "\n; <<>> DiG 9.11.4 <<>> +search github.com\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4127\n;; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;github.com.apps.example.net.\tIN\tA\n\n;; ANSWER SECTION:\ngithub.com.apps.example.net. 300 IN\tA\t172.16.40.20\n\n;; Query time: 2 msec\n;; SERVER: 172.16.40.1#53(172.16.40.1)\n",
    )(at)


CLOSED = swap(
    "iptables",
    r"^(\[\d+:\d+\] -A INPUT .*OPENSHIFT-FIREWALL-ALLOW.*\n)",
    r"\1[40:2400] -A INPUT -p tcp -m tcp --dport 443 -j REJECT --reject-with icmp-port-unreachable\n",
)


def router_firewalled(at: Place) -> str | None:
    """The node of a router refuses its clients."""
    pod = next(p for p in at.bundle.plan.pods if p.app == "router")
    return CLOSED(replace(at, host=pod.host))


ACCESS: dict[str, Mutator] = {
    "route's name is not resolved": name_of_a_route_unknown,
    "telnet to a pod is refused": refused,
    "telnet to a pod times out": timed_out,
    "router is gone": no_router,
    "pods behind a route are not ready": route_to_nobody,
    "router is isolated from projects": router_on_the_pod_network,
    "router's port is refused by the firewall": router_firewalled,
    "a name server answers github.com": wildcard,
    "search list meets a wildcard": search_list_meets_wildcard,
    "service leads to a denied address": endpoint_outside,
    "two services with one address": second_owner,
}  # fmt: skip
