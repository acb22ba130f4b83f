"""Tables of `oc get`, with the columns of every release, aligned and as they are pasted."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TypeVar

import pytest

from parsers.base import Artifact, Parsed, Source
from parsers.kube import catalog, documents
from parsers.kube.clusternetworks import ClusterNetworks
from parsers.kube.endpoints import Endpoints
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.namespaces import Namespaces
from parsers.kube.netnamespaces import NetNamespaces
from parsers.kube.networkpolicies import NetworkPolicies
from parsers.kube.nodes import Nodes
from parsers.kube.objects import Described, Objects
from parsers.kube.pods import Pods
from parsers.kube.routes import Routes
from parsers.kube.services import Services

F = TypeVar("F", bound=Objects[Described])


def parse(text: str, command: str | None = None) -> Parsed[Objects[Described]]:
    assert documents.claims(text[:4096], "x.txt", command)
    (parsed,) = catalog.read(Artifact("x.txt", text.encode(), command=command, first_line=2))
    return parsed


def read(kind: type[F], text: str, command: str | None = None) -> F:
    parsed = parse(text, command)
    assert parsed.unread == ()
    assert isinstance(parsed.fact, kind)
    return parsed.fact


@pytest.mark.parametrize(
    "text",
    [
        # up to 3.6
        "NAME      HOST      HOST IP         SUBNET\n"
        "n1.lab    n1.lab    192.168.7.1     10.1.4.0/24\n",
        # 3.7
        "NAME      HOST      HOST IP         SUBNET         EGRESS IPS\n"
        "n1.lab    n1.lab    192.168.7.1     10.1.4.0/24    [192.168.7.9]\n",
        # 3.11
        "NAME      HOST      HOST IP       SUBNET        EGRESS CIDRS   EGRESS IPS\n"
        "n1.lab    n1.lab    192.168.7.1   10.1.4.0/24   []             [192.168.7.9]\n",
        # 4.x
        "NAME     HOST     HOST IP       SUBNET        EGRESS CIDRS   EGRESS IPS\n"
        'n1.lab   n1.lab   192.168.7.1   10.1.4.0/24                  ["192.168.7.9"]\n',
        # a paste that lost its alignment
        "NAME  HOST  HOST IP  SUBNET  EGRESS CIDRS  EGRESS IPS\n"
        "n1.lab  n1.lab  192.168.7.1  10.1.4.0/24  []  [192.168.7.9]\n",
        "NAME  HOST  HOST IP  SUBNET  EGRESS CIDRS  EGRESS IPS\n"
        "n1.lab  n1.lab  192.168.7.1  10.1.4.0/24\n",
        "NAME HOST HOST IP SUBNET\nn1.lab n1.lab 192.168.7.1 10.1.4.0/24\n",
        "NAME\tHOST\tHOST IP\tSUBNET\nn1.lab\tn1.lab\t192.168.7.1\t10.1.4.0/24\n",
    ],
)
def test_hostsubnets(text: str) -> None:
    (item,) = read(HostSubnets, text).items
    assert (item.name, item.host, item.host_ip) == ("n1.lab", "n1.lab", "192.168.7.1")
    assert item.subnet == IPv4Network("10.1.4.0/24")
    assert item.egress_ips == (("192.168.7.9",) if "7.9" in text else ())
    assert item.egress_cidrs == ()
    assert item.source == Source("x.txt", 3, text.split("\n")[1])
    assert item.source_of("hostIP") == item.source
    assert item.from_table


@pytest.mark.parametrize(
    ("header", "row", "egress"),
    [
        ("NAME      NETID", "shop      8571517", ()),
        ("NAME      NETID      EGRESS IPS", "shop      8571517    []", ()),
        ("NAME      NETID      EGRESS IPS", "shop      8571517    ", ()),
        ("NAME      NETID      EGRESS IPS", "shop      8571517    [10.1.2.3]", ("10.1.2.3",)),
        ("NAME   NETID     EGRESS IPS", 'shop   8571517   ["10.1.2.3","10.1.2.4"]',
         ("10.1.2.3", "10.1.2.4")),
    ],
)  # fmt: skip
def test_netnamespaces(header: str, row: str, egress: tuple[str, ...]) -> None:
    (item,) = read(NetNamespaces, f"{header}\n{row}\n").items
    assert (item.name, item.netid, item.egress_ips) == ("shop", 8571517, egress)


@pytest.mark.parametrize(
    ("text", "service", "plugin"),
    [
        ("NAME      NETWORK         HOST SUBNET LENGTH\ndefault   10.128.0.0/14   9\n", None, None),
        ("NAME      NETWORK         HOST SUBNET LENGTH   SERVICE NETWORK   PLUGIN NAME\n"
         "default   10.128.0.0/14   9                    172.30.0.0/16     redhat/openshift-ovs-subnet\n",
         "172.30.0.0/16", "subnet"),
        ("NAME      CLUSTER NETWORKS   SERVICE NETWORK   PLUGIN NAME\n"
         "default   10.128.0.0/14:9    172.30.0.0/16     redhat/openshift-ovs-multitenant\n",
         "172.30.0.0/16", "multitenant"),
        ("NAME      CLUSTER NETWORK    SERVICE NETWORK   PLUGIN NAME\n"
         "default   10.128.0.0/14:9    172.30.0.0/16     redhat/openshift-ovs-networkpolicy\n",
         "172.30.0.0/16", "networkpolicy"),
    ],
)  # fmt: skip
def test_clusternetworks(text: str, service: str | None, plugin: str | None) -> None:
    (item,) = read(ClusterNetworks, text).items
    assert item.cidrs == ((IPv4Network("10.128.0.0/14"), 23),)
    assert item.service_network == (IPv4Network(service) if service else None)
    assert item.plugin == plugin


def test_several_cluster_networks() -> None:
    text = (
        "NAME      CLUSTER NETWORKS                   SERVICE NETWORK   PLUGIN NAME\n"
        "default   10.128.0.0/14:9, 10.64.0.0/16:8    172.30.0.0/16     redhat/openshift-ovs-subnet\n"
    )
    (item,) = read(ClusterNetworks, text).items
    assert [(str(net), length) for net, length in item.cidrs] == [
        ("10.128.0.0/14", 23),
        ("10.64.0.0/16", 24),
    ]


PODS = """\
NAMESPACE   NAME       READY   STATUS              RESTARTS     AGE   IP           NODE     NOMINATED NODE
shop        web-1      1/1     Running             5 (3h ago)   2d    10.1.4.7     n1.lab   <none>
shop        web-2      0/1     CrashLoopBackOff    17           2d    10.1.4.8     n1.lab   <none>
shop        web-3      0/1     ContainerCreating   0            5s    <none>       n2.lab   <none>
shop        job-1      0/1     Completed           0            2d    10.1.4.9     n1.lab   <none>
infra       web-1      2/2     Terminating         0            2d    10.1.5.7     n2.lab   <none>
"""


def test_pods() -> None:
    pods = read(Pods, PODS, "oc get pods --all-namespaces -o wide")
    assert [(p.full_name, p.pod_ip, p.node, p.phase, p.ready, p.deleting) for p in pods.items] == [
        ("shop/web-1", "10.1.4.7", "n1.lab", "Running", True, False),
        ("shop/web-2", "10.1.4.8", "n1.lab", "Running", False, False),
        ("shop/web-3", None, "n2.lab", "Pending", False, False),
        ("shop/job-1", "10.1.4.9", "n1.lab", "Succeeded", False, False),
        ("infra/web-1", "10.1.5.7", "n2.lab", "Running", True, True),
    ]
    assert not pods.partial
    assert pods.items[4].source.line == 7


def test_a_namespace_may_stand_in_the_command_alone() -> None:
    text = "NAME      READY     REASON    RESTARTS   AGE\nweb-1     1/1       Running   0          2d\n"
    for command in ("oc get pods -n shop", "oc get pods --namespace=shop"):
        pods = read(Pods, text, command)
        assert [pod.full_name for pod in pods.items] == ["shop/web-1"]
        assert pods.partial


@pytest.mark.parametrize(
    "text",
    [
        "NAME      LABELS                          STATUS\n"
        "n1.lab    kubernetes.io/hostname=n1.lab   Ready\n"
        "n2.lab    kubernetes.io/hostname=n2.lab   NotReady,SchedulingDisabled\n",
        "NAME      STATUS                        AGE\n"
        "n1.lab    Ready                         1y\n"
        "n2.lab    NotReady,SchedulingDisabled   1y\n",
        "NAME     STATUS                        ROLES    AGE   VERSION\n"
        "n1.lab   Ready                         master   1y    v1.11.0\n"
        "n2.lab   NotReady,SchedulingDisabled   infra    1y    v1.11.0\n",
    ],
)
def test_nodes(text: str) -> None:
    nodes = read(Nodes, text)
    assert [(node.name, node.ready, node.schedulable) for node in nodes.items] == [
        ("n1.lab", True, True),
        ("n2.lab", False, False),
    ]


def test_wide_nodes() -> None:
    text = (
        "NAME     STATUS   ROLES    AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE\n"
        "n1.lab   Ready    master   1y    v1.11.0   192.168.7.1   <none>        Red Hat Linux 7.6 (Maipo)\n"
    )
    (node,) = read(Nodes, text).items
    assert (node.internal_ip, node.kubelet_version) == ("192.168.7.1", "v1.11.0")


def test_namespaces() -> None:
    spaces = read(Namespaces, "NAME   STATUS   AGE\nshop   Active   2d\n")
    assert [(space.name, space.phase) for space in spaces.items] == [("shop", "Active")]
    projects = read(Namespaces, "NAME   DISPLAY NAME   STATUS\nshop   The Shop       Active\n")
    assert [(space.name, space.phase) for space in projects.items] == [("shop", "Active")]


def test_services_of_the_chapter_whose_cells_hold_several_lines() -> None:
    text = (
        "NAME      LABELS        SELECTOR                     IP(S)          PORT(S)\n"
        "router    app=router    app=router,region=infra      172.30.1.1     80/TCP\n"
        "                                                                    443/TCP\n"
    )
    (item,) = read(Services, text).items
    assert item.cluster_ip == "172.30.1.1"
    assert [(port.port, port.protocol) for port in item.ports] == [(80, "TCP"), (443, "TCP")]
    assert item.selector == {"app": "router", "region": "infra"}


@pytest.mark.parametrize("name", ["CLUSTER-IP", "CLUSTER_IP"])
def test_services(name: str) -> None:
    text = (
        f"NAME   TYPE       {name}    EXTERNAL-IP   PORT(S)                        AGE\n"
        "api    NodePort   172.30.66.1   10.9.9.9      8088:30843/TCP,53/UDP          2d\n"
        "db     ClusterIP  None          <none>        5432/TCP                       2d\n"
    )
    api, db = read(Services, text).items
    assert [(p.port, p.protocol, p.node_port) for p in api.ports] == [
        (8088, "TCP", 30843),
        (53, "UDP", None),
    ]
    assert (api.type, api.cluster_ip, api.external_ips) == (
        "NodePort",
        "172.30.66.1",
        ("10.9.9.9",),
    )
    assert (db.cluster_ip, db.selector) == (None, None)


def test_endpoints() -> None:
    text = (
        "NAMESPACE   NAME    ENDPOINTS                                              AGE\n"
        "shop        web     10.1.4.7:8080,10.1.4.8:8080,10.1.5.7:8080 + 3 more...  2d\n"
        "shop        db      <none>                                                 2d\n"
    )
    web, db = read(Endpoints, text).items
    assert [address.ip for address in web.ready] == ["10.1.4.7", "10.1.4.8", "10.1.5.7"]
    assert [port.port for subset in web.subsets for port in subset.ports] == [8080]
    assert web.truncated
    assert (db.subsets, db.truncated) == ((), False)


def test_routes() -> None:
    text = (
        "NAME   HOST/PORT                PATH    SERVICES   PORT       TERMINATION   WILDCARD\n"
        "web    www.lab                  /test   web        8080-tcp                 None\n"
        "reg    reg.lab ... 1 more               reg        <all>      passthrough   None\n"
        "old    HostAlreadyClaimed               web        8080-tcp                 None\n"
    )
    web, reg, old = read(Routes, text).items
    assert (web.host, web.path, web.service, web.target_port) == (
        "www.lab",
        "/test",
        "web",
        "8080-tcp",
    )
    assert (reg.host, reg.path, reg.service, reg.target_port) == ("reg.lab", None, "reg", None)
    assert (old.host, old.admitted, old.reason) == (None, False, "HostAlreadyClaimed")


def test_network_policies() -> None:
    text = "NAMESPACE   NAME   POD-SELECTOR   AGE\nshop        deny   <none>         2d\n"
    (policy,) = read(NetworkPolicies, text).items
    assert (policy.namespace, policy.name, policy.spec) == ("shop", "deny", {})


def test_several_kinds_in_one_output() -> None:
    text = (
        "NAME          READY   STATUS    RESTARTS   AGE\npod/web-1     1/1     Running   0          2d\n\n"
        "NAME          TYPE        CLUSTER-IP    EXTERNAL-IP   PORT(S)    AGE\n"
        "service/web   ClusterIP   172.30.1.1    <none>        8080/TCP   2d\n"
    )
    found = catalog.read(Artifact("x", text=text, command="oc get all"))
    assert [[item.raw.name for item in each.fact.items] for each in found] == [["web-1"], ["web"]]


def test_garbled_rows_are_unread_and_make_the_list_partial() -> None:
    text = (
        "NAME   HOST/PORT   PATH    SERVICES   PORT    TERMINATION   WILDCARD\n"
        "web    www.example.com   web  8080-tcp  None\n"
    )
    parsed = parse(text)
    assert parsed.unread == (Source("x.txt", 3, "web    www.example.com   web  8080-tcp  None"),)
    assert len(parsed.fact) == 0
    assert parsed.fact.partial


def test_what_follows_a_table_is_no_object() -> None:
    text = (
        "NAME   NETID\nshop   17\n"
        "error: the connection was lost\n[root@master ~]#\n"
    )  # fmt: skip
    parsed = parse(text)
    assert [item.raw.name for item in parsed.fact.items] == ["shop"]
    assert [source.line for source in parsed.unread] == [4, 5]


def merged(*facts: Objects[Described]) -> Objects[Described]:
    return type(facts[0]).merge(facts)


OBJECT = """\
kind: Pod
metadata: {meta}
  name: web-1
  namespace: shop
  resourceVersion: "{version}"
