"""The node's firewall drops traffic of pods.

Checks: a first packet from a pod to the outside, from the outside to a pod, from a pod to a service
    and to its node, and from the node to a pod, each walked through the raw, mangle and filter
    tables; then every other rule that drops packets of the pod or service networks and is reached.
Why: the first rule that matches decides. A drop in front of the OPENSHIFT chains, or a REJECT or a
    policy DROP (docker sets it) behind chains that lost their rules, blocks what OVS lets through.
Symptom: pods do not reach the outside, services or DNS, or are not reached by node ports, routers
    and health checks of this node, while pods reach each other.
Remedy: remove the rule that drops it, or restart the SDN on the node if its own rules are missing.
    To filter what pods send, use the chain OPENSHIFT-ADMIN-OUTPUT-RULES or an EgressNetworkPolicy.
"""

from __future__ import annotations

from parsers.ip_route import RouteTable
from parsers.iptables import IptablesSave
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.own_subnet import OwnSubnet
from rules.derived.packet_filter import End, PacketFilter
from rules.derived.pod_paths import Path, pod_paths
from rules.derived.require_table import require_table
from rules.derived.scoped_drops import scoped_drops

ADMIN = "OPENSHIFT-ADMIN-OUTPUT-RULES"


@rule(Severity.ERROR, "39.7.4.1", "IP-02 IP-04 IP-05 IP-13", explains=("firewall-dropped",))
def pod_traffic_blocked(
    node: Node,
    tables: IptablesSave,
    cluster: Cluster,
    own: OwnSubnet,
    routes: RouteTable | None,
) -> Findings:
    """Walk the canonical paths of pods, then try each rule that drops."""
    require_table(tables, "filter")
    packets = PacketFilter(tables)
    found: dict[int, tuple[tuple[End, ...], list[Path]]] = {}
    for path in pod_paths(tables, cluster, own, routes):
        ends = packets.blocking(path.hooks, path.packet)
        if ends and not any(end.chain.name == ADMIN for end in ends):
            last = ends[-1]
            found.setdefault(last.source.line, (ends, []))[1].append(path)
    for ends, paths in found.values():
        yield blocked(node, ends, paths, cluster, own)
    for drop in scoped_drops(packets, cluster, own):
        line = drop.end.source.line
        if line not in found:
            yield Finding(
                f"{node} drops {drop.what}: {drop.end.words}",
                subjects=(drop.hook, *drop.networks, drop.end.chain.name, str(node)),
                evidence=(drop.end.source, *(jump.source for jump in drop.end.via)),
                severity=drop.severity,
            )


def blocked(
    node: Node, ends: tuple[End, ...], paths: list[Path], cluster: Cluster, own: OwnSubnet
) -> Finding:
    """Make the finding of one rule, or policy, that blocks whole paths."""
    last = ends[-1]
    evidence = [end.source for end in ends[:4]]
    if last.rule is None or not (last.rule.source_text or last.rule.destination_text):
        evidence.append(last.chain.absence(f"a rule that accepts {paths[0].name} before it"))
    if "cidrs" in cluster.sources:
        evidence.append(cluster.sources["cidrs"])
    names = " and ".join(", ".join(dict.fromkeys(path.name for path in paths)).rsplit(", ", 1))
    return Finding(
        f"{node} drops what goes {names}: {last.words}",
        subjects=(
            *(path.hooks[-2 if path.hooks[-1][1] == "POSTROUTING" else -1][1] for path in paths),
            last.chain.name,
            *map(str, cluster.cidrs),
            str(own.subnet),
            str(node),
        ),
        evidence=tuple(evidence),
    )
