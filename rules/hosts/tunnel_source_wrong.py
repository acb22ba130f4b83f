"""A node's packets to another node leave with an address that the other does not know.

Checks: the way to another node's address (ip route get) has the node's own hostIP as its source,
    and leads neither through tun0 nor through docker0 or lo.
Why: nodes accept VXLAN only from the hostIPs of HostSubnets.
Symptom: no traffic from this node's pods to those of the other, though all flows look right.
Remedy: correct the routes or the order of the node's addresses; set nodeIP if another is meant.
"""

from __future__ import annotations

from parsers.ip_route_get import RouteAnswers
from parsers.kube.hostsubnets import HostSubnets
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.own_subnet import OwnSubnet

WRONG_WAYS = {"tun0", "docker0", "lbr0", "lo"}


@rule(Severity.ERROR, "39.6", "FH-11 HS-18 HS-19", explains=("one-way-vxlan",))
def tunnel_source_wrong(
    node: Node, answers: RouteAnswers, subnets: HostSubnets, own: OwnSubnet
) -> Findings:
    """Compare the source of each way to another node with the node's own hostIP."""
    if own.host_ip is None or not own.declared:
        raise NotApplicable("no HostSubnet of this node was collected")
    for answer in answers.answers:
        remotes = subnets.by_host_ip.get(answer.to)
        if not remotes or answer.to == own.host_ip:
            continue
        remote = remotes[0]
        subjects = (answer.to, remote.host or remote.name, own.host_ip)
        if answer.device is None:
            wrong = "it has no way"
        elif answer.device in WRONG_WAYS:
            wrong = f"they go through {answer.device}"
        elif answer.src is not None and answer.src != own.host_ip:
            wrong = f"they leave as {answer.src}, not as {own.host_ip}"
        else:
            continue
        yield Finding(
            f"packets of {node} to {remote.host or remote.name} ({answer.to}): {wrong}",
            subjects=(*subjects, *filter(None, (answer.src, answer.device))),
            evidence=(own.source, answer.source),
        )