status:
  podIP: {ip}
"""


def pod(ip: str, version: int) -> Objects[Described]:
    text = OBJECT.format(meta="", ip=ip, version=version).replace("metadata: \n", "metadata:\n")
    (parsed,) = catalog.read(Artifact("pod.yaml", text=text))
    return parsed.fact


def test_merge_prefers_objects_to_rows_and_the_newer_of_two_objects() -> None:
    row, old, new = read(Pods, PODS), pod("10.1.4.3", 9), pod("10.1.4.4", 10)
    for order in ((row, old, new), (new, old, row), (old, row, new)):
        both = merged(*order)
        assert isinstance(both, Pods)
        assert both.by_name[("shop", "web-1")].pod_ip == "10.1.4.4"
        assert len(both) == len(row)


def test_merge_adds_what_another_table_shows() -> None:
    narrow = "NAMESPACE   NAME    READY   STATUS    RESTARTS   AGE\nshop        web-1   1/1     Running   0          2d\n"
    wide = read(Pods, PODS)
    for order in ((wide, read(Pods, narrow)), (read(Pods, narrow), wide)):
        both = merged(*order)
        assert isinstance(both, Pods)
        assert both.by_name[("shop", "web-1")].pod_ip == "10.1.4.7"


def test_merge_drops_rows_whose_namespace_is_not_told_where_others_tell_it() -> None:
    bare = read(
        Pods, "NAME    READY   STATUS    RESTARTS   AGE\nweb-2   1/1     Running   0          2d\n"
    )
    assert len(merged(bare, read(Pods, PODS))) == 5
    assert len(merged(bare)) == 1
