"""NetworkPolicies become the flows that the SDN of each release makes of them."""

from __future__ import annotations

import pytest

from parsers.base import Artifact, Source
from parsers.kube import catalog
from parsers.kube.networkpolicies import NetworkPolicies
from parsers.kube.pods import Pods
from rules.base import Node
from rules.derived.layout import Layout
from rules.derived.policy_flows import PolicyFlows, wanted
from rules.derived.policy_migration import netids_of_pods, of_migration
from rules.derived.policy_peers import SelectedPod, Selection, masks
from rules.overlay.policy_flows_differ import written

HEAD = """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: it
  namespace: shop
spec:
"""
POD = """apiVersion: v1
kind: Pod
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app: {name}
spec:
  nodeName: node1
status:
  phase: Running
  podIP: {ip}
---
"""
PODS = (("web", "shop", "10.128.2.5"), ("db", "shop", "10.128.2.6"), ("probe", "ops", "10.129.0.9"))
NETIDS = {"shop": 42, "ops": 43, "default": 0, "openshift-host-network": 99}


def selection(kube: int | None) -> Selection:
    text = "".join(POD.format(name=name, namespace=space, ip=ip) for name, space, ip in PODS)
    (parsed,) = catalog.read(Artifact("pods.yaml", text=text))
    assert isinstance(parsed.fact, Pods)
    pods: dict[str, tuple[SelectedPod, ...]] = {}
    for pod in parsed.fact.items:
        assert pod.pod_ip
        each = SelectedPod(pod, pod.pod_ip, NETIDS[pod.namespace], sure=True)
        pods[pod.namespace] = (*pods.get(pod.namespace, ()), each)
    # A namespace without a NetNamespace: what its pods would be let in by is not known.
    labels = {
        "lost": {"kind": "lost"},
        "shop": {"kind": "app"},
        "ops": {"kind": "ops"},
        "default": {"kind": "ops"},
        "openshift-host-network": {"kind": "hosts"},
    }
    return Selection(pods, labels, NETIDS, kube)


def flows(
    spec: str,
    layout: str,
    *,
    outgoing: bool = False,
    kube: int | None = None,
    chosen: Selection | None = None,
) -> PolicyFlows:
    text = HEAD + "\n".join("  " + line for line in spec.strip().split("\n")) + "\n"
    (parsed,) = catalog.read(Artifact("np.yaml", text=text))
    assert isinstance(parsed.fact, NetworkPolicies)
    where = Layout(layout, 0, "networkpolicy", ct=True, source=Source("flows", 1, ""))
    return wanted(
        Node("node1"),
        where,
        "shop",
        parsed.fact.items,
        chosen or selection(kube),
        outgoing=outgoing,
    )


def lines(found: PolicyFlows) -> list[str]:
    assert found.open == []
    return sorted(written(key) for key in found.must)


BUT = ("podSelector: {}\ningress:\n- from:\n  - ipBlock:\n      cidr: 192.0.2.0/26\n"
       "      except:\n      - 192.0.2.8/29")  # fmt: skip
