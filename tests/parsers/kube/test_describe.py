"""`oc describe`: some fields of an object, as a row shows some."""

from __future__ import annotations

from ipaddress import IPv4Network

from parsers.base import Artifact
from parsers.kube import catalog, documents
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from parsers.kube.objects import Described, Objects
from parsers.kube.pods import Pods
from parsers.kube.services import Services

POD = """\
Name:               web-1-x2x7q
Namespace:          shop
Priority:           0
Node:               node1.example.com/192.168.122.46
Start Time:         Mon, 02 Jul 2018 08:14:51 +0000
Labels:             app=web
                    deployment=web-1
Annotations:        <none>
Status:             Running
IP:                 10.128.0.5
Controlled By:      ReplicationController/web-1
Containers:
  web:
    Port:           8080/TCP
    State:          Running
Conditions:
  Type              Status
  Initialized       True
  Ready             False
Events:             <none>
"""
SERVICE = """\
Name:              web
Namespace:         shop
Labels:            app=web
Selector:          app=web,tier=front
Type:              ClusterIP
IP:                172.30.81.14
Port:              8080-tcp  8080/TCP
TargetPort:        8080/TCP
Port:              metrics  9090/TCP
TargetPort:        metrics/TCP
Endpoints:         10.128.0.5:8080
Session Affinity:  None
Events:            <none>
"""
NODE = """\
Name:               node1.example.com
Roles:              compute
Labels:             kubernetes.io/hostname=node1.example.com
Unschedulable:      true
Conditions:
  Type             Status  LastHeartbeatTime                 Reason
  ----             ------  -----------------                 ------
  Ready            False   Mon, 02 Jul 2018 08:14:51 +0000   KubeletNotReady
Addresses:
  InternalIP:  192.168.122.46
  Hostname:    node1.example.com
Capacity:
 cpu:     4
System Info:
 Kubelet Version:            v1.11.0+d4cacc0
"""


def parsed(text: str) -> Objects[Described]:
    assert documents.claims(text[:4096], "paste.txt", None)
    (found,) = catalog.read(Artifact("paste.txt", text=text))
    assert found.fact.partial
    return found.fact


def test_pod() -> None:
    pods = parsed(POD)
    assert isinstance(pods, Pods)
    (pod,) = pods.items
    assert (pod.full_name, pod.node, pod.pod_ip, pod.host_ip, pod.ready) == (
        "shop/web-1-x2x7q", "node1.example.com", "10.128.0.5", "192.168.122.46", False,
    )  # fmt: skip
    assert pod.labels == {"app": "web", "deployment": "web-1"}
    assert pod.source_of("podIP").line == 10


def test_services_one_after_another() -> None:
    services = parsed(SERVICE + "\n\n" + SERVICE.replace("web\nNamespace", "api\nNamespace"))
    assert isinstance(services, Services)
    web, api = services.items
    assert web.cluster_ip == "172.30.81.14"
    assert [(p.name, p.port, p.target_port) for p in web.ports] == [
        ("8080-tcp", 8080, "8080"), ("metrics", 9090, "metrics"),
    ]  # fmt: skip
    assert web.selector == {"app": "web", "tier": "front"}
    assert api.full_name == "shop/api"


def test_node() -> None:
    nodes = parsed(NODE)
    assert isinstance(nodes, Nodes)
    (node,) = nodes.items
    assert (node.name, node.internal_ip, node.ready, node.schedulable) == (
        "node1.example.com", "192.168.122.46", False, False,
    )  # fmt: skip
    assert node.source_of("address").line == 10


def test_hostsubnet() -> None:
    subnets = parsed(
        "Name:\tnode1\nCreated:\t2 days ago\nLabels:\t<none>\nNode:\tnode1\nNode IP:\t192.168.122.46\n"
        "Pod Subnet:\t10.128.0.0/23\nEgress CIDRs:\t<none>\nEgress IPs:\t192.168.122.9\n"
    )
    assert isinstance(subnets, HostSubnets)
    (subnet,) = subnets.items
    assert (subnet.host_ip, subnet.subnet) == ("192.168.122.46", IPv4Network("10.128.0.0/23"))
    assert subnet.egress_ips == ("192.168.122.9",)


def test_what_is_described_of_no_known_kind_is_not_claimed() -> None:
    text = "Name:  a\nNamespace:  b\nReplicas:  3 current\n"
    assert not documents.claims(text, "paste.txt", None)


def test_podinfo_of_debug_sh() -> None:
    text = (
        "node1 192.168.122.46 web-1 shop 10.128.0.5 b52e4e8da931\n"
        "node2    192.168.122.18    api-1    pay    10.129.0.5    cri-o://0123\n\nbroken\n"
    )
    (found,) = catalog.read(Artifact("x/meta/podinfo", text=text))
    assert isinstance(found.fact, Pods)
    assert found.fact.partial
    assert [(p.full_name, p.node, p.pod_ip) for p in found.fact.items] == [
        ("shop/web-1", "node1", "10.128.0.5"), ("pay/api-1", "node2", "10.129.0.5"),
    ]  # fmt: skip
