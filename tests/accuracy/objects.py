"""The API objects of a cluster, by kind."""

from __future__ import annotations

from collections.abc import Iterator

from tests.accuracy import policies
from tests.accuracy.members import SERVICES, Host, Pod, Project, Service, uid
from tests.accuracy.plan import Plan

THEN = "2026-03-02T08:15:00Z"
NOW = "2026-03-10T10:41:40Z"
GUARDED = ("shop", "payments", "tools")
"""Projects whose policies let no router in."""
ANNOTATION = "pod.network.openshift.io"
PLUGINS = {"SN": "subnet", "MT": "multitenant", "NP": "networkpolicy"}


def meta(name: str, namespace: str | None = None, **more: object) -> dict:
    found = {
        "creationTimestamp": THEN,
        "name": name,
        "uid": uid(f"{namespace}{name}{sorted(more)}"),
    }
    return found | ({"namespace": namespace} if namespace else {}) | more


def api(plan: Plan) -> str:
    return "network.openshift.io/v1"


def every(plan: Plan) -> dict[str, list[dict]]:
    """All kinds: plural name -> objects."""
    found = {
        "clusternetworks": [clusternetwork(plan)],
        "nodes": [node(plan, host) for host in plan.hosts],
        "hostsubnets": list(hostsubnets(plan)),
        "netnamespaces": [netnamespace(plan, p) for p in plan.projects],
        "namespaces": [
            {"apiVersion": "v1", "kind": "Namespace", "metadata": meta(p.name, labels=dict(p.labels)),
             "status": {"phase": "Active"}}
            for p in plan.projects
        ],
        "pods": [pod(plan, p) for p in plan.pods],
        "services": [*map(service, plan.services), *special_services(plan)],
        "endpoints": [endpoints(each) for each in plan.services],
    }  # fmt: skip
    found["routes"] = [
        route(each)
        for each in plan.services
        if each.pods[0].app == "web" and each.project.name not in GUARDED
    ]
    if plan.release.number >= (4, 0):
        found["clusteroperators"] = [operator()]
    if plan.release.mode == "NP":
        found["networkpolicies"] = [o for p in plan.projects for o in policies.objects(p)]
    if plan.release.mode != "SN":
        found["egressnetworkpolicies"] = [
            egress_policy(plan, p) for p in plan.projects if p.firewall
        ]
    return found


def clusternetwork(plan: Plan) -> dict:
    nets = [{"CIDR": str(c), "hostSubnetLength": plan.length} for c in plan.cidrs]
    return {
        "apiVersion": api(plan), "kind": "ClusterNetwork", "metadata": meta("default"),
        "clusterNetworks": nets, "network": str(plan.cidrs[0]), "hostsubnetlength": plan.length,
        "serviceNetwork": str(SERVICES), "vxlanPort": 4789, "mtu": 1450,
        "pluginName": f"redhat/openshift-ovs-{PLUGINS[plan.release.mode]}",
    }  # fmt: skip


def node(plan: Plan, host: Host) -> dict:
    major, minor = plan.release.number
    kube = f"v1.{minor if major == 3 else minor + 13 - (minor <= 2)}.3+0a1b2c3"
    ready = {"type": "Ready", "status": "True", "reason": "KubeletReady",
             "message": "kubelet is posting ready status", "lastTransitionTime": THEN,
             "lastHeartbeatTime": "2026-03-10T10:41:50Z"}  # fmt: skip
    return {
        "apiVersion": "v1", "kind": "Node", "metadata": meta(host.name, labels={}),
        "spec": {},
        "status": {
            "addresses": [{"address": host.ip, "type": "InternalIP"},
                          {"address": host.name, "type": "Hostname"}],
            "conditions": [ready], "nodeInfo": {"kubeletVersion": kube},
        },
    }  # fmt: skip


def hostsubnets(plan: Plan) -> Iterator[dict]:
    for host in plan.hosts:
        owner = node(plan, host)["metadata"]["uid"]
        found = {
            "apiVersion": api(plan), "kind": "HostSubnet", "host": host.name, "hostIP": host.ip,
            "metadata": meta(host.name, annotations={f"{ANNOTATION}/node-uid": owner}),
            "subnet": str(host.subnet),
        }  # fmt: skip
        found["metadata"]["uid"] = uid(f"hostsubnet {host.name}")
        if plan.egress(host):
            found["egressIPs"] = [p.egress_ip for p in plan.egress(host)]
        yield found
    if plan.f5:
        notes = {f"{ANNOTATION}/assign-subnet": "true"}
        if plan.release.mode != "SN":
            notes[f"{ANNOTATION}/fixed-vnid-host"] = "7"
        found = {"apiVersion": api(plan), "kind": "HostSubnet", "host": "f5", "hostIP": plan.f5[0],
                 "metadata": meta("f5", annotations=notes), "subnet": str(plan.f5[1])}  # fmt: skip
        found["metadata"]["uid"] = uid("hostsubnet f5")
        yield found


def netnamespace(plan: Plan, project: Project) -> dict:
    found = {"apiVersion": api(plan), "kind": "NetNamespace", "metadata": meta(project.name),
             "netid": project.netid, "netname": project.name}  # fmt: skip
    if project.multicast:
        found["metadata"]["annotations"] = {
            "netnamespace.network.openshift.io/multicast-enabled": "true"
        }
    if project.egress_ip and plan.release.mode != "SN":
        found["egressIPs"] = [project.egress_ip]
    return found


