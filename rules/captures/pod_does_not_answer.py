"""A pod leaves connection attempts unanswered that reach its own interface.

Checks: SYNs that a capture at a pod's veth shows get a SYN-ACK or a RST from the pod.
Why: the network did its work. Without a process on the port the pod would send RST: something in
    the pod drops the packets, or its process has a full listen queue.
Symptom: the client hangs and then reports a connection time-out.
Remedy: look into the pod's network namespace: iptables or nftables rules of the pod (a mesh's
    sidecar), and `ss -ltn` for a full queue; delete the pod if it does not tell.
"""

from __future__ import annotations

from rules.base import Finding, Findings, Severity, rule
from rules.captures.syn_unanswered import evidence, groups, location, said, subjects, tunnel
from rules.derived import frame_filters, stages
from rules.derived.address_names import AddressNames
from rules.derived.attempts import Attempts
from rules.derived.capture_points import CapturePoints


@rule(Severity.ERROR, "39.5", "SV-06 EX-03", explains=("syn-unanswered",))
def pod_does_not_answer(attempts: Attempts, points: CapturePoints, names: AddressNames) -> Findings:
    """Report each target once, if a capture shows the SYNs at its veth."""
    for (target, port), some in groups(attempts).items():
        found = next(
            (
                each
                for attempt in some
                if (each := location(attempt, points, names)) and each.stage == stages.SERVER
            ),
            None,
        )
        if found is None:
            continue
        clients = list(dict.fromkeys(names.says(each.client) for each in some))
        yield Finding(
            f"{sum(each.tries for each in some)} SYNs to {names.says(target)} port {port} got no "
            f"answer, from {', '.join(clients[:3])}: {said(found)}",
            subjects=tuple(subjects(some, target, port, names)),
            evidence=tuple(evidence(some, found)),
            node=found.last.node,
            filter=frame_filters.to_host("tcp", target, port, tunnel(some[0], found)),
        )