OWN = "podSelector: {}\ningress:\n- from:\n  - podSelector: {}"
WEB = "podSelector:\n  matchLabels:\n    app: web\ningress:\n- from:\n"
CASES = [
    # (spec, layout, flows of table 80)
    ("podSelector: {}", "L6", []),
    (OWN, "L6", ["priority=150,reg0=0x2a,reg1=0x2a"]),
    ("podSelector: {}\ningress:\n- {}", "L10", ["priority=150,reg1=0x2a"]),
    (WEB + "  - podSelector:\n      matchLabels:\n        app: db", "L6", [
        "priority=100,ip,nw_dst=10.128.2.5,reg1=0x2a",
        "priority=150,ip,nw_dst=10.128.2.5,nw_src=10.128.2.6,reg0=0x2a,reg1=0x2a",
        "priority=50,reg1=0x2a",
    ]),
    (WEB + "  - podSelector:\n      matchLabels:\n        app: db", "L10", [
        "priority=100,ip,nw_dst=10.128.2.5,reg1=0x2a",
        "priority=150,ip,nw_dst=10.128.2.5,nw_src=10.128.2.6,reg1=0x2a",
        "priority=50,reg1=0x2a",
    ]),
    ("podSelector: {}\ningress:\n- from:\n  - namespaceSelector:\n      matchExpressions:\n"
     "      - key: kind\n        operator: In\n        values:\n        - ops", "L6",
     ["priority=150,reg0=0x0,reg1=0x2a", "priority=150,reg0=0x2b,reg1=0x2a"]),
    ("podSelector: {}\ningress:\n- from:\n  - namespaceSelector: {}", "L6",
     ["priority=150,reg1=0x2a"]),
    ("podSelector: {}\ningress:\n- from:\n  - namespaceSelector: {}\n    podSelector:\n"
     "      matchLabels:\n        app: probe", "L10", ["priority=150,ip,nw_src=10.129.0.9,reg1=0x2a"]),
    ("podSelector: {}\ningress:\n- from:\n  - ipBlock:\n      cidr: 192.0.2.7/24", "L10",
     ["priority=150,ip,nw_src=192.0.2.0/24,reg1=0x2a"]),
    ("podSelector: {}\ningress:\n- from:\n  - ipBlock:\n      cidr: 0.0.0.0/0", "L10",
     ["priority=150,ip,reg1=0x2a"]),
    ("podSelector: {}\ningress:\n- ports:\n  - port: 8080\n  - protocol: UDP\n    port: 53\n"
     "  - protocol: SCTP", "L6",
     ["priority=150,sctp,reg1=0x2a", "priority=150,tcp,reg1=0x2a,tp_dst=8080",
      "priority=150,udp,reg1=0x2a,tp_dst=53"]),
    # a named port: before 4.3 the whole namespace is shut, later the port is left out
    ("podSelector:\n  matchLabels:\n    app: web\ningress:\n- ports:\n  - port: http", "L5", []),
    ("podSelector: {}\ningress:\n- ports:\n  - port: http\n  - port: 80", "L9",
     ["priority=150,tcp,reg1=0x2a,tp_dst=80"]),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "layout", "expected"), CASES)
def test_what_comes_in(spec: str, layout: str, expected: list[str]) -> None:
    assert lines(flows(spec, layout)) == expected


def test_what_goes_out() -> None:
    spec = "podSelector: {}\npolicyTypes:\n- Egress\negress:\n- to:\n  - podSelector:\n      matchLabels:\n        app: db\n  ports:\n  - port: 5432"
    assert lines(flows(spec, "L10", outgoing=True)) == [
        "priority=150,tcp,nw_dst=10.128.2.6,reg0=0x2a,tp_dst=5432"
    ]
    # It says nothing of what comes in, so that this is let through.
    assert lines(flows(spec, "L10")) == ["priority=50,reg1=0x2a"]


def test_all_pods_of_namespaces_as_a_destination() -> None:
    spec = ("podSelector: {}\npolicyTypes:\n- Egress\negress:\n- to:\n  - podSelector: {}\n"
            "  - namespaceSelector:\n      matchLabels:\n        kind: ops")  # fmt: skip
    assert lines(flows(spec, "L10", outgoing=True)) == [
        "priority=150,ip,nw_dst=10.128.2.5,reg0=0x2a",
        "priority=150,ip,nw_dst=10.128.2.6,reg0=0x2a",
        "priority=150,ip,nw_dst=10.129.0.9,reg0=0x2a",
    ]


def test_a_block_but_for_a_part_is_the_networks_around_it() -> None:
    assert lines(flows(BUT, "L10")) == [
        "priority=150,ip,nw_src=192.0.2.0/29,reg1=0x2a",
        "priority=150,ip,nw_src=192.0.2.16/28,reg1=0x2a",
        "priority=150,ip,nw_src=192.0.2.32/27,reg1=0x2a",
    ]
    # 4.16 writes masks with gaps for nodes that have moved to OVN-Kubernetes alone.
    assert lines(flows(BUT, "L11")) == lines(flows(BUT, "L10"))
    # From 4.3 to 4.9 such a block is left out, so that the policy lets nothing in.
    assert lines(flows(BUT, "L8")) == []


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("from:\n  - ipBlock:\n      cidr: 192.0.2.0/24",
         {14: [], 16: ["priority=150,ip,nw_src=192.0.2.0/24,reg1=0x2a"]}),
        ("ports:\n  - port: http\n  - port: 80",
         {14: [], 16: ["priority=150,tcp,reg1=0x2a,tp_dst=80"]}),
    ],
)  # fmt: skip
def test_the_kubelets_tell_4_2_from_4_3(what: str, expected: dict[int, list[str]]) -> None:
    spec = f"podSelector: {{}}\ningress:\n- {what}"
    assert {kube: lines(flows(spec, "L6", kube=kube)) for kube in expected} == expected


