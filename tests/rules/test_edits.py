"""Edits of a rule's healthy bundle beyond the one in its `fail/`: what each is called."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.rules.test_rules import FOLDERS, analyze

EDITS = (
    ("pod-network-wrong", "pods/frontend-1-aaaaa/addresses", "MULTICAST,UP,LOWER_UP> mtu 1450",
     "MULTICAST> mtu 1450", "error: pod web/frontend-1-aaaaa on N has its eth0 down"),
    ("pod-network-wrong", "pods/frontend-1-aaaaa/addresses", "eth0@if8", "eth1@if8",
     "error: pod web/frontend-1-aaaaa on N has no eth0"),
    ("pod-network-wrong", "pods/frontend-1-aaaaa/addresses", "10.128.0.5/23", "10.128.0.5/24",
     "warning: pod web/frontend-1-aaaaa on N has 10.128.0.5/24, though the node's subnet is "
     "10.128.0.0/23"),
    ("pod-network-wrong", "pods/frontend-1-aaaaa/routes", "default via 10.128.0.1 dev eth0\n", "",
     "warning: pod web/frontend-1-aaaaa on N has no default route"),
    ("pod-network-wrong", "pods/frontend-1-aaaaa/routes", "via 10.128.0.1", "via 10.128.0.9",
     "warning: pod web/frontend-1-aaaaa on N sends all else via 10.128.0.9, not 10.128.0.1"),
    ("pod-network-wrong", "pods/frontend-1-aaaaa/routes", "10.128.0.0/14 dev eth0\n", "",
     "warning: pod web/frontend-1-aaaaa on N has no route to the pod network 10.128.0.0/14"),
    ("pod-network-wrong", "pods/frontend-1-aaaaa/addresses", "mtu 1450", "mtu 8950",
     "warning: pod web/frontend-1-aaaaa on N has MTU 8950, the SDN 1450: it is older than the "
     "change"),
    ("lbr0-detached", "addresses", "5: lbr0: <BROADCAST,MULTICAST,UP,LOWER_UP>",
     "5: lbr0: <BROADCAST,MULTICAST>", "error: on N lbr0 is down"),
    ("lbr0-detached", "addresses", "    inet 10.1.0.1/24 scope global lbr0\n", "",
     "error: on N lbr0 lacks the gateway address 10.1.0.1"),
    ("lbr0-detached", "addresses", "master lbr0", "master docker0",
     "error: on N vlinuxbr is a port of docker0, not of lbr0"),
    ("lbr0-detached", "addresses", "6: vovsbr: <BROADCAST,MULTICAST,UP,LOWER_UP>",
     "6: vovsbr: <BROADCAST,MULTICAST>", "error: on N vovsbr is down"),
    ("lbr0-detached", "docker-network-file", "-b=lbr0", "-b=docker1",
     "error: on N docker uses docker1, not lbr0"),
    ("clocks-disagree", "nodes.yaml", "10:39:58", "10:55:58",
     "warning: the clock of node2.example.com is some 12 minutes ahead of the others': it reported "
     "at 10:55:58, node3.example.com at 10:43:30, and both are Ready"),
    ("firewall-dropped", "iptables", "--reject-with icmp-host-prohibited\n",
     "--reject-with icmp-host-prohibited\n[8:480] -A FORWARD -i tun0 -j DROP\n",
     "info: the firewall of N dropped packets of the SDN: 8 by filter FORWARD (a rule of no known "
     "program: drops what it matches)"),
    ("peer-flows-patchy", "node1.example.com/flows", "tun_src=192.168.0.12 ", "tun_src=10.0.0.1 ",
     None),
    ("router-shut-out", "networkpolicies.yaml", "spec:\n    ingress:\n    - from:\n      - "
     "namespaceSelector:\n          matchLabels:\n            name: default\n", "spec:\n",
     "warning: router default/router-1-aaaaa on the host network of N is let in by no policy of "
     "project web (allow-router): route www.example.com does not reach pod frontend-1-bbbbb on "
     "node2.example.com"),
    ("router-shut-out", "networkpolicies.yaml", "          matchLabels:\n            name: default",
     "          {}", None),
    ("node-name-wrong", "log", "Analyzing node1", "ERROR: Could not run 'curl node2.example.com:10250':"
     "\n  curl: (7) Connection refused\nAnalyzing node1",
     "warning: the master does not reach the kubelet of node2.example.com: curl: (7) Connection "
     "refused"),
    ("connectivity-check-failed", "podnetworkconnectivitychecks.yaml", "    conditions:\n",
     "    outages:\n    - start: \"2026-11-23T02:00:00Z\"\n      end: \"2026-11-23T02:10:00Z\"\n"
     "    conditions:\n",
     "info: 2 connectivity checks failed once and are well now; the last was 10.128.0.3:8080, from "
     "2026-11-23 02:00:00 to 2026-11-23 02:10:00"),
    ("router-shut-out", "networkpolicies.yaml", "podSelector: {}", "podSelector:\n      "
     "matchLabels:\n        app: other", None),
    ("router-shut-out", "pods.yaml", "nodeName: node2.example.com", "nodeName: node1.example.com",
     None),
    ("veth-peer-wrong", "node1.example.com/addresses", "8: vethd139e76e@if3", "8: vethfeedbeef@if3",
     "warning: port 3 of pod web/frontend-1-aaaaa on N is vethd139e76e, but its eth0 is the other end "
     "of vethfeedbeef"),
    ("router-port-closed", "iptables", "--dport 443 -j ACCEPT", "--dport 8443 -j ACCEPT",
     "warning: N rejects connections to port 443 of router router-1-abcde: `INPUT -j REJECT "
     "--reject-with icmp-host-prohibited` in filter INPUT"),
    ("router-port-closed", "iptables", "-A INPUT -j REJECT", "-A INPUT -s 10.0.0.0/8 -j REJECT", None),
    ("cluster-network-disagrees", "clusternetwork", "  hostsubnetlength: 9", "  hostsubnetlength: 8",
     "warning: ClusterNetwork default says 10.128.0.0/14 with subnets of /24 in its field "
     "`hostsubnetlength`, and 10.128.0.0/14 with subnets of /23 in its list"),
    ("cluster-network-disagrees", "clusternetwork", "  hostsubnetlength: 9\n", "", None),
    ("ip-failover-broken", "ipf-debug.txt", "--- PASSED", "--- FAILED",
     "warning: N: 192.168.122.100 does not answer"),
    ("pod-test-failed", "pod-connectivity", "SAME NAMESPACE:", "DIFFERENT NAMESPACE:", None),
    ("network-events", "events.yaml", "image not known by digest", "network is not ready: cni config "
     "uninitialized", "warning: FailedCreatePodSandBox of web/frontend-1-aaaaa on N: Failed create "
     "pod sandbox: rpc error: code = Unknown desc = network is not ready: cni config uninitialized"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "file", "old", "new", "wanted"), EDITS)
def test_edit(name: str, file: str, old: str, new: str, wanted: str | None, tmp_path: Path) -> None:
    shutil.copytree(FOLDERS[name] / "pass", tmp_path / "b")
    (path,) = [p for p in tmp_path.rglob("*") if p.is_file() and str(p).endswith(f"/{file}")]
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    found = analyze(tmp_path / "b", name).findings
    said = [f"{f.severity}: {f.message}".replace("node1.example.com", "N") for f in found]
    assert said == ([wanted] if wanted else [])


def test_the_name_servers_project_must_be_global_where_projects_are_isolated(
    tmp_path: Path,
) -> None:
    shutil.copytree(FOLDERS["netnamespace-missing"] / "pass", tmp_path / "b")
    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        path.write_text(path.read_text().replace("project1", "openshift-dns"))
    (finding,) = analyze(tmp_path / "b", "netnamespace-missing").findings
    assert (str(finding.severity), finding.message) == (
        "warning",
        "NetNamespace openshift-dns has netid 2429947, not 0: pods of other projects do not reach "
        "the cluster's name server",
    )


def test_the_chapters_template_tells_where_routers_run(tmp_path: Path) -> None:
    """Without pods' objects, the HostIP and PodIP lines of chapter 39.4 do as well."""
    shutil.copytree(FOLDERS["name-not-of-router"] / "fail", tmp_path / "b")
    (tmp_path / "b/oc/pods.yaml").unlink()
    (tmp_path / "b/meta").mkdir()
    (tmp_path / "b/meta/nodeinfo").write_text("n1 192.168.122.10\nn2 192.168.122.11\n")
    (tmp_path / "b/hosts.txt").write_text(
        "$ oc get pods --selector=router --template='{{range .items}}HostIP: {{.status.hostIP}}   "
        "PodIP: {{.status.podIP}}{{end}}'\nHostIP: 192.168.122.10   PodIP: 192.168.122.10\n"
    )
    (finding,) = analyze(tmp_path / "b", "name-not-of-router").findings
    assert finding.message == (
        "www.example.com resolves to 192.168.122.11 (n2), but the router runs on 192.168.122.10"
    )
    assert [source.path for source in finding.evidence] == ["dig.txt", "hosts.txt"]


