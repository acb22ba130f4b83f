"""A healthy cluster of any release, as debug.sh collects it."""

from __future__ import annotations

import re
from pathlib import Path

from tests import cluster
from tests.layouts import flows, iptables, projects
from tests.layouts.flows import F5, SECOND, Line, cidrs
from tests.layouts.spec import MODES, Spec

FIXED = 5
"""The VNID of what is sent to F5's host."""
PLUGINS = "redhat/openshift-ovs-"


class LayoutCluster(cluster.Cluster):
    def __init__(self, spec: Spec, nodes: int = 3) -> None:
        super().__init__(nodes=nodes, pods=4, services=3, namespaces=3)
        self.spec = spec

    def lines(self, node: int) -> list[Line]:
        spec = self.spec
        here = [pod for pod in self.pods if pod.node == node]
        found = list(flows.static(spec, node))
        senders = []
        for other in range(self.nodes):
            if other != node:
                ip, net = cluster.node_ip(other), str(cluster.subnet(other, 23))
                uid = cluster.uid("hostsubnet" + cluster.node_name(other))
                found += flows.remote(spec, ip, net, uid)
                senders.append(ip)
        if "f5" in spec.words:
            found += flows.remote(spec, *F5, cluster.uid("f5"), FIXED if spec.since("L1") else None)
            senders.append(F5[0])
        for pod in here:
            found += flows.of_pod(spec, pod)
        for each in self.services:
            found += flows.of_service(spec, each.ip, each.namespace)
        numbers = {flows.vnid(spec, pod.namespace) for pod in here}
        if not spec.ct:
            numbers |= {flows.vnid(spec, each.namespace) for each in self.services}
        found += projects.isolation(spec, here, numbers)
        found += projects.firewall(spec)
        found += projects.egress(spec, node)
        found += projects.multicast(spec, here, senders)
        found.sort(
            key=lambda line: (line.table, -(32768 if line.priority is None else line.priority))
        )
        return found

    def flows(self, node: int) -> str:
        lines = ["OFPST_FLOW reply (OF1.3) (xid=0x2):", *map(str, self.lines(node))]
        return "\n".join(lines) + "\n"

    def ports(self, node: int) -> str:
        text = super().ports(node)
        number = self.spec.vovsbr
        if number is None:
            return text
        shift = number == 3
        text = re.sub(
            r"^ (\d+)\(veth", lambda m: f" {int(m[1]) + shift}(veth", text, flags=re.MULTILINE
        )
        block = re.search(r"^ 2\(tun0\).*\n(?:  .*\n)+", text, flags=re.MULTILINE)
        assert block
        return text.replace(block[0], block[0] + block[0].replace("2(tun0)", f"{number}(vovsbr)"))

    def addresses(self, node: int) -> str:
        text = super().addresses(node)
        own = cluster.subnet(node, 23)
        if self.spec.vovsbr:
            up = "<BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue"
            text += (
                f"31: lbr0: {up} state UP group default \n"
                "    link/ether 7a:4c:96:5e:94:29 brd ff:ff:ff:ff:ff:ff\n"
                f"    inet {own[1]}/23 scope global lbr0\n"
                "       valid_lft forever preferred_lft forever\n"
                f"32: vovsbr@vlinuxbr: {up} master ovs-system state UP group default qlen 1000\n"
                "    link/ether 3e:e0:f8:25:11:22 brd ff:ff:ff:ff:ff:ff\n"
                f"33: vlinuxbr@vovsbr: {up} master lbr0 state UP group default qlen 1000\n"
                "    link/ether 7a:4c:96:5e:94:29 brd ff:ff:ff:ff:ff:ff\n"
            )
        if self.hosts_egress(node):
            home = f"    inet {cluster.node_ip(0)}/16 brd 192.168.255.255 scope global eth0\n"
            assert home in text
            eip = f"    inet {projects.EGRESS_IP}/16 brd 192.168.255.255 scope global secondary eth0:eip\n"
            text = text.replace(
                home, home + "       valid_lft forever preferred_lft forever\n" + eip
            )
        return text

    def hosts_egress(self, node: int) -> bool:
        return node == 0 and "egress" in self.spec.words

    def clusternetwork(self) -> dict:
        found = super().clusternetwork() | {"pluginName": PLUGINS + MODES[self.spec.mode]}
        if self.spec.since("L4"):
            found["clusterNetworks"] = [
                {"CIDR": str(net), "hostSubnetLength": 9} for net in cidrs(self.spec)
            ]
        else:
            del found["clusterNetworks"]
        return found

    def hostsubnets(self) -> list[dict]:
        found = [cluster.hostsubnet(node) for node in range(self.nodes)]
        if "egress" in self.spec.words:
            found[0]["egressIPs"] = projects.EGRESS_IP
        if "f5" in self.spec.words:
            notes = {"pod.network.openshift.io/assign-subnet": "true"}
            if self.spec.since("L1"):
                notes["pod.network.openshift.io/fixed-vnid-host"] = f'"{FIXED}"'
            f5 = cluster.hostsubnet(0)
            meta = {"annotations": notes, "name": "f5-server", "uid": cluster.uid("f5"),
                    "creationTimestamp": cluster.TIME}  # fmt: skip
            found.append(f5 | {"host": "f5-server", "hostIP": F5[0], "subnet": F5[1],
                               "metadata": meta})  # fmt: skip
        return found

    def netnamespaces(self) -> list[dict]:
        found = [cluster.netnamespace(name) for name in self.namespaces]
        owner = next(each for each in found if each["netname"] == projects.OWNER)
        if "egress" in self.spec.words:
            owner["egressIPs"] = projects.EGRESS_IP
        if "multicast" in self.spec.words:
            owner["metadata"]["annotations"] = {
                "netnamespace.network.openshift.io/multicast-enabled": '"true"'
            }
        return found

    def write(self, root: Path, *, firewall: bool = True, journals: bool = False) -> None:
        super().write(root, firewall=firewall, journals=journals)
        top = root / "openshift-sdn-debug"
        for name, items in (("hostsubnets", self.hostsubnets()),
                            ("netnamespaces", self.netnamespaces())):  # fmt: skip
            text = re.sub(r"( +)(egressIPs:) (\S+)", r"\1\2\n\1- \3", cluster.yaml_list(items))
            (top / "master" / name).write_text(f"> oc get {name} -o yaml\n\n{text}")
        if self.spec.mode != "SN":
            text = cluster.yaml_list(projects.egress_policies(self.spec))
            (top / "master/egressnetworkpolicies").write_text(
                f"> oc get egressnetworkpolicies --all-namespaces -o yaml\n\n{text}"
            )
        if self.spec.mode == "NP":
            here = "policies" in self.spec.words
            text = cluster.yaml_list(projects.policies(self.spec, self.pods) if here else [])
            (top / "master/networkpolicies").write_text(
                f"> oc get networkpolicies --all-namespaces -o yaml\n\n{text}"
            )
        for node in range(self.nodes if firewall else 0):
            path = top / "nodes" / cluster.node_name(node) / "iptables"
            path.write_text(f"> iptables-save\n\n{iptables.save(self.spec, self.services, node)}")
        for path in top.glob("nodes/*/routes"):
            path.write_text(self.routes(path.read_text()))
        if SECOND in cidrs(self.spec):
            for path in top.rglob("*"):
                if path.is_file():
                    path.write_text(third_node_elsewhere(path.read_text()))

    def routes(self, text: str) -> str:
        pods = f"{cluster.CLUSTER} dev tun0 scope link \n"
        if SECOND in cidrs(self.spec):
            text = text.replace(pods, pods + pods.replace(str(cluster.CLUSTER), str(SECOND)))
        if not self.spec.since("L1"):
            text = text.replace(f"{cluster.SERVICES} dev tun0 \n", "")
        return text


def third_node_elsewhere(text: str) -> str:
    """Move the third node's subnet to the second pod network."""
    return re.sub(r"\b10\.128\.([67])\.", r"10.132.\1.", text).replace("0a:80:06", "0a:84:06")
