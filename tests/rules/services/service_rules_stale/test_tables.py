"""Tables of `oc get` do not say which endpoints belong to which port: what is sure is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis

SERVICES = """\
NAMESPACE   NAME   TYPE        CLUSTER-IP    EXTERNAL-IP    PORT(S)                  AGE
web         dns    ClusterIP   172.30.0.10   203.0.113.7    53/UDP,53/TCP,9154/TCP   {age}
"""
ENDPOINTS = """\
NAMESPACE   NAME   ENDPOINTS                                             AGE
web         dns    {}   8d
"""
CUT = "10.128.0.5:5353,10.129.0.5:5353,10.130.0.5:5353 + 6 more..."
ONE = "10.128.0.5:5353,10.128.0.5:5353,10.128.0.5:9153"
PORTS = (("udp", 53, 5353), ("tcp", 53, 5353), ("tcp", 9154, 9153))
THREE = ("10.128.0.5", "10.129.0.5", "10.130.0.5")


def iptables(addresses: tuple[str, ...]) -> list[str]:
    """kube-proxy's rules; a chain's name is its protocol and port."""
    filtering = [":KUBE-SERVICES - [0:0]", ":KUBE-EXTERNAL-SERVICES - [0:0]"]
    chains, rules = [":KUBE-SERVICES - [0:0]", ":KUBE-NODEPORTS - [0:0]"], []
    for proto, port, to in PORTS:
        service = f"KUBE-SVC-{proto.upper()}{port}"
        chains.append(f":{service} - [0:0]")
        for where, what in (("172.30.0.10", "cluster"), ("203.0.113.7", "external")):
            rules.append(
                f'-A KUBE-SERVICES -d {where}/32 -p {proto} -m comment --comment "web/dns:{proto}{port} '
                f'{what} IP" -m {proto} --dport {port} -j {service}'
            )
        for number, ip in enumerate(addresses):
            sep = f"KUBE-SEP-{proto.upper()}{port}N{number}"
            chains.append(f":{sep} - [0:0]")
            rules.append(f"-A {service} -j {sep}")
            rules.append(f"-A {sep} -s {ip}/32 -j KUBE-MARK-MASQ")
            rules.append(f"-A {sep} -p {proto} -m {proto} -j DNAT --to-destination {ip}:{to}")
    head = [":PREROUTING ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]", ":POSTROUTING ACCEPT [0:0]",
            ":KUBE-MARK-MASQ - [0:0]"]  # fmt: skip
    return ["*nat", *head, *chains, "-A PREROUTING -j KUBE-SERVICES", *rules, "COMMIT",
            "*filter", ":INPUT ACCEPT [0:0]", ":FORWARD ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]",
            *filtering, "COMMIT"]  # fmt: skip


def said(folder: Path, endpoints: str, lines: list[str], age: str = "8d") -> list[tuple[str, str]]:
    node = folder / "nodes" / "node1.example.com"
    node.mkdir(parents=True)
    (node / "iptables-save").write_text("\n".join(lines) + "\n")
    (folder / "oc_get_services.txt").write_text(SERVICES.format(age=age))
    (folder / "oc_get_endpoints.txt").write_text(ENDPOINTS.format(endpoints))
    options = analysis.Options(select=("service-rules-stale", "service-entry-missing"))
    report = analysis.analyze([folder], options)
    statuses = {(o.rule, o.status) for o in report.outcomes}
    assert {rule for rule, status in statuses if status in {"passed", "failed"}} == {
        "service-rules-stale", "service-entry-missing",
    }  # fmt: skip
    return [(f.severity, f.message.removeprefix("node1.example.com ")) for f in report.findings]


def without(lines: list[str], *words: str) -> list[str]:
    left = [line for line in lines if not all(word in line for word in words)]
    assert len(left) < len(lines)
    return left


REJECT = ('-A KUBE-SERVICES -d 172.30.0.10/32 -p tcp -m comment --comment "web/dns:tcp9154 has no '
          'endpoints" -m tcp --dport 9154 -j REJECT --reject-with icmp-port-unreachable')  # fmt: skip


@pytest.mark.parametrize(("row", "addresses"), [(CUT, THREE), (ONE, THREE[:1])])
def test_what_fits_is_no_fault(row: str, addresses: tuple[str, ...], tmp_path: Path) -> None:
    assert said(tmp_path, row, iptables(addresses)) == []


@pytest.mark.parametrize(("row", "addresses"), [(CUT, THREE), (ONE, THREE[:1])])
def test_a_port_without_any_rule(row: str, addresses: tuple[str, ...], tmp_path: Path) -> None:
    lines = without(iptables(addresses), "172.30.0.10", "-p tcp", "--dport 9154")
    count = f"{3 if row == CUT else 2} ready endpoints"
    assert said(tmp_path, row, lines) == [
        ("error", f"has no rule for web/dns (172.30.0.10:9154/tcp), which has {count}")
    ]


def test_a_port_that_is_rejected_may_have_no_endpoints(tmp_path: Path) -> None:
    """Pods that do not name the port make no endpoints for it, which a table does not show."""
    lines = without(iptables(THREE), "--dport 9154")
    lines.insert(-1, REJECT)
    assert said(tmp_path, CUT, lines) == []


def test_a_port_may_be_rejected_where_the_filter_table_was_not_dumped(tmp_path: Path) -> None:
    lines = without(iptables(THREE), "--dport 9154")
    assert said(tmp_path, CUT, lines[: lines.index("*filter")]) == []


def test_a_new_service_may_have_come_after_the_rules_were_dumped(tmp_path: Path) -> None:
    assert said(tmp_path, CUT, without(iptables(THREE), "172.30.0.10", "9154"), "4m12s") == []


def test_a_rule_that_leads_on_beside_one_that_rejects(tmp_path: Path) -> None:
    lines = iptables(THREE)
    lines.insert(-1, REJECT)
    assert said(tmp_path, CUT, lines) == [
        ("warning", "still has a rule that rejects web/dns (172.30.0.10:9154/tcp), to whose "
         "endpoints another leads")
    ]  # fmt: skip


def test_an_external_address_without_its_rule(tmp_path: Path) -> None:
    lines = without(iptables(THREE), "203.0.113.7", "-p udp")
    assert said(tmp_path, CUT, lines) == [
        ("error", "has no rule for external IP 203.0.113.7:53/udp of service web/dns")
    ]


def test_a_shown_endpoint_that_no_port_leads_to(tmp_path: Path) -> None:
    lines = [line.replace("10.130.0.5", "10.130.0.6") for line in iptables(THREE)]
    # Which of the endpoints that are cut off the other address is, is not known.
    assert said(tmp_path, CUT, lines) == [
        ("error", "does not send web/dns (172.30.0.10) to 10.130.0.5:5353")
    ]


def test_an_endpoint_that_is_none_where_all_are_shown(tmp_path: Path) -> None:
    lines = [line.replace("10.128.0.5:9153", "10.128.0.9:9153") for line in iptables(THREE[:1])]
    assert said(tmp_path, ONE, lines) == [
        ("error", "sends web/dns (172.30.0.10:9154/tcp) to 10.128.0.9:9153, which is no endpoint, "
         "and not to 10.128.0.5, which is one")
    ]  # fmt: skip


def test_a_port_whose_chain_leads_nowhere(tmp_path: Path) -> None:
    lines = without(iptables(THREE[:1]), "-A KUBE-SVC-TCP9154 -j")
    assert said(tmp_path, ONE, lines) == [
        ("error", "does not send web/dns (172.30.0.10:9154/tcp) to 10.128.0.5")
    ]
