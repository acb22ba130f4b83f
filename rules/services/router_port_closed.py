"""Nothing listens on a router's ports.

Checks: on each node where a router runs on the host's network, something listens on TCP 80 and 443.
Why: a router that could not take its ports, or that hangs, serves nobody.
Symptom: connections to the router's address are refused.
Remedy: look at the router pod's log; find out what else took the port (ss -ltnp).
"""

from __future__ import annotations

from parsers.kube.pods import Pods
from parsers.sockets import Sockets
from rules.base import Finding, Findings, Missing, Node, NotApplicable, Severity, rule
from rules.derived.routers import routers_of

PORTS = (80, 443)
WHOLE = 10
"""Sockets that a node has at least; fewer are an excerpt."""


@rule(Severity.WARNING, "39.4", "RT-10", explains=("target-unreachable",))
def router_port_closed(node: Node, pods: Pods, sockets: Sockets | None) -> Findings:
    """Compare the routers of a node with its listeners."""
    here = [
        pod
        for pod in routers_of(pods.by_node.get(node.name, []))
        if pod.phase == "Running" and pod.host_network and pod.ready
    ]
    if not here:
        raise NotApplicable("no router runs here on the host's network")
    if sockets is None:
        raise Missing(Sockets)
    listeners = [each for each in sockets.items if each.kind == "tcp" and each.listens]
    if len(listeners) < WHOLE:
        return
    closed = [port for port in PORTS if not sockets.listening(port)]
    if closed:
        ports = " and ".join(map(str, closed))
        yield Finding(
            f"nothing listens on port {ports} of {node}, where router {here[0].name} runs",
            subjects=(
                node.name,
                here[0].name,
                *filter(None, (here[0].host_ip,)),
                *map(str, closed),
            ),
            evidence=(here[0].source, listeners[0].source),
        )
