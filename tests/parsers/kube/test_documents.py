"""Objects are found in every form that oc and the collectors leave them in, each with its lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from ipaddress import IPv4Network

import pytest
import yaml

from parsers.base import Artifact, Parsed, Source
from parsers.kube import catalog, documents
from parsers.kube.clusternetworks import ClusterNetworks
from parsers.kube.endpoints import Endpoints
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.netnamespaces import NetNamespaces
from parsers.kube.networkpolicies import NetworkPolicies
from parsers.kube.nodes import Nodes
from parsers.kube.objects import Described, Objects
from parsers.kube.pods import Pods
from parsers.kube.routes import Routes
from parsers.kube.services import Services

N1 = """\
- apiVersion: v1
  egressIPs:
  - 192.168.7.9
  host: n1.lab
  hostIP: 192.168.7.1
  kind: HostSubnet
  metadata:
    annotations:
      host: not this one
    creationTimestamp: 2017-03-08T14:12:31Z
    name: n1.lab
    uid: 0eb0296b-0001
  subnet: 10.1.4.0/24
"""
N2 = N1.replace("n1.lab", "n2.lab").replace("7.1\n", "7.2\n").replace("10.1.4", "10.1.5")
END = "kind: List\nmetadata: {}\n"
LIST = f"apiVersion: v1\nitems:\n{N1}{N2}{END}"
POD = """\
apiVersion: v1
kind: Pod
metadata:
  deletionTimestamp: "2021-08-03T10:00:00Z"
  labels:
    podIP: a-label
  name: web-1
  namespace: shop
  ownerReferences:
  - kind: ReplicaSet
    name: web
spec:
  containers:
  - env:
    - name: X
      value: y
    name: web
    ports:
    - containerPort: 8080
  nodeName: n1.lab
status:
  conditions:
  - status: "True"
    type: Ready
  hostIP: 192.168.7.1
  phase: Running
  podIP: 10.1.4.7
  startTime: "2021-08-03T09:20:26Z"
