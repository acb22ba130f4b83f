"""Nodes run different versions or plugin modes of the SDN.

Checks: the version notes of all nodes name the same plugin and rule version; the plugin is the one
    that the ClusterNetwork names. While the network operator rolls out an update, two versions are
    a note.
Why: a half-finished upgrade; nodes of different plugin modes treat VNIDs differently.
Symptom: traffic between nodes of the two kinds is dropped or not isolated.
Remedy: finish the upgrade; if the plugin mode differs, correct the node configuration and
    restart.
"""

from __future__ import annotations

from collections import Counter

from parsers.kube.clusternetworks import ClusterNetworks
from parsers.kube.clusteroperators import ClusterOperator, ClusterOperators
from parsers.kube.nodes import Nodes
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Missing, NotApplicable, PerNode, Severity, rule
from rules.derived.layout import Layout


@rule(
    Severity.WARNING,
    "39.7.4",
    "FL-09 HS-24 XN-01",
    explains=(
        "static-flow-missing",
        "unexplained-flow",
        "dns-flow-missing",
        "pod-vxlan-allowed",
        "egress-ip-flows-wrong",
        "egress-policy-flows-wrong",
    ),
)
def mixed_rule_versions(
    layouts: PerNode[Layout],
    networks: ClusterNetworks | None,
    nodes: Nodes | None,
    operators: ClusterOperators | None,
) -> Findings:
    """Compare the notes; another plugin mode is an error."""
    noted = {node: layout for node, layout in layouts.items() if layout.version is not None}
    found = [*another_plugin(noted, networks)]
    yield from found
    if found and len(noted) < 2:
        return  # what is raised below would take it back
    if len(layouts) < 2 <= len(nodes.items if nodes else ()):
        raise Missing(FlowTable)
    if len(noted) < 2:
        raise NotApplicable("the version notes of fewer than two nodes were collected")
    kinds = Counter((layout.plugin, layout.version) for layout in noted.values())
    if len(kinds) < 2:
        return
    plugin, version = kinds.most_common(1)[0][0]
    odd = {n: x for n, x in noted.items() if (x.plugin, x.version) != (plugin, version)}
    modes = len({layout.plugin for layout in noted.values()}) > 1
    first = next(n for n, x in noted.items() if (x.plugin, x.version) == (plugin, version))
    said = ", ".join(f"{n} ({x.plugin}, {x.version:02X})" for n, x in list(odd.items())[:4])
    update = None if modes else updating(operators)
    yield Finding(
        f"{said}: not the version note of the other nodes ({plugin}, {version:02X})"
        + (": an update is being rolled out" if update else ""),
        subjects=(*odd, *({f"{layout.plugin}" for layout in odd.values()} if modes else ())),
        evidence=(
            noted[first].source,
            *(layout.source for layout in list(odd.values())[:5]),
            *((update.source,) if update else ()),
        ),
        severity=Severity.ERROR if modes else Severity.INFO if update else None,
    )


def updating(operators: ClusterOperators | None) -> ClusterOperator | None:
    """Return the network operator if it rolls something out, and does not hang."""
    for each in operators.items if operators else ():
        if each.name == "network" and each.progressing and not each.degraded:
            return each
    return None


def another_plugin(noted: dict[str, Layout], networks: ClusterNetworks | None) -> Findings:
    """Report that the ClusterNetwork names another plugin than every node has noted."""
    named = next((each for each in (networks.items if networks else ()) if each.plugin), None)
    modes = {layout.plugin for layout in noted.values()}
    if named is None or len(modes) != 1 or named.plugin in modes:
        return
    (mode,) = modes
    yield Finding(
        f"the cluster's plugin is {named.plugin}, but the notes of {len(noted)} nodes say {mode}",
        subjects=(*list(noted)[:20], named.plugin or "", str(mode)),
        evidence=(
            named.source_of("pluginName"), *(layout.source for layout in list(noted.values())[:3])
        ),
        severity=Severity.ERROR,
        invariants=("HS-24",),
    )  # fmt: skip
