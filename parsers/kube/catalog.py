"""Every kind of object that is read, and how one artifact becomes one fact a kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from parsers.base import Artifact, Parsed
from parsers.kube import (
    clusternetworks,
    clusteroperators,
    connectivitychecks,
    documents,
    egressnetworkpolicies,
    endpoints,
    events,
    hostsubnets,
    namespaces,
    netnamespaces,
    networkpolicies,
    nodes,
    pods,
    routes,
    services,
)
from parsers.kube.object_set import Fields, ObjectSet
from parsers.kube.objects import Described, Objects, RawObject


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A kind of object: its fact, how an object becomes a record, what collects it."""

    kind: str
    fact: type[Objects[Described]]
    build: Callable[[RawObject], Described]
    command: str
    words: frozenset[str]
    """What `oc get` and file names call it."""
    fields: Fields
    """Fields whose lines rules cite."""


def _kind(
    fact: type[Objects[Any]], build: Callable[[RawObject], Described], words: str, fields: str = "",
    *, kind: str | None = None, everywhere: bool = False,
) -> KindSpec:  # fmt: skip
    names = words.split()
    scope = " --all-namespaces" if everywhere else ""
    paths = [tuple(path.split(".")) for path in fields.split()]
    return KindSpec(
        kind or fact.KIND,
        fact,
        build,
        f"oc get {names[0]}{scope} -o yaml",
        frozenset(names),
        {"": ("metadata", "name"), **{path[-1]: path for path in paths}},
    )


FLAT = "network hostsubnetlength clusterNetworks serviceNetwork pluginName mtu vxlanPort"
NESTED = (
    "spec.clusterNetwork spec.serviceNetwork spec.networkType status.clusterNetworkMTU"
    " spec.defaultNetwork.type spec.defaultNetwork.openshiftSDNConfig.mode"
    " spec.defaultNetwork.openshiftSDNConfig.mtu spec.defaultNetwork.openshiftSDNConfig.vxlanPort"
)

KINDS = (
    _kind(nodes.Nodes, nodes.build, "nodes node no",
          "status.addresses.address status.conditions.lastHeartbeatTime spec.taints"),
    _kind(hostsubnets.HostSubnets, hostsubnets.build, "hostsubnets hostsubnet",
          "host hostIP subnet egressIPs"),
    _kind(netnamespaces.NetNamespaces, netnamespaces.build, "netnamespaces netnamespace",
          "netid egressIPs"),
    _kind(clusternetworks.ClusterNetworks, clusternetworks.build,
          "clusternetworks clusternetwork", FLAT),
    _kind(clusternetworks.ClusterNetworks, clusternetworks.build, "networks network",
          NESTED, kind="Network"),
    _kind(clusteroperators.ClusterOperators, clusteroperators.build,
          "clusteroperators clusteroperator co"),
    _kind(namespaces.Namespaces, namespaces.build, "namespaces namespace ns projects project"),
    _kind(namespaces.Namespaces, namespaces.build, "projects project", kind="Project"),
    _kind(pods.Pods, pods.build, "pods pod po",
          "status.podIP status.hostIP spec.nodeName status.phase", everywhere=True),
    _kind(services.Services, services.build, "services service svc",
          "spec.clusterIP spec.selector", everywhere=True),
    _kind(endpoints.Endpoints, endpoints.build, "endpoints ep", "subsets", everywhere=True),
    _kind(routes.Routes, routes.build, "routes route aos_routes", "spec.host spec.path",
          everywhere=True),
    _kind(networkpolicies.NetworkPolicies, networkpolicies.build,
          "networkpolicies networkpolicy netpol", everywhere=True),
    _kind(events.Events, events.build, "events event ev", everywhere=True),
    _kind(connectivitychecks.ConnectivityChecks, connectivitychecks.build,
          "podnetworkconnectivitychecks podnetworkconnectivitycheck",
          "spec.targetEndpoint status.conditions.message", everywhere=True),
    _kind(egressnetworkpolicies.EgressNetworkPolicies, egressnetworkpolicies.build,
          "egressnetworkpolicies egressnetworkpolicy", everywhere=True),
)  # fmt: skip
BY_KIND = {spec.kind: spec for spec in KINDS}
WANTED = {spec.kind: spec.fields for spec in KINDS}

OC_GET = re.compile(r"\b(?:oc|kubectl|oadm)\b.*?\bget\s+(?P<what>[\w,./-]+)")
PARTIAL = re.compile(
    r"\s(?:-l|--selector|-n|--namespace|--field-selector)\b|\bget\s+[\w,.-]+\s+[a-z]"
)
NAMESPACE_PATH = re.compile(r"(?:^|/)namespaces/(?!all/)(?P<namespace>[^/]+)/")


def read(artifact: Artifact) -> tuple[Parsed[Objects[Described]], ...]:
    """Return one fact for each kind of object that an artifact holds.

    A List without items gives an empty fact of the kind that its command or path names: "there is
    none" is another thing than "not collected".
    """
    found = documents.read_objects(artifact, WANTED)
    partial = (
        found.lost
        or found.partial
        or bool(PARTIAL.search(artifact.command or ""))
        or bool(NAMESPACE_PATH.search(artifact.path))
    )
    return tuple(_facts(artifact, found, partial))


def _facts(
    artifact: Artifact, found: ObjectSet, partial: bool
) -> Iterable[Parsed[Objects[Described]]]:
    groups: dict[type[Objects[Described]], list[Described]] = {}
    for raw in found.objects:
        if not raw.name and raw.kind != "Event":
            found.lost = True  # the file was cut before its metadata
            groups.setdefault(BY_KIND[raw.kind].fact, [])
            continue
        spec = BY_KIND[raw.kind]
        groups.setdefault(spec.fact, []).append(replace(spec.build(raw), raw=raw.slim()))
    if not groups and (expected := _expected(artifact, found.kinds)) is not None:
        groups[expected.fact] = []
    first = True
    cut = frozenset({artifact.path} if found.lost else ())
    partial = partial or found.lost
    for fact, items in groups.items():
        yield Parsed(
            fact(tuple(items), artifact.path, partial=partial, cut=cut),
            tuple(found.unread) if first else (),
            tuple(found.notes) if first else (),
        )
        first = False


def _expected(artifact: Artifact, kinds: set[str]) -> KindSpec | None:
    """Return the kind that a List without items would have held."""
    for kind in kinds:
        if (spec := BY_KIND.get(kind.removesuffix("List"))) is not None:
            return spec
    if kinds - {"List"}:
        return None
    if match := OC_GET.search(artifact.command or ""):
        words = {word.split(".")[0].split("/")[0] for word in match["what"].lower().split(",")}
    else:
        words = set(re.split(r"[_.-]", artifact.path.rsplit("/", 1)[-1].lower()))
    return next((spec for spec in KINDS if spec.words & words), None)
