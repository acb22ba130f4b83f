"""The master does not find a node by its name.

Checks: debug.sh, which asks from the master, found that each node's name resolves to the address
    that OpenShift has of it, and that its kubelet answers on port 10250.
Why: the API reaches a kubelet by the node's name, for logs, exec, rsh and port-forward.
Symptom: `oc logs`, `oc exec` and `oc rsh` time out for pods of that node.
Remedy: correct the name in DNS or /etc/hosts of the masters; open TCP 10250 to the nodes.
"""

from __future__ import annotations

from parsers.debug_sh_log import NodeCheck, NodeChecks
from parsers.kube.nodes import Nodes
from rules.base import Finding, Findings, NotApplicable, Severity, rule


@rule(Severity.WARNING, "39.6", "HS-21", explained_by=("hosts", "local", "iptables", "cluster"))
def node_name_wrong(checks: NodeChecks | None, nodes: Nodes | None) -> Findings:
    """Report what the checks found, but of nodes that the API does not know by that name."""
    if checks is None:
        raise NotApplicable("only the log of debug.sh shows how a master resolves nodes' names")
    for check in checks.items:
        known = nodes.by_name.get(check.node) if nodes else None
        # debug.sh asks for a node of AWS by its instance's id, and finds nothing.
        if check.kind == "no-address" or (nodes is not None and known is None):
            continue
        yield Finding(
            words(check),
            subjects=tuple(filter(None, (check.node, check.known, *address(check)))),
            evidence=(*check.sources, *((known.source_of("address"),) if known else ())),
            node=check.node if known else None,
        )


def words(check: NodeCheck) -> str:
    """Say what a check found."""
    if check.kind == "address-differs":
        return (
            f"on the master {check.node} resolves to {check.found or 'nothing'}, its address in "
            f"OpenShift is {check.known}"
        )
    return f"the master does not reach the kubelet of {check.node}: {check.found[:160]}"


def address(check: NodeCheck) -> tuple[str, ...]:
    """Return the address that the name resolves to."""
    return (check.found,) if check.kind == "address-differs" else ()
