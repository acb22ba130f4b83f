"""Ways to break what the API says."""

from __future__ import annotations

import copy
import re

from tests.accuracy.mutation import ALL, Mutator, Place


def find(at: Place, kind: str, name: str) -> dict:
    return next(o for o in at.bundle.objects[kind] if o["metadata"]["name"] == name)


def remove(at: Place, kind: str, name: str) -> None:
    items = at.bundle.objects[kind]
    items.remove(find(at, kind, name))


def forget(at: Place, texts: dict[str, str]) -> None:
    """Let a node drop the flows of the host at fault, as its SDN does when a HostSubnet goes."""
    own = (
        rf"table=(10|50|90),.*(tun_src={re.escape(at.host.ip)} |={re.escape(str(at.host.subnet))} )"
    )
    lines = [line for line in texts["flows"].split("\n") if not re.search(own, line)]
    copy = f"set_field:{at.host.ip}->tun_dst,output:1,"
    texts["flows"] = "\n".join(lines).replace(copy, "")


def two_host_ips(at: Place) -> str | None:
    """A HostSubnet got the address of another one; the flows of all other nodes follow."""
    find(at, "hostsubnets", at.host.name)["hostIP"] = at.other.ip
    for node, texts in at.bundle.texts.items():
        if node == at.other.name:
            forget(at, texts)  # it takes the HostSubnet for its own
        elif node != at.host.name:
            tunnels = [line.replace(f"set_field:{at.host.ip}->", f"set_field:{at.other.ip}->")
                       for line in texts["flows"].split("\n")
                       if re.search(rf"table=(50|90),.*={re.escape(str(at.host.subnet))} ", line)]  # fmt: skip
            forget(at, texts)
            texts["flows"] += "\n".join(tunnels) + "\n"
    return ALL


def two_subnets(at: Place) -> str | None:
    find(at, "hostsubnets", at.host.name)["subnet"] = str(at.other.subnet)
    return ALL


def subnet_outside(at: Place) -> str | None:
    find(at, "hostsubnets", at.host.name)["subnet"] = f"10.250.8.0/{at.host.subnet.prefixlen}"
    return ALL


def subnet_of_wrong_size(at: Place) -> str | None:
    find(at, "hostsubnets", at.host.name)["subnet"] = f"{at.host.subnet[0]}/26"
    return ALL


def no_hostsubnet(at: Place) -> str | None:
    remove(at, "hostsubnets", at.host.name)
    for node, texts in at.bundle.texts.items():
        if node != at.host.name:
            forget(at, texts)
    return ALL


def hostsubnet_without_node(at: Place) -> str | None:
    """A node that went left its HostSubnet, and so its flows on every node."""
    like = find(at, "hostsubnets", at.other.name)
    meta = like["metadata"] | {"name": "retired-node", "uid": "11112222-3333-4444-5555-666677778888",
                               "annotations": {"pod.network.openshift.io/node-uid": "99990000-aaaa-bbbb-cccc-ddddeeeeffff"}}  # fmt: skip
    plan = at.bundle.plan
    spare = f"{plan.cidrs[0][-(2**plan.length)]}/{32 - plan.length}"
    gone = like | {
        "metadata": meta,
        "host": "retired-node",
        "hostIP": "172.16.47.201",
        "subnet": spare,
    }
    at.bundle.objects["hostsubnets"].append(gone | {"egressIPs": []})
    new = "172.16.47.201"
    for node, texts in at.bundle.texts.items():
        lines = []
        like_node = at.host if node == at.other.name else at.other
        for line in texts["flows"].split("\n"):
            lines.append(line)
            if re.search(
                rf"table=(10|50|90),.*({re.escape(like_node.ip)} |={re.escape(str(like_node.subnet))} )",
                line,
            ):
                copy = line.replace(like_node.ip, new).replace(str(like_node.subnet), spare)
                lines.append(re.sub("cookie=0x\\w+", "cookie=0x30acb41e", copy))
        text = "\n".join(lines)
        first = f"set_field:{like_node.ip}->tun_dst,output:1,"
        texts["flows"] = re.sub(
            f"(table=111,.*?){first}", rf"\1{first}set_field:{new}->tun_dst,output:1,", text
        )
    return ALL


def other_node_address(at: Place) -> str | None:
    """DHCP gave the node another address; its HostSubnet still has the old one."""
    for address in find(at, "nodes", at.host.name)["status"]["addresses"]:
        if address["type"] == "InternalIP":
            address["address"] = "172.16.47.77"
    text = at.text("addresses")
    assert text is not None
    at.put("addresses", text.replace(f"inet {at.host.ip}/", "inet 172.16.47.77/"))
    return at.host.name


def no_netnamespace(at: Place) -> str | None:
    if at.bundle.plan.release.mode == "SN":
        return None
    remove(at, "netnamespaces", at.pod.project.name)
    return ALL