def test_a_master_that_is_told_other_networks(tmp_path: Path) -> None:
    shutil.copytree(FOLDERS["configs-disagree"] / "pass", tmp_path / "b")
    config = tmp_path / "b/openshift-sdn-debug/master/CONFIG-atomic-openshift-master.service"
    config.write_text(
        "apiVersion: v1\nkind: MasterConfig\nnetworkConfig:\n  clusterNetworkCIDR: 10.1.0.0/16\n"
        "  networkPluginName: redhat/openshift-ovs-subnet\n  serviceNetworkCIDR: 172.30.0.0/16\n"
    )
    plugin, networks = analyze(tmp_path / "b", "configs-disagree").findings
    assert plugin.message == (
        "master-config.yaml (subnet) names another plugin than the ClusterNetwork (multitenant)"
    )
    assert networks.message == (
        "master-config.yaml names 10.1.0.0/16 for pods, the ClusterNetwork 10.128.0.0/14"
    )
    assert [source.line for source in networks.evidence] == [7, 4]


@pytest.mark.parametrize(("number", "said"), [(3, None), (5, "interface 5 of a namespace")])
def test_the_chapters_ethtool_tells_the_pod_behind_a_port(
    number: int, said: str | None, tmp_path: Path
) -> None:
    """Chapter 39.13.3: `ethtool -S VETH`, where the node's own interfaces were not listed."""
    shutil.copytree(FOLDERS["veth-peer-wrong"] / "pass", tmp_path / "b")
    node = tmp_path / "b/openshift-sdn-debug/nodes/node1.example.com"
    (node / "addresses").unlink()
    (node / "ethtool.txt").write_text(
        f"> ethtool -S vethd139e76e\n\nNIC statistics:\n     peer_ifindex: {number}\n"
    )
    found = analyze(tmp_path / "b", "veth-peer-wrong").findings
    assert [said in finding.message for finding in found if said] == ([True] if said else [])
    assert len(found) == (said is not None)


