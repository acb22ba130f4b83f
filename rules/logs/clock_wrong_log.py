"""Certificates are not valid by a node's clock, or etcd sees clocks apart.

Checks: no log says to its end that a certificate `has expired or is not yet valid`, or that the
    clocks of etcd's members are too far apart.
Why: a certificate holds for a time, by the clock of who checks it.
Symptom: the node's kubelet and SDN can't talk to the API, or no component to etcd.
Remedy: compare `date -u` of the nodes and mend the clock that is off; if all agree, the certificate
    has expired (openssl x509 -noout -dates) and must be renewed.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import report

MESSAGES = ("certificate-not-valid", "etcd-clocks-apart")


@rule(Severity.WARNING, "39.13.2", "LN-21", explains=("tls-handshake-timeout-log",))
def clock_wrong_log(node: Node, log: NodeLog) -> Findings:
    """Report what still holds when the log ends."""
    yield from report(node.name, log, MESSAGES)
