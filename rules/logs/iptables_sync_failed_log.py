"""The rules of a node's firewall are not brought up to date.

Checks: the SDN or kube-proxy says to the end of the log that it could not write its iptables
    rules.
Why: the rules are written every half minute; a failure that lasts leaves services and
    masquerading as they were.
Symptom: services with new endpoints do not answer, or pods do not reach the outside.
Remedy: run `iptables-restore --test` with the rules that the message names; look for a lock that
    another program holds, a missing kernel module, or a mix of iptables backends.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import report

MESSAGES = {"iptables-not-synced": "IP-01", "proxy-not-synced": "KP-13"}


@rule(
    Severity.ERROR,
    "39.10",
    "IP-01 KP-13",
    explains=("openshift-rules-missing", "kube-proxy-jumps-missing", "service-rules-stale"),
)
def iptables_sync_failed_log(node: Node, log: NodeLog) -> Findings:
    """Report failures that went on until the end."""
    yield from report(node.name, log, MESSAGES, ends=("sdn-node-starting",), invariants=MESSAGES)
