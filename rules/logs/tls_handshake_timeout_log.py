"""TLS handshakes time out.

Checks: the node's log holds `TLS handshake timeout`; this alone proves nothing, but supports a
    finding on the MTU.
Why: a handshake is the first packet that fills the MTU; where large packets are lost, it is the
    first thing to fail.
Symptom: builds, deployments and pushes fail with `net/http: TLS handshake timeout`.
Remedy: compare the MTU of tun0, of the pods and of the interfaces on the way (39.8.1); if they
    fit, look at the load of the server.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import report


@rule(Severity.INFO, "39.13.2", "MT-09")
def tls_handshake_timeout_log(node: Node, log: NodeLog) -> Findings:
    """Report the timeouts as what they are: a hint."""
    yield from report(node.name, log, ("tls-timeout",), ends=())
