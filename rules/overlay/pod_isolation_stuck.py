"""A pod is still shut off by the flows that hold it while it starts.

Checks: no flow with the cookie of a starting pod (0x4466b9eb) is older than a minute.
Why: from 4.10 on the SDN drops all traffic of a new pod until its policies are in place.
Symptom: the new pod has no network at all.
Remedy: delete the pod; if it happens again, restart the SDN on the node and read its log.
"""

from __future__ import annotations

from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.local_pods import LocalPods

COOKIE = 0x4466B9EB
LONG = 60.0


@rule(Severity.ERROR, "39.7.4", "FP-10")
def pod_isolation_stuck(node: Node, flows: FlowTable, pods: LocalPods | None) -> Findings:
    """Report each address that is held too long."""
    held: dict[str, list[Flow]] = {}
    for table in (27, 80):
        for flow in flows.in_table(table):
            if flow.cookie == COOKIE and (flow.duration or 0) > LONG:
                ip = str(flow.match.get("nw_src") or flow.match.get("nw_dst"))
                held.setdefault(ip, []).append(flow)
    by_ip = {pod.pod_ip: pod for pod in pods.items} if pods else {}
    for ip, found in held.items():
        pod = by_ip.get(ip)
        name = f"pod {pod.full_name} ({ip})" if pod else ip
        yield Finding(
            f"{name} on {node} has been held back for {found[0].duration:.0f} s",
            subjects=(ip, *((pod.full_name, pod.name) if pod else ())),
            evidence=(
                *(flow.source for flow in found),
                *((pod.source_of("podIP"),) if pod else ()),
            ),
        )