def test_3_5_asks_for_flows_only_where_it_isolates() -> None:
    found = flows(OWN, "L2")
    assert lines(found) == ["priority=100,reg0=0x2a,reg1=0x2a"]
    assert found.unless == (100, frozenset({("reg1", 0x2A)}))


def may(found: PolicyFlows) -> list[str]:
    """What is neither asked for nor extra."""
    assert found.open == []
    return sorted(written(key) for key in found.may - found.must.keys())


@pytest.mark.parametrize(
    ("spec", "must", "allowed"),
    [
        # 4.2 takes a named port for a policy that shuts the namespace, 4.3 leaves it out.
        (WEB.replace("- from:\n", "- ports:\n  - port: http\n  - port: 80"), [], [
            "priority=100,ip,nw_dst=10.128.2.5,reg1=0x2a",
            "priority=150,tcp,nw_dst=10.128.2.5,reg1=0x2a,tp_dst=80",
            "priority=50,reg1=0x2a",
        ]),
        ("podSelector: {}\ningress:\n- ports:\n  - port: http\n  - port: 80", [],
         ["priority=150,tcp,reg1=0x2a,tp_dst=80"]),
        # 4.2 knows no blocks.
        ("podSelector: {}\ningress:\n- from:\n  - ipBlock:\n      cidr: 192.0.2.0/24\n"
         "  - podSelector: {}", ["priority=150,reg0=0x2a,reg1=0x2a"],
         ["priority=150,ip,nw_src=192.0.2.0/24,reg1=0x2a"]),
    ],
)  # fmt: skip
def test_without_kubelets_what_4_2_and_4_3_make_may_be_there(
    spec: str, must: list[str], allowed: list[str]
) -> None:
    found = flows(spec, "L6")
    assert lines(found) == must
    assert may(found) == allowed


def test_before_4_10_a_policy_about_egress_selects_no_pod() -> None:
    alone = "podSelector: {}\npolicyTypes:\n- Egress\negress:\n- to:\n  - podSelector: {}"
    for layout in ("L4", "L6", "L8", "L9"):
        assert lines(flows(alone, layout)) == ["priority=50,reg1=0x2a"]


def test_all_namespaces_as_a_destination_are_anything() -> None:
    spec = ("podSelector: {}\npolicyTypes:\n- Egress\negress:\n- to:\n  - namespaceSelector: {}\n"
            "  ports:\n  - port: 443")  # fmt: skip
    for layout in ("L10", "L11"):
        assert lines(flows(spec, layout, outgoing=True)) == [
            "priority=150,tcp,reg0=0x2a,tp_dst=443"
        ]


def test_pods_by_label_in_all_namespaces_as_a_destination() -> None:
    spec = ("podSelector: {}\npolicyTypes:\n- Egress\negress:\n- to:\n  - namespaceSelector: {}\n"
            "    podSelector:\n      matchExpressions:\n      - key: app\n        operator: In\n"
            "        values:\n        - db\n        - probe")  # fmt: skip
    assert lines(flows(spec, "L11", outgoing=True)) == [
        "priority=150,ip,nw_dst=10.128.2.6,reg0=0x2a",
        "priority=150,ip,nw_dst=10.129.0.9,reg0=0x2a",
    ]