"""


def read(
    text: str, path: str = "x.yaml", command: str | None = None
) -> tuple[Parsed[Objects[Described]], ...]:
    return catalog.read(Artifact(path, text.encode(), command=command))


def fact(text: str, path: str = "x.yaml", command: str | None = None) -> Objects[Described]:
    (parsed,) = read(text, path, command)
    return parsed.fact


def names(text: str) -> list[str]:
    return [item.raw.name for parsed in read(text) for item in parsed.fact.items]


def test_a_list_of_hostsubnets() -> None:
    subnets = fact(LIST)
    assert isinstance(subnets, HostSubnets)
    first, second = subnets.items
    assert (first.name, first.host, first.host_ip) == ("n1.lab", "n1.lab", "192.168.7.1")
    assert first.subnet == IPv4Network("10.1.4.0/24")
    assert first.egress_ips == ("192.168.7.9",)
    assert first.created == datetime(2017, 3, 8, 14, 12, 31, tzinfo=UTC)
    assert first.source == Source("x.yaml", 13, "    name: n1.lab")
    assert first.source_of("hostIP") == Source("x.yaml", 7, "  hostIP: 192.168.7.1")
    assert first.source_of("host") == Source("x.yaml", 6, "  host: n1.lab")
    assert second.source_of("subnet") == Source("x.yaml", 28, "  subnet: 10.1.5.0/24")
    assert second.source_of("no such field") == second.source
    assert subnets.by_host_ip["192.168.7.2"] == [second]
    assert len(subnets) == 2


def test_one_pod() -> None:
    pods = fact("---\n" + POD)
    assert isinstance(pods, Pods)
    (pod,) = pods.items
    assert (pod.node, pod.pod_ip, pod.host_ip) == ("n1.lab", "10.1.4.7", "192.168.7.1")
    assert (pod.ready, pod.deleting, pod.phase, pod.host_network) == (True, True, "Running", False)
    assert (pod.owner, pod.container_ports) == ("web", (8080,))
    assert pod.started == datetime(2021, 8, 3, 9, 20, 26, tzinfo=UTC)
    assert pod.source_of("podIP") == Source("x.yaml", 28, "  podIP: 10.1.4.7")
    assert pod.source_of("nodeName") == Source("x.yaml", 21, "  nodeName: n1.lab")
    assert pods.by_ip == {"10.1.4.7": [pod]}
    assert pods.by_name[("shop", "web-1")] is pod


@pytest.mark.parametrize("indent", [None, 4])
def test_json_tells_what_yaml_tells_and_its_lines(indent: int | None) -> None:
    text = json.dumps(yaml.safe_load(POD.replace("2017-03-08", '"2017-03-08')), indent=indent)
    assert fact(text).items == fact(POD).items
    (pod,) = fact(text).items
    source = pod.source_of("podIP")
    assert '"podIP": "10.1.4.7"' in source.text
    assert text.split("\n")[source.line - 1].startswith(source.text[:20])
    assert '"name": "web-1"' in pod.source.text


@pytest.mark.parametrize("wrap", ['{{"kind": "List", "items": {}}}', "{}", '{{"items": {}}}'])
def test_json_lists_and_bare_arrays(wrap: str) -> None:
    items = yaml.load(LIST.replace("2017-03-08T14:12:31Z", "x"), yaml.CSafeLoader)["items"]
    subnets = fact(wrap.format(json.dumps(items, indent=4)))
    assert [item.raw.name for item in subnets.items] == ["n1.lab", "n2.lab"]
    assert subnets.items[1].source_of("hostIP").text.strip() == '"hostIP": "192.168.7.2",'


def test_items_may_leave_their_kind_to_the_list() -> None:
    bare = f"{LIST}".replace("  kind: HostSubnet\n", "").replace(
        "kind: List", "kind: HostSubnetList"
    )
    assert names(bare) == ["n1.lab", "n2.lab"]
    as_json = json.dumps(yaml.load(bare, yaml.CSafeLoader), default=str)
    assert names(as_json) == ["n1.lab", "n2.lab"]


def test_a_mixed_list_gives_a_fact_of_each_kind() -> None:
    pod = "- " + POD.replace("\n", "\n  ").rstrip(" ")
    event = "- involvedObject:\n    kind: Node\n  kind: Lease\n  metadata:\n    name: e\n"
    found = read(f"items:\n{N1}{event}{pod}{N2}{END}")
    assert {type(each.fact): len(each.fact) for each in found} == {HostSubnets: 2, Pods: 1}


def test_documents_with_and_without_a_separator() -> None:
    assert names(POD + "---\n" + POD.replace("web-1", "web-2")) == ["web-1", "web-2"]
    assert names(POD + POD.replace("web-1", "web-2")) == ["web-1", "web-2"]


def test_the_second_run_of_networkcheck_replaces_the_first() -> None:
    """Its files are appended to: a HostSubnet that was deleted between the runs is gone."""
    moved = N2.replace("192.168.7.2", "192.168.7.3")
    second = f"apiVersion: v1\nitems:\n{moved}{END}"
    (item,) = fact(LIST + second).items
    assert item.raw.name == "n2.lab"
    assert item.source_of("hostIP") == Source("x.yaml", 37, "  hostIP: 192.168.7.3")


def test_lists_of_several_namespaces_one_after_the_other_are_one() -> None:
    other = LIST.replace("n1.lab", "n3.lab").replace("n2.lab", "n4.lab")
    assert names(LIST + other) == ["n1.lab", "n2.lab", "n3.lab", "n4.lab"]


@pytest.mark.parametrize(
    ("text", "path", "command", "expected"),
    [
        (
            "apiVersion: v1\nitems: []\nkind: List\n",
            "oc/networkpolicies.yaml",
            None,
            NetworkPolicies,
        ),
        ("apiVersion: v1\nitems: []\nkind: List\n", "master/aos_routes", None, Routes),
        ("apiVersion: v1\nitems: []\nkind: PodList\n", "a/namespaces/x/core/y.yaml", None, Pods),
        ("kind: List\nitems: []\n", "x", "oc get hostsubnet -o yaml", HostSubnets),
        ('{"kind": "List", "items": []}', "oc/get-netnamespaces.json", None, NetNamespaces),
        ("[]", "node1/sdn/endpoints.json", None, Endpoints),
        ("No resources found.\n", "x", "oc get svc --all-namespaces", Services),
        ("No resources found in default namespace.", "x", "kubectl get ep", Endpoints),
    ],
)
def test_nothing_there_is_not_the_same_as_not_collected(
    text: str, path: str, command: str | None, expected: type
) -> None:
    assert documents.claims(text, path, command)
    (parsed,) = read(text, path, command)
    assert type(parsed.fact) is expected
    assert len(parsed.fact) == 0
    assert parsed.unread == ()
    absence = parsed.fact.absence("10.1.4.7")
    assert (absence.path, absence.line) == (path, 1)
    assert absence.text.endswith(": 10.1.4.7")


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nitems: []\nkind: LeaseList\n",
        "apiVersion: v1\ninvolvedObject:\n  kind: Pod\nkind: Lease\nmetadata:\n  name: e\n",
        "items:\n- involvedObject:\n    kind: Pod\n  kind: Lease\nkind: List\n",
        '{"kind": "Lease", "involvedObject": {"kind": "Pod", "name": "x"}}',
        "apiVersion: x/v1\nkind: CustomResourceDefinition\nspec:\n  names:\n    kind: HostSubnet\n",
    ],
)
def test_kinds_that_are_only_named_give_no_empty_fact(text: str) -> None:
    """A fact of no pods would say that every pod is gone."""
    assert documents.claims(text, "pods.yaml", None)
    assert read(text, "pods.yaml") == ()


@pytest.mark.parametrize("cut", ["  subnet: 10.1.5.0/24\n", "10.1.5.0/24\n", "hostIP: 192.168.7.2"])
def test_a_cut_list_keeps_its_whole_objects(cut: str) -> None:
    text = LIST[: LIST.rindex(cut)]
    (parsed,) = read(text)
    assert [item.raw.name for item in parsed.fact.items] == ["n1.lab"]
    assert parsed.fact.partial
    assert parsed.notes == ("truncated: 1 whole objects before the cut",)


def test_cut_json_keeps_its_whole_objects() -> None:
    text = json.dumps(yaml.load(LIST, yaml.CSafeLoader), default=str, indent=1)
    (parsed,) = read(text[: text.index("n2.lab") + 4])
    assert [item.raw.name for item in parsed.fact.items] == ["n1.lab"]
    assert parsed.fact.partial
    assert parsed.notes == ("truncated: 1 whole objects before the cut",)


def test_an_object_that_is_no_yaml_costs_only_itself() -> None:
    (parsed,) = read(LIST.replace("  hostIP: 192.168.7.1", '  hostIP: "192.168.7.1'))
    assert [item.raw.name for item in parsed.fact.items] == ["n2.lab"]
    assert parsed.fact.partial
    assert len(parsed.unread) == 1


def test_an_alias_is_refused() -> None:
    bomb = POD.replace("podIP: a-label", "a: &a [x, x]\n    b: &b [*a, *a]\n    c: [*b, *b]")
    (parsed,) = read(bomb)
    assert (len(parsed.fact), parsed.fact.partial, len(parsed.unread)) == (0, True, 1)


@pytest.mark.parametrize(
    "unusual", ["  podIP: 10.1.4.7 # this", "  podIP: &x 10.1.4.7", "  podIP:   '10.1.4.7'"]
)
def test_unusual_yaml_is_read_all_the_same(unusual: str) -> None:
    (pod,) = fact(POD.replace("  podIP: 10.1.4.7", unusual)).items
    assert pod.source_of("podIP") == Source("x.yaml", 27, unusual)
    assert fact(POD).items == (pod,)


def test_a_list_as_people_indent_it() -> None:
    text = LIST.replace("\n", "\n  ").replace("  items", "items").replace("  kind: L", "kind: L")
    assert names(text.replace("  metadata: {}", "")) == ["n1.lab", "n2.lab"]
    assert names("  " + LIST.replace("\n", "\n  ")) == ["n1.lab", "n2.lab"]


def test_pods_whose_containers_lost_their_dash_to_debug_sh() -> None:
    """Its awk takes out `- env:`; of two containers the second may keep its dash."""
    one = POD.replace("  - env:\n    - name: X\n      value: y\n", "")
    (pod,) = fact(one).items
    assert isinstance(pod, type(fact(POD).items[0]))
    assert pod == fact(POD).items[0]
    two = one.replace("  nodeName", "  - image: proxy\n    name: proxy\n  nodeName")
    with pytest.raises(yaml.YAMLError):
        yaml.safe_load(two)
    (parsed,) = read(two)
    (pod,) = parsed.fact.items
    assert (pod.raw.name, pod.source_of("podIP").text) == ("web-1", "  podIP: 10.1.4.7")
    assert parsed.unread == ()


def test_noise_of_the_client_before_the_objects() -> None:
    noise = "W0803 10:00:00.1 1 x.go:1] v1 ComponentStatus is deprecated\n"
    assert documents.claims(noise + LIST, "x", None)
    assert names(noise + LIST) == ["n1.lab", "n2.lab"]
    text = noise + '{"kind": "HostSubnet", "metadata": {"name": "n1"}}'
    assert fact(text).items[0].source.line == 2


def test_networks_of_every_release() -> None:
    old = "apiVersion: v1\nhostsubnetlength: 8\nkind: ClusterNetwork\nmetadata:\n  name: default\n"
    (network,) = fact(old + "network: 10.1.0.0/16\nserviceNetwork: 172.30.0.0/16\n").items
    new = """\