def one_netid_twice(at: Place) -> str | None:
    """Two projects got one number, and flows follow."""
    if at.bundle.plan.release.mode != "NP":
        return None
    other = next(p for p in at.bundle.plan.projects if p.netid and p is not at.pod.project
                 and p.name != "openshift-sdn")  # fmt: skip
    find(at, "netnamespaces", at.pod.project.name)["netid"] = other.netid
    for texts in at.bundle.texts.values():
        flows = texts["flows"].replace(f"{at.pod.project.netid:#x}", f"{other.netid:#x}")
        seen: set[str] = set()
        lines = []
        for line in flows.split("\n"):
            what = line.split("n_bytes=")[-1].partition(", ")[2] if "n_bytes=" in line else line
            place = re.sub(r".*(table=\d+), .*", r"\1", line) + what.split(" actions=")[0]
            if place not in seen or "table=" not in line:
                lines.append(line)
            seen.add(place)
        texts["flows"] = "\n".join(lines)
    return ALL


def two_pods_one_address(at: Place) -> str | None:
    """The address was given anew while a pod still had it: its flows lead to one of them."""
    other = at.lone
    if other is at.pod:
        return None
    find(at, "pods", other.name)["status"]["podIP"] = at.pod.ip
    texts = at.bundle.texts[at.host.name]
    there, here = re.escape(other.ip), at.pod.ip
    lines = [line for line in texts["flows"].split("\n")
             if not re.search(rf"table=(25|27|40|70|80),.*={there}[ ,]", line)]  # fmt: skip
    flows = "\n".join(lines).replace(
        f"arp_sha=00:00{other.mac[5:]}", f"arp_sha=00:00{at.pod.mac[5:]}"
    )
    texts["flows"] = re.sub(rf"(_s(?:rc|pa)=){there}([ ,])", rf"\g<1>{here}\2", flows)
    return ALL


def pod_outside(at: Place) -> str | None:
    """A pod got an address of another node's subnet; its flows have it as well."""
    new = str(at.other.subnet[-9])
    find(at, "pods", at.lone.name)["status"]["podIP"] = new
    texts = at.bundle.texts[at.host.name]
    sha = ":".join(f"{octet:02x}" for octet in at.other.subnet[-9].packed)
    flows = texts["flows"].replace(f"arp_sha=00:00{at.lone.mac[5:]}", f"arp_sha=00:00:{sha}")
    texts["flows"] = re.sub(rf"={re.escape(at.lone.ip)}([ ,])", rf"={new}\1", flows)
    return at.host.name


def not_ready(at: Place) -> str | None:
    """The node says that its network is not ready."""
    for condition in find(at, "nodes", at.host.name)["status"]["conditions"]:
        condition |= {
            "status": "False",
            "reason": "KubeletNotReady",
            "message": "runtime network not ready",
        }
    return at.host.name


def pending(at: Place) -> str | None:
    """A pod waits for its network: it has neither address nor flows nor a port."""
    pod = find(at, "pods", at.lone.name)
    pod["status"] |= {
        "phase": "Pending",
        "conditions": [
            {"type": "Ready", "status": "False", "lastTransitionTime": "2026-03-10T10:30:00Z"}
        ],
    }
    pod["status"]["containerStatuses"] = []
    del pod["status"]["podIP"]
    texts = at.bundle.texts[at.host.name]
    own = rf"={re.escape(at.lone.ip)}[ ,]"
    texts["flows"] = "\n".join(x for x in texts["flows"].split("\n") if not re.search(own, x))
    texts["ovs-show"] = re.sub(rf" +\d+\({at.lone.veth}\).*\n.*\n.*\n.*\n", "", texts["ovs-show"])
    return at.host.name


def two_claims(at: Place) -> str | None:
    """Two nodes say that they host one egress address."""
    if at.bundle.plan.release.mode == "SN":
        return None
    for host in (at.host, at.other):
        held = find(at, "hostsubnets", host.name).setdefault("egressIPs", [])
        if "172.16.40.250" not in held:
            held.append("172.16.40.250")
    return at.host.name


def two_firewalls(at: Place) -> str | None:
    """A project has two EgressNetworkPolicies."""
    if at.bundle.plan.release.mode == "SN":
        return None
    policy = at.bundle.objects["egressnetworkpolicies"][0]
    second = copy.deepcopy(policy)
    second["metadata"]["name"] = "second"
    at.bundle.objects["egressnetworkpolicies"].append(second)
    return at.host.name


def pod_host_ip(at: Place) -> str | None:
    pods = [o for o in at.bundle.objects["pods"] if o["spec"]["nodeName"] == at.host.name]
    if at.bundle.form == "loose":
        return None
    for each in pods:
        each["status"]["hostIP"] = "172.16.47.88"
    return at.host.name


def find_service(at: Place, kind: str) -> dict:
    key = (at.service.project.name, at.service.name)
    return next(o for o in at.bundle.objects[kind]
                if (o["metadata"]["namespace"], o["metadata"]["name"]) == key)  # fmt: skip


OBJECTS: dict[str, Mutator] = {
    "two HostSubnets with one address": two_host_ips,
    "two HostSubnets with one subnet": two_subnets,
    "HostSubnet outside the cluster network": subnet_outside,
    "HostSubnet of another size": subnet_of_wrong_size,
    "HostSubnet deleted": no_hostsubnet,
    "HostSubnet of no node": hostsubnet_without_node,
    "node has another address than its HostSubnet": other_node_address,
    "NetNamespace deleted": no_netnamespace,
    "one VNID twice": one_netid_twice,
    "two pods with one address": two_pods_one_address,
    "pod with an address of another node": pod_outside,
    "pods with another host address": pod_host_ip,
}