def test_a_range_of_ports() -> None:
    spec = "podSelector: {}\ningress:\n- ports:\n  - port: 8080\n    endPort: 8090"
    found = flows(spec, "L10")
    assert lines(found) == [
        "priority=150,tcp,reg1=0x2a,tp_dst=0x1f90/0xfff8",
        "priority=150,tcp,reg1=0x2a,tp_dst=0x1f98/0xfffe",
        "priority=150,tcp,reg1=0x2a,tp_dst=8090",
    ]
    # Builds make one flow too many: for port 0.
    assert may(found) == ["priority=150,tcp,reg1=0x2a,tp_dst=0"]
    # Before 4.10 the end of a range is not read.
    assert lines(flows(spec, "L9")) == ["priority=150,tcp,reg1=0x2a,tp_dst=8080"]


def test_the_namespace_of_hosts_has_vnid_0_whatever_its_netnamespace_says() -> None:
    spec = ("podSelector: {}\ningress:\n- from:\n  - namespaceSelector:\n      matchLabels:\n"
            "        kind: hosts")  # fmt: skip
    found = flows(spec, "L9")
    ((key, (_, forms)),) = found.must.items()
    assert written(key) == "priority=150,reg0=0x0,reg1=0x2a"
    # As builds have it that know nothing of that.
    assert [written(form) for form in forms] == ["priority=150,reg0=0x63,reg1=0x2a"]


def test_what_was_not_collected_is_left_open() -> None:
    lost = ("podSelector: {}\ningress:\n- from:\n  - namespaceSelector:\n      matchLabels:\n"
            "        kind: lost")  # fmt: skip
    assert flows(lost, "L6").open == [("policy shop/it: lost has no NetNamespace", None)]
    unknown = Selection(None, None, NETIDS)
    spec = WEB + "  - podSelector: {}"
    found = flows(spec, "L6", chosen=unknown)
    assert found.open == [("policy shop/it: the labels of all pods are not known", Pods)]
    # It is for some pods alone, so that the others are let in.
    assert [written(key) for key in found.must] == ["priority=50,reg1=0x2a"]
    everybody = flows("podSelector: {}\ningress:\n- from:\n  - podSelector:\n      matchLabels:\n"
                      "        app: db", "L6", chosen=unknown)  # fmt: skip
    assert everybody.open
    assert everybody.must == {}


OPS = ("podSelector: <>\ningress:\n- from:\n  - namespaceSelector:\n      matchLabels:\n"
       "        kind: {}\n  ports:\n  - port: 80")  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "match", "expected"),
    [
        ("ops", {"proto": "tcp", "tp_dst": 80, "nw_src": "10.129.0.9"}, True),
        ("ops", {"proto": "tcp", "tp_dst": 80, "nw_src": "10.128.2.6"}, False),  # of shop
        ("ops", {"proto": "tcp", "tp_dst": 81, "nw_src": "10.129.0.9"}, False),
        ("ops", {"proto": "tcp", "tp_dst": 80, "nw_src": "10.129.0.77"}, False),  # of nobody
        ("ops", {"proto": "tcp", "tp_dst": 80, "nw_src": "10.129.0.0/24"}, False),
        ("hosts", {"proto": "tcp", "tp_dst": 80, "nw_src": "10.128.0.2/255.252.1.255"}, True),
        ("app", {"proto": "tcp", "tp_dst": 80, "nw_src": "10.128.0.2/255.252.1.255"}, False),
    ],
)
def test_by_address_beside_vnid_while_nodes_move_to_ovn_kubernetes(
    kind: str, match: dict[str, int | str], expected: bool
) -> None:
    found = flows(OPS.replace("{}", kind).replace("<>", "{}"), "L11")
    key = (150, frozenset({"reg1": 42, **match}.items()))
    assert key not in found.may
    assert of_migration(key, found, netids_of_pods(selection(None))) is expected


def test_own_pods_by_address_while_nodes_move() -> None:
    found = flows(OWN, "L11")
    key = (150, frozenset({"reg1": 42, "proto": "ip", "nw_src": "10.128.2.6"}.items()))
    assert of_migration(key, found, netids_of_pods(selection(None)))


def test_ranges_of_ports_are_masks() -> None:
    assert [*masks(8080, 8095)] == ["0x1f90/0xfff0"]
    assert [*masks(8080, 8090)] == ["0x1f90/0xfff8", "0x1f98/0xfffe", 8090]
    assert [*masks(443, 443)] == [443]
