"""A node that holds an egress IP does not give it to the packets of its project.

Checks: the address is on an interface of the node, is no address of a node, and in nat
    OPENSHIFT-MASQUERADE a rule translates the project's mark to it, before the pods' networks are
    masqueraded.
Why: br0 only marks the packets; the node's nat table makes the egress IP their source.
Symptom: the project's packets leave with the node's own address, or replies to them are lost.
Remedy: restart the SDN on the node; choose an egress IP from the node's own network.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.base import Source
from parsers.ip_addr import Addresses
from parsers.iptables import IptablesSave
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.netnamespaces import NetNamespace
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.egress_hosts import EgressHosts, marks
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet
from rules.egress.egress_ip_flows_wrong import BIT

CHAIN = "OPENSHIFT-MASQUERADE"


@rule(Severity.ERROR, "39.9", "EG-03 EG-04 EG-05", explains=("egress-ip-conflict-log",))
def egress_ip_rules_wrong(
    node: Node,
    egress: EgressHosts,
    own: OwnSubnet,
    subnets: HostSubnets,
    layout: Layout | None,
    addresses: Addresses | None,
    tables: IptablesSave | None,
) -> Findings:
    """Look at each address that this node holds for a project."""
    mine = [
        (project, ip)
        for project in egress.projects
        for ip, host in egress.of(project)
        if host.host_ip == own.host_ip
    ]
    if not mine:
        raise NotApplicable("this node holds no egress IP of a project")
    if layout is not None and layout.plugin == "subnet":
        raise NotApplicable("ovs-subnet mode has no egress IPs")
    for project, ip in mine:
        lacks = [*on_interface(ip, addresses, layout), *translated(project, ip, tables, layout)]
        if ip in subnets.by_host_ip:
            lacks.append(("it is a node's own address", subnets.by_host_ip[ip][0].source, True))
        if lacks:
            yield Finding(
                f"{node} holds egress IP {ip} of project {project.name}, but "
                + "; ".join(said for said, _, _ in lacks),
                subjects=(ip, project.name, node.name, f"{project.netid or 0:#x}"),
                evidence=(
                    project.source_of("egressIPs"), *(source for _, source, _ in lacks)
                ),
                severity=None if any(sure for _, _, sure in lacks) else Severity.WARNING,
            )  # fmt: skip


def on_interface(
    ip: str, addresses: Addresses | None, layout: Layout | None
) -> Iterator[tuple[str, Source, bool]]:
    """Yield the fault of an address that is on no interface; clouds of 4.10 on may do without."""
    if addresses is not None and addresses.all_addresses and addresses.link_with(ip) is None:
        sure = layout is not None and not layout.since("L10")
        yield "it is on no interface", addresses.absence(f"inet {ip}"), sure


def translated(
    project: NetNamespace, ip: str, tables: IptablesSave | None, layout: Layout | None
) -> Iterator[tuple[str, Source, bool]]:
    """Yield the fault of a nat table that does not translate, or does it too late or by a mark."""
    chain = tables.chain("nat", CHAIN) if tables is not None else None
    if chain is None or not chain.table.complete:
        return
    rules = chain.rules
    snats = [each for each in rules if each.target == "SNAT" and each.to_source == ip]
    if not snats:
        yield f"{CHAIN} has no rule for it", chain.absence(f"-j SNAT --to-source {ip}"), True
        return
    first = snats[0]
    mark = first.mark
    if layout is not None and project.netid is not None and mark is not None:
        right = marks(project.netid, BIT, layout)
        if mark.value not in right:
            wanted = " or ".join(f"{each:#x}" for each in sorted(right))
            yield f"its rule asks for mark {mark.value:#x} and not {wanted}", first.source, True
    for each in rules:
        if each.line >= first.line:
            return
        if each.target in {"MASQUERADE", f"{CHAIN}-2"} and each.mark is None:
            yield "its rule stands behind the masquerading of all pods", first.source, True
            return
