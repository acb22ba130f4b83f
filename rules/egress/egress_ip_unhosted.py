"""An egress IP that a project asks for is held by no node, or by two.

Checks: each address of a NetNamespace's egressIPs stands in one HostSubnet's egressIPs, and in no
    other NetNamespace; no node holds two of one project.
Why: the SDN uses only an address that one project and one node claim. Without any it drops what the
    project sends outside.
Symptom: pods of the project reach nothing outside the cluster, from every node.
Remedy: give the address to one node (oc patch hostsubnet NODE -p '{"egressIPs": [...]}'), or give a
    node its network in egressCIDRs so that it is assigned; take it from the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from parsers.ip_addr import Addresses
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.netnamespaces import NetNamespace
from rules.base import Finding, Findings, PerNode, Severity, rule
from rules.derived.egress_hosts import EgressHosts


@rule(
    Severity.ERROR,
    "39.9",
    "EG-01 EG-02 EG-06",
    explains=("egress-ip-conflict-log", "egress-ip-flows-wrong", "egress-ip-rules-wrong"),
)
def egress_ip_unhosted(
    egress: EgressHosts, subnets: HostSubnets, addresses: PerNode[Addresses] | None
) -> Findings:
    """Count the claims on each address."""
    for ip, owners in egress.claims.items():
        if len(owners) > 1:
            names = [owner.name for owner in owners]
            yield Finding(
                f"projects {' and '.join(names[:4])} ask for the same egress IP {ip}: "
                "what they send outside is dropped",
                subjects=(ip, *names, *netids(*owners)),
                evidence=tuple(owner.source_of("egressIPs") for owner in owners),
                invariants=("EG-02",),
            )
    for ip, holders in egress.hosts.items():
        if len(holders) > 1 and ip in egress.claims:
            names = [holder.host or holder.name for holder in holders]
            projects = egress.claims[ip]
            yield Finding(
                f"nodes {' and '.join(names[:4])} hold the same egress IP {ip}: what project "
                f"{projects[0].name} sends outside is dropped",
                subjects=(ip, *names, *(each.name for each in projects), *netids(*projects)),
                evidence=tuple(holder.source_of("egressIPs") for holder in holders),
                invariants=("EG-02",),
            )
    for project in egress.projects:
        yield from of_project(project, egress, subnets, addresses or {})


def of_project(
    project: NetNamespace,
    egress: EgressHosts,
    subnets: HostSubnets,
    addresses: Mapping[str, Addresses],
) -> Findings:
    """Report a project's addresses without a node, and two on one node."""
    lost = [ip for ip in project.egress_ips if ip not in egress.hosts]
    all_lost = len(lost) == len(project.egress_ips)
    if lost:
        effect = "what it sends outside is dropped" if all_lost else "the others are used"
        still = {
            name: link.source_of(ip)
            for name, known in (addresses.items() if lost else ())
            for link in known.links
            for ip in lost
            if ip in link.addresses
        }
        if still:
            effect += f"; {', '.join(list(still)[:3])} still has it on an interface"
        yield Finding(
            f"no node holds egress IP {', '.join(lost)} of project {project.name}: {effect}",
            subjects=(*lost, project.name, *netids(project), *still),
            evidence=(
                project.source_of("egressIPs"),
                subnets.absence(f"egressIPs with {lost[0]}"),
                *list(still.values())[:3],
            ),
            severity=None if all_lost else Severity.WARNING,
            invariants=("EG-01",),
        )
    by_node: dict[str, list[str]] = {}
    for ip, holder in egress.of(project):
        by_node.setdefault(holder.host or holder.name, []).append(ip)
    for name, ips in by_node.items():
        if len(ips) > 1:
            holder = egress.hosts[ips[0]][0]
            yield Finding(
                f"{name} holds {len(ips)} egress IPs of project {project.name}; it uses one only",
                subjects=(*ips, name, project.name, *netids(project)),
                evidence=(project.source_of("egressIPs"), holder.source_of("egressIPs")),
                severity=Severity.WARNING,
                invariants=("EG-06",),
            )


def netids(*projects: NetNamespace) -> list[str]:
    """Return VNIDs as subjects."""
    return [f"{each.netid:#x}" for each in projects if each.netid is not None]
