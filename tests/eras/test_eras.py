"""Rules on iptables judge each release by what that release installs: healthy nodes stay silent."""

from __future__ import annotations

import re
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from parsers import iptables
from parsers.base import Artifact, Source
from parsers.iptables import IptablesSave
from parsers.kube.endpoints import Address, EndpointPort, Endpoints, EndpointsObject, Subset
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.objects import RawObject
from parsers.kube.services import Service, ServicePort, Services
from rules.base import Finding, Node, NotApplicable, Rule
from rules.derived.cluster import Cluster
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet
from rules.derived.proxy_jumps import derive_proxy_jumps
from rules.derived.remote_subnets import RemoteSubnets
from rules.iptables.masquerade_wrong import masquerade_wrong
from rules.iptables.openshift_rules_missing import openshift_rules_missing
from rules.iptables.pod_traffic_blocked import pod_traffic_blocked
from rules.iptables.vxlan_blocked import vxlan_blocked
from rules.services.kube_proxy_jumps_missing import kube_proxy_jumps_missing
from rules.services.masquerade_mark_differs import masquerade_mark_differs
from rules.services.service_rules_stale import service_rules_stale
from rules.services.service_share_wrong import service_share_wrong

HERE = Path(__file__).parent
LINE = Source("x", 1, "x")
CLUSTER = Cluster(
    (IPv4Network("10.128.0.0/14"),), IPv4Network("172.30.0.0/16"), 4789, None, None, {}
)
OWN = OwnSubnet("192.168.122.46", IPv4Network("10.128.0.0/23"), LINE, declared=True)
NP = Layout("L10", 0x0D, "networkpolicy", True, LINE)
OLD = Layout("L1", 1, "multitenant", False, LINE)
NEW, PORTALS = ((HERE / name).read_text() for name in ("networkpolicy.txt", "portals.txt"))


def raw(kind: str) -> RawObject:
    return RawObject(kind, {"metadata": {"name": "frontend", "namespace": "web"}}, kind, {})


SERVICES = Services(
    (
        Service(
            "web", "frontend", "ClusterIP", "172.30.81.14",
            (ServicePort("8080-tcp", "TCP", 8080, "8080", None),), {"app": "frontend"}, None, (),
            {}, raw=raw("Service"),
        ),
    ),
    "services",
)  # fmt: skip


def endpoints(*addresses: str, not_ready: str = "") -> Endpoints:
    ready = tuple(Address(ip, "n", f"frontend-{ip}") for ip in addresses)
    waiting = (Address(not_ready, "n", "frontend-x"),) if not_ready else ()
    subset = Subset(ready, waiting, (EndpointPort("8080-tcp", "TCP", 8080),))
    one = EndpointsObject("web", "frontend", (subset,), {}, truncated=False, raw=raw("Endpoints"))
    return Endpoints((one,), "endpoints")


BOTH = endpoints("10.128.0.9", "10.129.0.6")


def check(rule: Rule, text: str, layout: Layout, behind: Endpoints = BOTH) -> list[Finding]:
    save: IptablesSave = iptables.read(Artifact("iptables", text=text)).fact
    facts: dict[str, object] = {
        "node": Node("n1"), "tables": save, "cluster": CLUSTER, "own": OWN, "layout": layout,
        "remote": RemoteSubnets(HostSubnets((), "x").items), "services": SERVICES,
        "endpoints": behind,
    }  # fmt: skip
    if any(need.name == "proxy" for need in rule.needs):
        facts["proxy"] = derive_proxy_jumps(save)
        facts["save"] = save
    return list(rule.check(**{need.name: facts.get(need.name) for need in rule.needs}))


@pytest.mark.parametrize(
    "rule",
    [masquerade_wrong, openshift_rules_missing, pod_traffic_blocked, vxlan_blocked,
     kube_proxy_jumps_missing, service_rules_stale, service_share_wrong, masquerade_mark_differs],
    ids=lambda rule: str(rule.name),
)  # fmt: skip
def test_a_healthy_node_of_4_12_is_silent(rule: Rule) -> None:
    assert check(rule, NEW, NP) == []


@pytest.mark.parametrize(
    "rule", [masquerade_wrong, pod_traffic_blocked, vxlan_blocked, kube_proxy_jumps_missing]
)
def test_a_healthy_node_of_3_2_is_silent(rule: Rule) -> None:
    assert check(rule, PORTALS, OLD) == []


