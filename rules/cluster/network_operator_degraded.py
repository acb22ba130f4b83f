"""The network operator says that the network is not available, or degraded.

Checks: the ClusterOperator `network` of 4.x is Available, and not Degraded.
Why: the operator watches the DaemonSets of the SDN; its message names what does not roll out.
Symptom: `oc get co network` shows False or Degraded; upgrades stop.
Remedy: look at the pods that the message names, and at the log of the network operator in
    openshift-network-operator.
"""

from __future__ import annotations

from parsers.kube.clusteroperators import ClusterOperators
from parsers.kube.nodes import Nodes
from rules.access.faults import FAULTS
from rules.base import Finding, Findings, Missing, NotApplicable, Severity, rule
from rules.derived.kube_minor import is_four


@rule(Severity.ERROR, "39.7.4", "CH-07", explained_by=FAULTS)
def network_operator_degraded(operators: ClusterOperators | None, nodes: Nodes | None) -> Findings:
    """Look at the conditions of the operator."""
    if operators is None and is_four(nodes):
        raise Missing(ClusterOperators)
    network = next(
        (each for each in (operators.items if operators else ()) if each.name == "network"), None
    )
    if network is None:
        raise NotApplicable("no ClusterOperator network was collected: 3.x has none")
    if network.available is False or network.degraded:
        what = "is not available" if network.available is False else "is degraded"
        said = network.messages.get("Available" if network.available is False else "Degraded", "")
        said = " ".join(said.split())[:240]
        yield Finding(
            f"the network {what}, its operator says{f': {said}' if said else ''}",
            subjects=("network", "openshift-sdn"),
            evidence=(network.source,),
            severity=None if network.available is False else Severity.WARNING,
        )
