"""The SDN of a node lacks, or confuses, the VNID of a project.

Checks: the node's log says that a project's VNID is not found, belongs to two projects, or was
    changed in a way that this plugin does not follow; and no restart came after it.
Why: the VNID decides which pods may talk to each other; without it a pod is not attached.
Symptom: pods of one project stay in ContainerCreating, or reach pods of another project.
Remedy: compare `oc get netnamespaces` with the projects; make a missing NetNamespace by restarting
    the master's controllers, and restart the SDN on the node.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import RESTARTED, report

MESSAGES = {
    "netid-not-found": "VN-01",
    "netid-not-in-map": "VN-01",
    "netid-twice": "VN-04",
    "netid-changed": "VN-04",
}


@rule(Severity.ERROR, "39.10", "VN-01 VN-04", explains=("pod-network-not-attached-log",))
def netid_missing_log(node: Node, log: NodeLog) -> Findings:
    """Report VNIDs that the node's SDN did not find its way with."""
    yield from report(
        node.name,
        log,
        MESSAGES,
        ends=(*RESTARTED, "pod-added"),
        same=("namespace",),
        invariants=MESSAGES,
    )
