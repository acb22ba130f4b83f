"""What projects ask of br0: isolation, NetworkPolicy, EgressNetworkPolicy, egress IP, multicast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.accuracy.members import Host, Pod, Project
from tests.accuracy.plan import Plan

NAMES = {"www.example.com": ["198.18.20.1", "198.18.20.2"]}
"""What names of egress policies are resolved to."""
IN = "output:NXM_NX_REG2[]"
OUT = "goto_table:30"


def isolation(plan: Plan, pods: Sequence[Pod]) -> Iterator[str]:
    """Table 80, and table 27 from 4.10 on."""
    release = plan.release
    if release.mode == "MT":
        numbers = {plan.vnid(pod.project) for pod in pods}
        if not release.ct:
            numbers |= {plan.vnid(service.project) for service in plan.services}
        for number in sorted(numbers - {0}):
            yield f"table=80,priority=100,reg0={number},reg1={number},actions={IN}"
    if release.mode != "NP":
        return
    here = {pod.project.name: pod.project for pod in pods}
    for project in here.values():
        yield from incoming(plan, project)
        if release.new:
            yield from outgoing(plan, project)


def of(plan: Plan, project: Project, app: str = "") -> list[str]:
    """Addresses of a project's pods, on all nodes."""
    return [p.ip for p in plan.pods if p.live and p.project is project and app in {"", p.app}]


def incoming(plan: Plan, project: Project) -> Iterator[str]:
    number = project.netid
    allow = f"table=80,priority=150,reg1={number}"
    if "same-namespace" in project.policies:
        yield f"{allow},reg0={number},actions={IN}"
        for other in plan.projects:
            if "network.openshift.io/policy-group" in other.labels:
                yield f"{allow},reg0={other.netid},actions={IN}"
        if "from-tools-of-web" in project.policies:
            web = next(p for p in plan.projects if p.name == "web")
            own = "" if plan.release.new else f"reg0={web.netid},"
            for peer in of(plan, web, "worker"):
                yield f"{allow},{own}ip,nw_src={peer},actions={IN}"
        return
    if "deny-all" in project.policies:
        if "from-monitoring-network" in project.policies:
            yield f"{allow},ip,nw_src=192.0.2.128/25,actions={IN}"
        if "from-most-of-a-network" in project.policies:
            for net in ("192.0.3.0/25", "192.0.3.192/26"):
                yield f"{allow},ip,nw_src={net},actions={IN}"
        return
    if "db-from-web" in project.policies:
        own = "" if plan.release.new else f"reg0={number},"
        for target in of(plan, project, "db"):
            for peer in of(plan, project, "web"):
                yield f"{allow},{own}tcp,nw_dst={target},nw_src={peer},tp_dst=5432,actions={IN}"
            yield f"table=80,priority=100,reg1={number},ip,nw_dst={target},actions=drop"
    ports = {"one-port": ("tcp", "8443"), "range-of-ports": ("tcp", "0x1f90/0xfff8")}
    for name in set(ports) & set(project.policies):
        for target in of(plan, project, "web"):
            protocol, port = ports[name]
            yield f"{allow},{protocol},nw_dst={target},tp_dst={port},actions={IN}"
            if "/" in port:  # a slip of the releases that know ranges
                yield f"{allow},{protocol},nw_dst={target},tp_dst=0,actions={IN}"
            yield f"table=80,priority=100,reg1={number},ip,nw_dst={target},actions=drop"
    yield f"table=80,priority=50,reg1={number},actions={IN}"


def outgoing(plan: Plan, project: Project) -> Iterator[str]:
    number = project.netid
    if "egress-dns" in project.policies:
        yield f"table=27,priority=150,reg0={number},udp,tp_dst=53,actions={OUT}"
        yield f"table=27,priority=150,reg0={number},tcp,tp_dst=8443,actions={OUT}"
        for peer in of(plan, project):
            yield f"table=27,priority=150,reg0={number},ip,nw_dst={peer},actions={OUT}"
        return
    if "egress-to-shop" in project.policies:
        shop = next(p for p in plan.projects if p.name == "shop")
        for source in of(plan, project, "web"):
            for peer in of(plan, shop):
                yield f"table=27,priority=150,reg0={number},ip,nw_src={source},nw_dst={peer},actions={OUT}"
            yield f"table=27,priority=100,reg0={number},ip,nw_src={source},actions=drop"
    yield f"table=27,priority=50,reg0={number},actions={OUT}"


