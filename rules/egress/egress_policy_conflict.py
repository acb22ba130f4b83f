"""An EgressNetworkPolicy can't work: its project has two, shares its network, or is global.

Checks: a project has at most one EgressNetworkPolicy, its VNID is its own, and is not 0.
Why: the SDN can't order the rules of two policies, nor tell projects of one VNID apart: it drops
    all that such a project sends outside. In VNID 0 it ignores the policy.
Symptom: pods of the project reach nothing outside the cluster; or (VNID 0) reach everything.
Remedy: unite the policies in one; or give the project its own network (oc adm pod-network
    isolate-projects).
"""

from __future__ import annotations

from parsers.kube.egressnetworkpolicies import EgressNetworkPolicies
from parsers.kube.netnamespaces import NetNamespaces
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster


@rule(
    Severity.ERROR,
    "39.9",
    "FE-01",
    explains=("egress-policy-dropped-log", "egress-policy-flows-wrong"),
)
def egress_policy_conflict(
    policies: EgressNetworkPolicies, cluster: Cluster, networks: NetNamespaces | None
) -> Findings:
    """Count the policies of each project and the projects of each VNID."""
    if cluster.plugin == "subnet":
        raise NotApplicable("ovs-subnet mode has no projects")
    for namespace, mine in policies.by_namespace.items():
        names = tuple(policy.full_name for policy in mine)
        network = networks.by_name.get(namespace) if networks else None
        netid = network.netid if network else None
        lines = tuple(policy.source for policy in mine)
        if network is not None and netid == 0:
            yield Finding(
                f"EgressNetworkPolicy {names[0]} is ignored: its project has VNID 0",
                subjects=(namespace, *names, "0x0"),
                evidence=(*lines, network.source_of("netid")),
                severity=Severity.WARNING,
            )
            continue
        number = (f"{netid:#x}",) if netid is not None else ()
        if len(mine) > 1:
            yield Finding(
                f"project {namespace} has {len(mine)} EgressNetworkPolicies "
                f"({', '.join(policy.name for policy in mine[:4])}): all that it sends outside "
                "is dropped",
                subjects=(namespace, *names, *number),
                evidence=lines,
            )
            continue
        sharing = networks.by_netid.get(netid, []) if networks and netid is not None else []
        if len(sharing) > 1:
            others = [each.name for each in sharing if each.name != namespace]
            yield Finding(
                f"EgressNetworkPolicy {names[0]} is for a VNID that project "
                f"{', '.join(others[:4])} has as well: all that they send outside is dropped",
                subjects=(namespace, *names, *others, *number),
                evidence=(*lines, *(each.source_of("netid") for each in sharing[:5])),
            )