apiVersion: operator.openshift.io/v1
kind: Network
metadata:
  name: cluster
spec:
  clusterNetwork:
  - cidr: 10.128.0.0/14
    hostPrefix: 23
  defaultNetwork:
    openshiftSDNConfig:
      mode: Multitenant
      mtu: 1400
      vxlanPort: 4790
    type: OpenShiftSDN
  serviceNetwork:
  - 172.30.0.0/16
"""
    (operator,) = fact(new).items
    facts = (fact(old + "network: 10.1.0.0/16\n"), fact(new))
    assert all(isinstance(each, ClusterNetworks) for each in facts)
    assert network.cidrs == ((IPv4Network("10.1.0.0/16"), 24),)
    assert operator.cidrs == ((IPv4Network("10.128.0.0/14"), 23),)
    assert operator.service_network == IPv4Network("172.30.0.0/16")
    assert (operator.plugin, operator.mtu, operator.vxlan_port) == ("multitenant", 1400, 4790)
    assert operator.network_type == "OpenShiftSDN"
    assert operator.source_of("mtu") == Source("x.yaml", 12, "      mtu: 1400")


def test_debug_sh_tells_nodes_and_addresses() -> None:
    text = "n1.lab 192.168.7.1\nn2.lab 192.168.7.2\n"
    assert documents.claims(text, "openshift-sdn-debug/meta/nodeinfo", None)
    nodes = fact(text, "openshift-sdn-debug/meta/nodeinfo")
    assert isinstance(nodes, Nodes)
    assert {name: node.internal_ip for name, node in nodes.by_name.items()} == {
        "n1.lab": "192.168.7.1",
        "n2.lab": "192.168.7.2",
    }


def test_records_do_not_hold_the_objects_they_were_made_of() -> None:
    (pod,) = fact(POD).items
    assert set(pod.raw.data) == {"metadata"}


@pytest.mark.parametrize(
    "text", ["", "\n", "just words\n", "a: b\n", "[1, 2]", '{"a": 1}', "x" * 9000]
)
def test_what_is_none_of_ours_is_not_claimed(text: str) -> None:
    assert not documents.claims(text, "notes.txt", None)


def test_a_deeply_nested_file_does_no_harm() -> None:
    deep = POD + "x: " + "\n".join(" " * n + "a:" for n in range(1, 3000)) + "\n"
    (parsed,) = read(deep.replace("x: ", "x:\n"))
    assert len(parsed.fact) <= 1
    assert read('{"kind": "Pod", "metadata": ' + "[" * 100_000)[0].fact.partial