def objects(project: Project) -> Iterator[dict]:
    """The NetworkPolicies themselves."""
    specs: dict[str, dict] = {
        "same-namespace": {"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}],
                           "policyTypes": ["Ingress"]},
        "from-ingress": {"podSelector": {}, "policyTypes": ["Ingress"],
                         "ingress": [{"from": [{"namespaceSelector": {"matchLabels": {
                             "network.openshift.io/policy-group": "ingress"}}}]}]},
        "db-from-web": {"podSelector": {"matchLabels": {"app": "db"}}, "policyTypes": ["Ingress"],
                        "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "web"}}}],
                                     "ports": [{"port": 5432, "protocol": "TCP"}]}]},
        "deny-all": {"podSelector": {}, "policyTypes": ["Ingress"]},
        "from-monitoring-network": {
            "podSelector": {}, "policyTypes": ["Ingress"],
            "ingress": [{"from": [{"ipBlock": {"cidr": "192.0.2.128/25"}}]}]},
        "egress-dns": {"podSelector": {}, "policyTypes": ["Egress"],
                       "egress": [{"ports": [{"port": 53, "protocol": "UDP"}]},
                                  {"ports": [{"port": 8443}], "to": [{"namespaceSelector": {}}]},
                                  {"to": [{"podSelector": {}}]}]},
        "from-tools-of-web": {
            "podSelector": {}, "policyTypes": ["Ingress"],
            "ingress": [{"from": [{"namespaceSelector": {"matchLabels": {"name": "web"}},
                                   "podSelector": {"matchExpressions": [
                                       {"key": "app", "operator": "In", "values": ["worker"]}]}}]}]},
        "from-most-of-a-network": {
            "podSelector": {}, "policyTypes": ["Ingress"],
            "ingress": [{"from": [{"ipBlock": {"cidr": "192.0.3.0/24",
                                               "except": ["192.0.3.128/26"]}}]}]},
        "one-port": {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress"],
                     "ingress": [{"ports": [{"port": 8443, "protocol": "TCP"}]}]},
        "range-of-ports": {
            "podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress"],
            "ingress": [{"ports": [{"port": 8080, "endPort": 8087, "protocol": "TCP"}]}]},
        "egress-to-shop": {
            "podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Egress"],
            "egress": [{"to": [{"namespaceSelector": {"matchLabels": {"name": "shop"}}}]}]},
    }  # fmt: skip
    for name in project.policies:
        yield {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
               "metadata": {"name": name, "namespace": project.name}, "spec": specs[name]}  # fmt: skip


def firewall(plan: Plan) -> Iterator[str]:
    table, allow = (100, "goto_table:101") if plan.release.groups else (101, "output:2")
    for project in plan.projects:
        count = len(project.firewall)
        for index, (verdict, net) in enumerate(project.firewall):
            to = allow if verdict == "Allow" else "drop"
            head = f"table={table},priority={count - index},reg0={project.netid},ip"
            for each in NAMES.get(net, [net]):
                where = "" if each == "0.0.0.0/0" else f",nw_dst={each}"
                yield f"{head}{where},actions={to}"


def egress(plan: Plan, host: Host) -> Iterator[str]:
    for project in plan.egress():
        hosting, number = plan.hosting(project), project.netid
        commit = "ct(commit)," if plan.release.ct and host is not hosting else ""
        if plan.release.groups:
            yield f"table=101,priority=100,ip,reg0={number},actions={commit}group:{number}"
            continue
        if host is hosting:
            to = f"set_field:{host.tun0}->eth_dst,set_field:{mark(plan, number)}->pkt_mark,goto_table:101"
        else:
            to = f"{commit}move:NXM_NX_REG0[]->NXM_NX_TUN_ID[0..31],set_field:{hosting.ip}->tun_dst,output:1"
        yield f"table=100,priority=100,ip,reg0={number},actions={to}"


def mark(plan: Plan, number: int) -> str:
    """EG-05: the mark that a project's packets get; the masquerade bit is 0x1."""
    if plan.release.number >= (4, 7) and plan.release.groups and number & 0x8000:
        number = number & ~0x8000 | 0x10000000
    if number & 1:
        number = number & ~1 | 0x01000000
    return f"{number:#x}"


def groups(plan: Plan, host: Host) -> Iterator[str]:
    """The groups that egress flows name, as `ovs-ofctl add-group` takes them."""
    for project in plan.egress() if plan.release.groups else ():
        hosting = plan.hosting(project)
        to = f"move:NXM_NX_REG0[]->NXM_NX_TUN_ID[0..31],set_field:{hosting.ip}->tun_dst,output:1"
        if host is hosting:
            to = f"set_field:{host.tun0}->eth_dst,set_field:{mark(plan, project.netid)}->pkt_mark,output:2"
        yield f"group_id={project.netid},type=select,bucket=actions={to}"


def multicast(plan: Plan, pods: Sequence[Pod]) -> Iterator[str]:
    for project in plan.projects:
        if project.multicast:
            ports = sorted(f"output:{p.port}" for p in pods if p.project is project)
            if ports:
                yield f"table=110,reg0={project.netid},actions=goto_table:111"
                yield f"table=120,priority=100,reg0={project.netid},actions={','.join(ports)}"