def test_a_pod_that_is_going_away_proves_nothing(tmp_path: Path) -> None:
    shutil.copytree(FOLDERS["pod-test-failed"] / "fail", tmp_path / "b")
    (path,) = tmp_path.rglob("master/pods")
    name = "    name: frontend-1-bbbbb\n"
    stamp = '    deletionTimestamp: "2026-11-20T12:00:00Z"\n'
    path.write_text(path.read_text().replace(name, name + stamp))
    assert analyze(tmp_path / "b", "pod-test-failed").findings == ()


def test_one_hostsubnet_alone_makes_no_stranger(tmp_path: Path) -> None:
    shutil.copytree(FOLDERS["vxlan-from-stranger"] / "fail", tmp_path / "b")
    (path,) = tmp_path.rglob("master/hostsubnets")
    first, second, *rest = path.read_text().split("\n- ")
    assert rest
    path.write_text(f"{first}\n- {second}\nkind: List\n")
    report = analyze(tmp_path / "b", "vxlan-from-stranger")
    assert [o.status for o in report.outcomes if o.rule == "vxlan-from-stranger"] == [
        "not-applicable"
    ]


def test_what_a_lost_tunnel_breaks_is_of_its_card(tmp_path: Path) -> None:
    """The finding names the pods' network behind the peer: captures show their addresses."""
    found = analyze(FOLDERS["tunnel-one-sided"] / "fail", "tunnel-one-sided").findings
    assert {"192.168.122.11", "10.129.0.0/23"} <= set(found[0].subjects)
