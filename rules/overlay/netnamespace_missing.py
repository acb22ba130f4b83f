"""A project has no NetNamespace, or one with a number that is not its own.

Checks: every namespace has a NetNamespace of its name (where namespaces were not listed, every one
    that has running pods of the SDN); in ovs-networkpolicy mode no two share a netid; `default`
    has netid 0, and so has openshift-dns in ovs-multitenant mode.
Why: a pod can't be attached without its project's VNID; policies can't tell two projects with one
    VNID apart.
Symptom: pods stay in ContainerCreating ("failed to find netid for namespace"), or policies hit
    the wrong project.
Remedy: restart the master's controllers (3.x) or the sdn-controller pod (4.x); of two that share
    a netid, delete one NetNamespace so that it is made anew.
"""

from __future__ import annotations

from parsers.kube.namespaces import Namespaces
from parsers.kube.netnamespaces import NetNamespaces
from parsers.kube.pods import Pod, Pods
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.cluster import Cluster
from rules.derived.short_tables import ShortTables

DNS = "openshift-dns"
"""Its pods answer names in 4.x: in multitenant mode the network operator makes it global."""


@rule(
    Severity.ERROR,
    "39.7.4",
    "VN-01 VN-02 VN-03 VN-04 VN-08",
    explains=(
        "netid-missing-log",
        "pod-network-not-attached-log",
        "policy-flows-differ",
        "egress-ip-flows-wrong",
        "egress-ip-rules-wrong",
        "egress-group-missing",
        "egress-policy-conflict",
        "pod-vnid-mismatch",
    ),
)
def netnamespace_missing(
    networks: NetNamespaces,
    cluster: Cluster,
    namespaces: Namespaces | None,
    pods: Pods | None,
    time: BundleTime | None,
    short: ShortTables,
) -> Findings:
    """Join namespaces and NetNamespaces by name, and look for shared numbers."""
    if cluster.plugin == "subnet":
        raise NotApplicable("ovs-subnet mode ignores NetNamespaces")
    whole = not (networks.partial or short.ended(NetNamespaces))
    if namespaces is not None and whole:
        for namespace in namespaces.items:
            young = time is not None and time.young(namespace.created)
            if namespace.name in networks.by_name or namespace.phase == "Terminating" or young:
                continue
            yield Finding(
                f"namespace {namespace.name} has no NetNamespace",
                subjects=(namespace.name,),
                evidence=(namespace.source, networks.absence(namespace.name)),
            )
        known = {namespace.name for namespace in namespaces.items}
        left = [net for net in networks.items if net.name not in known]
        if left and not namespaces.partial:
            yield Finding(
                f"NetNamespaces of no namespace: {', '.join(net.name for net in left[:5])}",
                subjects=tuple(net.name for net in left),
                evidence=(left[0].source, namespaces.absence(left[0].name)),
                severity=Severity.INFO,
            )
    if namespaces is None and pods is not None and whole:
        yield from without_network(networks, pods, time)
    if cluster.plugin == "networkpolicy":
        for netid, owners in networks.by_netid.items():
            if len(owners) > 1:
                names = [owner.name for owner in owners]
                yield Finding(
                    f"NetNamespaces {' and '.join(names[:4])} share netid {netid} ({netid:#x})",
                    subjects=(*names, str(netid), f"{netid:#x}"),
                    evidence=tuple(owner.source_of("netid") for owner in owners),
                )
    for network in networks.items:
        if network.name == DNS and network.netid and cluster.plugin == "multitenant":
            yield Finding(
                f"NetNamespace {DNS} has netid {network.netid}, not 0: pods of other projects do "
                "not reach the cluster's name server",
                subjects=(DNS, str(network.netid), f"{network.netid:#x}"),
                evidence=(network.source_of("netid"),),
                severity=Severity.WARNING,
                invariants=("VN-08",),
            )
        if network.name == "default" and network.netid:
            yield Finding(
                f"NetNamespace default has netid {network.netid}, not 0",
                subjects=("default", str(network.netid), f"{network.netid:#x}"),
                evidence=(network.source_of("netid"),),
                severity=Severity.WARNING,
            )


def without_network(networks: NetNamespaces, pods: Pods, time: BundleTime | None) -> Findings:
    """Report namespaces that only their pods show, once each."""
    found: dict[str, list[Pod]] = {}
    for pod in pods.items:
        alive = pod.phase == "Running" and pod.pod_ip and not pod.deleting
        young = time is not None and time.young(pod.created)
        if alive and pod.namespace and not pod.host_network and not young:
            found.setdefault(pod.namespace, []).append(pod)
    lost = [namespace for namespace in found if namespace not in networks.by_name]
    if len(lost) > len(found) / 2:
        return  # some were asked for only
    for namespace, some in found.items():
        if namespace in lost:
            yield Finding(
                f"namespace {namespace}, which has {len(some)} running pods, has no NetNamespace",
                subjects=(namespace, *(pod.full_name for pod in some[:8])),
                evidence=(some[0].source, networks.absence(namespace)),
            )
