"""Ways to break what several things must agree on: VNIDs, subnets, addresses, egress, proxies."""

from __future__ import annotations

import copy
import re

from tests.accuracy.mutation import ALL, Mutator, Place, both, flow, gone, only, said
from tests.accuracy.mutators_cluster import netnamespace_alone, policy
from tests.accuracy.mutators_flows import SEND
from tests.accuracy.mutators_objects import find, not_ready
from tests.accuracy.mutators_proxy import lost_on_one_node


def two_homes(at: Place) -> str | None:
    """One node tunnels half of a subnet to a third node, at the same priority."""
    third = next(h for h in at.bundle.plan.hosts if h not in (at.host, at.other))
    half = next(at.other.subnet.subnets(prefixlen_diff=1))
    new = flow(f"table=90 priority=100,ip,nw_dst={half} actions={SEND.format(third.ip)}", cookie="0x77aa0011")  # fmt: skip
    return new(at)


def fixed_number(at: Place) -> str | None:
    """The F5 host's VNID in the tunnel is not the one that its HostSubnet fixes."""
    plan = at.bundle.plan
    text = at.text("flows")
    if plan.f5 is None or plan.release.mode == "SN" or text is None:
        return None
    wanted = re.compile(rf"(table=90,.*nw_dst={re.escape(str(plan.f5[1]))} actions=load:)0x7(->)")
    return at.put("flows", wanted.sub(r"\g<1>0x9\2", text)) if wanted.search(text) else None


def outside(at: Place) -> str | None:
    """Flows of a pod for an address of another node's subnet, which no pod has."""
    text = at.text("flows") or ""
    new = at.other.subnet[-7]
    sha = "00:00:" + ":".join(f"{octet:02x}" for octet in new.packed)
    lines = []
    for line in text.split("\n"):
        lines.append(line)
        if re.search(rf"table=(20|25|40|70),.*={re.escape(at.pod.ip)}[ ,]", line):
            twin = line.replace(f"={at.pod.ip}", f"={new}")
            lines.append(twin.replace(f"arp_sha=00:00{at.pod.mac[5:]}", f"arp_sha={sha}"))
    return at.put("flows", "\n".join(lines))


def one_address_on_two_nodes(at: Place) -> str | None:
    """Two nodes gave one address away: each has a pod and flows for it."""
    theirs = next(p for p in at.bundle.plan.live(at.other) if p.app == "backup")
    find(at, "pods", theirs.name)["status"]["podIP"] = at.pod.ip
    texts = at.bundle.texts[at.other.name]
    flows = texts["flows"].replace(f"arp_sha=00:00{theirs.mac[5:]}", f"arp_sha=00:00{at.pod.mac[5:]}")  # fmt: skip
    texts["flows"] = re.sub(rf"={re.escape(theirs.ip)}([ ,])", rf"={at.pod.ip}\1", flows)
    return ALL


def default_with_a_number(at: Place) -> str | None:
    if at.bundle.plan.release.mode == "SN":
        return None
    find(at, "netnamespaces", "default")["netid"] = 5
    return ALL


def names_behind_walls(at: Place) -> str | None:
    """The project of the cluster's name server has a VNID of its own where projects are isolated."""
    release = at.bundle.plan.release
    if release.mode != "MT" or release.number < (4, 0):
        return None
    like = find(at, "netnamespaces", "shop")
    new = {"metadata": {"name": "openshift-dns", "uid": "78", "creationTimestamp": like["metadata"]["creationTimestamp"]},
           "netname": "openshift-dns", "netid": 4_777_777}  # fmt: skip
    at.bundle.objects["netnamespaces"].append(
        {k: v for k, v in like.items() if k != "egressIPs"} | new
    )
    space = copy.deepcopy(find(at, "namespaces", "shop"))
    space["metadata"] |= {"name": "openshift-dns", "uid": "79", "labels": {}}
    at.bundle.objects["namespaces"].append(space)
    return ALL


def without_projects(at: Place) -> str | None:
    """A flow of another plugin's days: a VNID where all are 0."""
    if at.bundle.plan.release.mode != "SN":
        return None
    text = at.text("flows") or ""
    ours = re.compile(rf"(table=70,.*nw_dst={re.escape(at.pod.ip)} actions=load:)(?:0x0|0)->")
    return at.put("flows", ours.sub(r"\g<1>0x4d2a11->", text)) if ours.search(text) else None


def cut_off(at: Place) -> str | None:
    """An update of a project's egress policy was left half done."""
    plan = at.bundle.plan
    if plan.release.mode == "SN":
        return None
    table = 100 if plan.release.groups else 101
    number = f"{plan.projects[4].netid:#x}"
    return flow(f"table={table} priority=65535,reg0={number} actions=drop", cookie="0x1")(at)


def address_not_assigned(at: Place) -> str | None:
    """The node that hosts an egress address does not have it."""
    plan = at.bundle.plan
    held = plan.egress(at.host)
    if plan.release.mode == "SN" or not held:
        return None
    address = re.escape(str(held[0].egress_ip))
    text = at.text("addresses") or ""
    return at.put("addresses", re.sub(rf" +inet {address}/.*\n.*\n", "", text))