@pytest.mark.parametrize("rule", [openshift_rules_missing, service_rules_stale])
def test_what_3_2_does_not_have_is_not_applicable(rule: Rule) -> None:
    with pytest.raises(NotApplicable):
        check(rule, PORTALS, OLD)


def test_userspace_mode_wants_its_own_jumps() -> None:
    text = re.sub("-A OUTPUT -j KUBE-PORTALS-HOST\n", "", PORTALS)
    (finding,) = check(kube_proxy_jumps_missing, text, OLD)
    assert "OUTPUT -> KUBE-PORTALS-HOST" in finding.message
    # Chains of the iptables mode are left: that mode lost its first chain, and is not off.
    text = PORTALS.replace(":DOCKER", ":KUBE-SVC-ABCDEFGHIJKLMNOP - [0:0]\n:DOCKER", 1)
    (finding,) = check(kube_proxy_jumps_missing, text, OLD)
    assert "PREROUTING -> KUBE-SERVICES" in finding.message


def test_conntrack_mode_wants_the_pods_own_address() -> None:
    text = NEW.replace(
        "-A POSTROUTING -m", "-A POSTROUTING -o tun0 -j MASQUERADE\n-A POSTROUTING -m", 1
    )
    (finding,) = check(masquerade_wrong, text, NP)
    assert "between pods of 10.128.0.0/14" in finding.message


def test_without_conntrack_services_need_masquerading() -> None:
    flat = Layout("L6", 7, "multitenant", False, LINE)
    (finding,) = check(masquerade_wrong, NEW, flat)
    assert "send to services" in finding.message


def test_a_pod_network_that_was_added_is_not_masqueraded() -> None:
    (finding,) = check(masquerade_wrong, NEW.replace("-s 10.128.0.0/14", "-s 10.1.0.0/16"), NP)
    assert "10.128.0.0/14" in finding.subjects


def test_nat_that_was_flushed() -> None:
    text = NEW[: NEW.index("*nat")] + "*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n"
    (finding,) = check(kube_proxy_jumps_missing, text, NP)
    assert "KUBE-SERVICES" in finding.subjects


def test_an_endpoint_that_went_and_one_that_came() -> None:
    (finding,) = check(service_rules_stale, NEW, NP, endpoints("10.128.0.9", "10.129.0.7"))
    assert {"web/frontend", "10.129.0.6", "10.129.0.7", "KUBE-SEP-BBBBBBBBBBBBBBBB"} <= set(
        finding.subjects
    )
    assert any("--to-destination 10.129.0.6:8080" in source.text for source in finding.evidence)


def test_an_endpoint_that_lost_its_readiness_just_now_is_not_judged() -> None:
    behind = endpoints("10.128.0.9", not_ready="10.129.0.6")
    assert check(service_rules_stale, NEW, NP, behind) == []


def test_a_service_without_its_chain() -> None:
    lines = [line for line in NEW.split("\n") if "KUBE-SERVICES -d 172.30.81.14" not in line]
    (finding,) = check(service_rules_stale, "\n".join(lines), NP)
    assert "has no rule for web/frontend" in finding.message


def test_a_chain_that_is_not_there() -> None:
    lines = [
        line
        for line in NEW.split("\n")
        if not line.startswith(("-A KUBE-SVC-7CM", ":KUBE-SVC-7CM"))
    ]
    (finding,) = check(service_rules_stale, "\n".join(lines), NP)
    assert "has no chain KUBE-SVC-7CMUTGF4QCFLVUAH" in finding.message


def test_a_reject_of_a_service_that_has_endpoints() -> None:
    reject = (
        ":KUBE-SERVICES - [0:0]\n-A KUBE-SERVICES -d 172.30.81.14/32 -p tcp -m comment --comment "
        '"web/frontend:8080-tcp has no endpoints" -m tcp --dport 8080 -j REJECT\n-A INPUT'
    )
    lines = [line for line in NEW.split("\n") if "KUBE-SERVICES -d 172.30.81.14" not in line]
    head, star, rest = "\n".join(lines).partition("*filter")
    text = head + star + rest.replace("-A INPUT", reject, 1)
    (finding,) = check(service_rules_stale, text, NP)
    assert "rejects connections to web/frontend" in finding.message
    assert "REJECT" in finding.evidence[0].text


def test_a_damaged_probability_is_no_number() -> None:
    lines = NEW.replace("--probability 0.5", "--probability 0.5.5")
    assert lines != NEW
    (finding,) = check(service_share_wrong, lines, NP)
    assert "has no probability" in finding.message
