"""kube-proxy's rules on a node do not lead to a service's endpoints.

Checks: for each port of each service, KUBE-SERVICES leads to a chain that has one KUBE-SEP jump
    for each ready endpoint and none else, and each of these translates; the filter table does not
    reject a service that has some (a warning where the nat table still leads to them). Idled and
    headless services, endpoints younger than two minutes and nodes in userspace
    mode are not judged; nor are services whose pods are younger than a dump of another day.
Why: every node translates service addresses by its own copy of the endpoints. A copy that is not
    up to date sends a share of the connections to an address where nothing answers.
Symptom: from this node alone, a service fails, always or by chance, though its endpoints answer.
Remedy: restart kube-proxy (the SDN pod, or the node service) on the node, and look in its log for
    `Failed to execute iptables-restore`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from parsers.iptables import IptablesSave
from parsers.kube.endpoints import Endpoints, EndpointsObject
from parsers.kube.objects import when
from parsers.kube.pods import Pods
from parsers.kube.services import Services
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.bundle_time import ZONES, BundleTime
from rules.derived.proxy_jumps import ProxyJumps
from rules.derived.service_faults import Fault, faults_of, judged
from rules.derived.service_row_faults import faults_of_rows, unjoined

CHANGED = "endpoints.kubernetes.io/last-change-trigger-time"
SINGLE = 3
"""More services than these on one node are one fault: its proxy is behind."""


@rule(
    Severity.ERROR,
    "39.11",
    "KP-03 KP-04 KP-06",
    explains=(
        "service-rules-differ", "service-share-wrong", "service-of-the-past",
        "service-entry-missing",
    ),
)  # fmt: skip
def service_rules_stale(
    node: Node,
    proxy: ProxyJumps,
    services: Services,
    endpoints: Endpoints,
    pods: Pods | None,
    time: BundleTime | None,
    save: IptablesSave,
) -> Findings:
    """Join services, endpoints and chains."""
    chains = proxy.chains
    unsure = young_or_ending(pods, time)
    made = save.generated
    since = made.replace(tzinfo=UTC) - ZONES if made and time and time.apart(made) else None
    faults: list[Fault] = []
    for service in services.items:
        behind = endpoints.by_name.get((service.namespace, service.name))
        if behind is None or not judged(service, behind) or just_changed(behind, time):
            continue
        if since is not None and newer(behind, pods, since):
            continue
        judge = faults_of_rows if unjoined(service, behind) else faults_of
        faults.extend(judge(service, behind, chains, unsure))
    if len({fault.service.full_name for fault in faults}) > SINGLE:
        yield together(node, faults)
        return
    for fault in faults:
        yield Finding(
            f"{node} {fault.message}",
            subjects=(*fault.subjects, str(node)),
            evidence=(*fault.evidence, fault.endpoints.source),
            severity=fault.severity,
        )


def young_or_ending(pods: Pods | None, time: BundleTime | None) -> frozenset[str]:
    """Return addresses that may have come or gone while the bundle was collected."""
    found: set[str] = set()
    for pod in pods.items if pods else ():
        young = time is not None and time.young(pod.started or pod.created)
        if pod.pod_ip and (young or pod.fresh or pod.deleting):
            found.add(pod.pod_ip)
    return frozenset(found)


def newer(behind: EndpointsObject, pods: Pods | None, since: datetime) -> bool:
    """Return whether endpoints may have changed since a node's rules were dumped."""
    addresses = [address.ip for address in (*behind.ready, *behind.not_ready)]
    found = [pod for ip in addresses for pod in (pods.by_ip.get(ip, ()) if pods else ())]
    ages = [pod.started or pod.created for pod in found]
    changed = when(behind.annotations.get(CHANGED))
    return any(age is not None and age > since for age in (*ages, changed))


def just_changed(behind: EndpointsObject, time: BundleTime | None) -> bool:
    """Return whether endpoints changed while the bundle was collected."""
    return time is not None and time.young(when(behind.annotations.get(CHANGED)))


def together(node: Node, faults: list[Fault]) -> Finding:
    """Make one finding of a node whose proxy is behind."""
    names = list(dict.fromkeys(fault.service.full_name for fault in faults))
    return Finding(
        f"{node} has wrong rules for {len(names)} services ({', '.join(names[:3])} ...): "
        "its kube-proxy is not up to date",
        subjects=(*(each for fault in faults for each in fault.subjects), str(node)),
        evidence=tuple(
            source
            for fault in faults[:5]
            for source in (*fault.evidence[:1], fault.endpoints.source)
        ),
    )