def two_of_one_project(at: Place) -> str | None:
    """A node got two egress addresses of one project, of which it uses one."""
    if at.bundle.plan.release.mode == "SN":
        return None
    second = "172.16.40.252"
    shop = find(at, "netnamespaces", "shop")
    shop["egressIPs"].append(second)
    host = at.bundle.plan.hosting(at.bundle.plan.projects[2])
    find(at, "hostsubnets", host.name)["egressIPs"].append(second)
    return ALL


def all_nodes_say(message: str) -> Mutator:
    """Let the SDN of every node say it."""

    def mutate(at: Place) -> str | None:
        if at.text("log") is None:
            return None
        for texts in at.bundle.texts.values():
            lines = [f"W0310 10:3{i}:17.204518    2517 egress.go:77] {message}\n" for i in range(3)]
            texts["log"] += "".join(lines)
        return ALL

    return mutate


def offline(at: Place) -> str | None:
    """All nodes took the egress node for offline, though its VXLAN comes."""
    plan = at.bundle.plan
    if plan.release.mode == "SN":
        return None
    return all_nodes_say(f"Node {plan.hosting(plan.projects[2]).ip} is offline")(at)


def another_name(at: Place) -> str | None:
    """Somebody renamed the chain of a service on one node."""
    text = at.text("iptables") or ""
    match = re.search(rf"-A KUBE-SERVICES -d {re.escape(at.service.ip)}/32 .*-j (KUBE-SVC-\w+)", text)  # fmt: skip
    if not match:
        return None
    return at.put("iptables", text.replace(match[1], "KUBE-SVC-AAAABBBBCCCCDDDD"))


def unlike_the_others(at: Place) -> str | None:
    """A node lacks a service, in a bundle without the API's objects of services."""
    for kind in ("services", "endpoints"):
        del at.bundle.objects[kind]
    return lost_on_one_node(at)


def dropped_in_mangle(at: Place) -> str | None:
    """Somebody drops VXLAN where nobody looks."""
    text = at.text("iptables") or ""
    rule = "[812:90211] -A PREROUTING -p udp -m udp --dport 4789 -j DROP"
    if "*mangle" in text:
        head, _, tail = text.partition("*mangle\n")
        before, _, after = tail.partition("COMMIT\n")
        return at.put("iptables", f"{head}*mangle\n{before}{rule}\nCOMMIT\n{after}")
    hooks = "".join(f":{name} ACCEPT [9:900]\n" for name in ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"))  # fmt: skip
    return at.put("iptables", f"{text}*mangle\n{hooks}{rule}\nCOMMIT\n")


def no_ovs_pod(at: Place) -> str | None:
    """Before 4.6 Open vSwitch runs in a pod of its own; a node lost it."""
    items = at.bundle.objects["pods"]
    mine = [o for o in items if o["metadata"]["name"].startswith("ovs-")
            and o["spec"]["nodeName"] == at.host.name]  # fmt: skip
    if not mine:
        return None
    items.remove(mine[0])
    return at.host.name


def global_policy(at: Place) -> str | None:
    """A project without a VNID of its own has an egress policy, which nobody follows."""
    items = at.bundle.objects.get("egressnetworkpolicies")
    if not items or at.bundle.plan.release.mode == "SN":
        return None
    like = copy.deepcopy(items[0])
    like["metadata"] |= {"namespace": "default", "name": "default", "uid": "81"}
    items.append(like)
    return ALL


STATE: dict[str, Mutator] = {
    "a subnet is tunnelled to two nodes": two_homes,
    "fixed VNID of an F5 host is another": fixed_number,
    "pod flows for an address outside the subnet": outside,
    "one address on two nodes": one_address_on_two_nodes,
    "a table that is jumped to is empty": gone("flows", "table=110,", every=True),
    "NetNamespace without a namespace": netnamespace_alone,
    "default has a VNID": default_with_a_number,
    "the name server's project is isolated": names_behind_walls,
    "VNID in a cluster without projects": without_projects,
    "services do not pass": only("ct", gone("flows", "table=60,.*priority=200")),
    "policy about egress alone": only("NP L6", policy("out-only", "openshift-ingress", {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [{"podSelector": {}}]}]})),
    "OVS pod is missing": no_ovs_pod,
    "egress policy of a global project": global_policy,
    "VXLAN dropped in mangle": dropped_in_mangle,
    "egress policy: update left half done": cut_off,
    "egress IP is not on its node": address_not_assigned,
    "two egress IPs of one project on a node": two_of_one_project,
    "egress node is taken for offline": offline,
    "chain of a service has another name": another_name,
    "service rules differ, objects not collected": unlike_the_others,
    "log: kube-proxy's rules not written": said("Failed to execute iptables-restore: exit status 1 (iptables-restore: line 312 failed)"),
    "log: OVS restarted, the SDN did not": both(said("SDN healthcheck disconnected from OVS server: EOF", often=1), not_ready),
}  # fmt: skip