def pod(plan: Plan, each: Pod) -> dict:
    ready = "True" if each.phase == "Running" and each.ready else "False"
    spec: dict = {"nodeName": each.host.name, "containers": [
        {"name": each.app, "image": "registry.example.net/app:1", "ports": [{"containerPort": 8080}]}
    ]}  # fmt: skip
    if each.on_host:
        spec["hostNetwork"] = True
    about = meta(each.name, each.project.name, labels={"app": each.app})
    if each.app == "router":
        kind = "ingresscontroller.operator.openshift.io/deployment-ingresscontroller"
        about["labels"] |= {kind: "default", "router": "router"}
    if each.leaving:
        about |= {"deletionTimestamp": NOW, "deletionGracePeriodSeconds": 30}
    if each.phase == "Failed":
        return {"apiVersion": "v1", "kind": "Pod", "metadata": about, "spec": spec, "status": {
            "phase": "Failed", "reason": "Evicted", "startTime": THEN,
            "message": "The node was low on resource: ephemeral-storage."}}  # fmt: skip
    running = each.phase == "Running"
    return {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": about,
        "spec": spec,
        "status": {
            "phase": each.phase, "podIP": each.ip, "hostIP": each.host.ip, "startTime": THEN,
            "conditions": [{"type": "Ready", "status": ready, "lastTransitionTime": THEN}],
            "containerStatuses": [
                {"name": each.app, "ready": ready == "True", "restartCount": 0,
                 "state": {"running": {"startedAt": THEN}} if running
                 else {"terminated": {"exitCode": 0, "reason": "Completed"}}}
            ],
        },
    }  # fmt: skip


def service(each: Service) -> dict:
    ports = []
    for name, protocol, port, target in each.ports:
        entry: dict = {"port": port, "protocol": protocol, "targetPort": target}
        if name:
            entry["name"] = name
        if each.node_port:
            entry["nodePort"] = each.at_node((name, protocol, port, target))
        ports.append(entry)
    spec: dict = {"clusterIP": each.ip, "ports": ports, "type": each.kind,
                  "sessionAffinity": "ClientIP" if each.affinity else "None"}  # fmt: skip
    if each.selects:
        spec["selector"] = {"app": each.pods[0].app}
    if each.kind != "ClusterIP":
        spec["externalTrafficPolicy"] = "Local" if each.local else "Cluster"
    if each.affinity:
        spec["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": 10800}}
    if each.external_ip:
        spec["externalIPs"] = [each.external_ip]
    balancer = {"ingress": [{"ip": each.ingress_ip}]} if each.ingress_ip else {}
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta(each.name, each.project.name),
            "spec": spec, "status": {"loadBalancer": balancer}}  # fmt: skip


def route(each: Service) -> dict:
    """A route to a service's first port, admitted by the router."""
    host = f"{each.name}-{each.project.name}.apps.example.net"
    spec = {"host": host, "to": {"kind": "Service", "name": each.name, "weight": 100},
            "port": {"targetPort": each.ports[0][3]}, "wildcardPolicy": "None"}  # fmt: skip
    admitted = {"host": host, "routerName": "default", "wildcardPolicy": "None",
                "conditions": [{"type": "Admitted", "status": "True", "lastTransitionTime": THEN}]}  # fmt: skip
    return {"apiVersion": "route.openshift.io/v1", "kind": "Route", "spec": spec,
            "metadata": meta(each.name, each.project.name), "status": {"ingress": [admitted]}}  # fmt: skip


def operator() -> dict:
    """The network operator's own report."""
    conditions = [{"type": name, "status": status, "lastTransitionTime": THEN}
                  for name, status in (("Degraded", "False"), ("Progressing", "False"),
                                       ("Available", "True"), ("Upgradeable", "True"))]  # fmt: skip
    return {"apiVersion": "config.openshift.io/v1", "kind": "ClusterOperator", "spec": {},
            "metadata": meta("network"), "status": {"conditions": conditions}}  # fmt: skip


def special_services(plan: Plan) -> Iterator[dict]:
    """A headless service and one that is another name: neither has rules or flows."""
    web = plan.projects[3].name
    for name, spec in (
        ("quorum", {"clusterIP": "None", "type": "ClusterIP", "ports": [{"port": 7, "protocol": "TCP"}]}),
        ("mail", {"type": "ExternalName", "externalName": "mail.example.net"}),
    ):  # fmt: skip
        yield {"apiVersion": "v1", "kind": "Service", "metadata": meta(name, web), "spec": spec,
               "status": {"loadBalancer": {}}}  # fmt: skip


def endpoints(each: Service) -> dict:
    addresses, unready = (
        [{"ip": p.ip, "nodeName": p.host.name,
          "targetRef": {"kind": "Pod", "name": p.name, "namespace": p.project.name}}
         for p in pods]
        for pods in (each.pods, each.unready)
    )  # fmt: skip
    if not each.selects:
        addresses = [{"ip": p.ip} for p in each.pods]
    ports = [
        {"port": target, "protocol": protocol} | ({"name": name} if name else {})
        for name, protocol, _, target in each.ports
    ]
    return {"apiVersion": "v1", "kind": "Endpoints", "metadata": meta(each.name, each.project.name),
            "subsets": [{"addresses": addresses, "ports": ports}
                        | ({"notReadyAddresses": unready} if unready else {})]}  # fmt: skip


def egress_policy(plan: Plan, project: Project) -> dict:
    rules = [{"type": verdict, "to": {"dnsName" if net[0].isalpha() else "cidrSelector": net}}
             for verdict, net in project.firewall]  # fmt: skip
    return {"apiVersion": api(plan), "kind": "EgressNetworkPolicy",
            "metadata": meta("default", project.name), "spec": {"egress": rules}}  # fmt: skip
