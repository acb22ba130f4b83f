"""Every kind of object that is read, and how one artifact becomes one fact a kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from parsers.base import Artifact, Parsed
from parsers.kube import (
    clusternetworks,
    documents,
    egressnetworkpolicies,
    endpoints,
    hostsubnets,
    namespaces,
    netnamespaces,
    networkpolicies,
    nodes,
    pods,
    routes,
    services,
    table,
)
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
    fields: frozenset[str] = frozenset()
    """Fields whose lines rules cite."""


def _kind(
    fact: type[Objects[Any]], build: Callable[[RawObject], Described], words: str, fields: str = "",
    *, kind: str | None = None, everywhere: bool = False,
) -> KindSpec:  # fmt: skip
    names = words.split()
    scope = " --all-namespaces" if everywhere else ""
    return KindSpec(
        kind or fact.KIND,
        fact,
        build,
        f"oc get {names[0]}{scope} -o yaml",
        frozenset(names),
        frozenset(fields.split()),
    )


NETWORK_FIELDS = "network clusterNetworks clusterNetwork serviceNetwork pluginName mtu vxlanPort"

KINDS = (
    _kind(nodes.Nodes, nodes.build, "nodes node no", "address"),
    _kind(hostsubnets.HostSubnets, hostsubnets.build, "hostsubnets hostsubnet",
          "host hostIP subnet"),
    _kind(netnamespaces.NetNamespaces, netnamespaces.build, "netnamespaces netnamespace", "netid"),
    _kind(clusternetworks.ClusterNetworks, clusternetworks.build,
          "clusternetworks clusternetwork", NETWORK_FIELDS),
    _kind(clusternetworks.ClusterNetworks, clusternetworks.build, "networks network",
          NETWORK_FIELDS + " networkType type mode", kind="Network"),
    _kind(namespaces.Namespaces, namespaces.build, "namespaces namespace ns projects project"),
    _kind(namespaces.Namespaces, namespaces.build, "projects project", kind="Project"),
    _kind(pods.Pods, pods.build, "pods pod po", "podIP hostIP nodeName phase", everywhere=True),
    _kind(services.Services, services.build, "services service svc", "clusterIP selector",
          everywhere=True),
    _kind(endpoints.Endpoints, endpoints.build, "endpoints ep", "subsets", everywhere=True),
    _kind(routes.Routes, routes.build, "routes route aos_routes", "host path", everywhere=True),
    _kind(networkpolicies.NetworkPolicies, networkpolicies.build,
          "networkpolicies networkpolicy netpol", everywhere=True),
    _kind(egressnetworkpolicies.EgressNetworkPolicies, egressnetworkpolicies.build,
          "egressnetworkpolicies egressnetworkpolicy", everywhere=True),
)  # fmt: skip
BY_KIND = {spec.kind: spec for spec in KINDS}
WANTED = {spec.kind: spec.fields for spec in KINDS}

OC_GET = re.compile(r"\b(?:oc|kubectl|oadm)\b.*?\bget\s+(?P<what>[\w,./-]+)")
NAMESPACE = re.compile(r"(?:-n|--namespace)[= ](?P<namespace>[\w.-]+)")
PARTIAL = re.compile(
    r"\s(?:-l|--selector|-n|--namespace|--field-selector)\b|\bget\s+[\w,.-]+\s+[a-z]"
)
NAMESPACE_PATH = re.compile(r"(?:^|/)namespaces/(?!all/)(?P<namespace>[^/]+)/")


def read(artifact: Artifact) -> tuple[Parsed[Objects[Described]], ...]:
    """Return one fact for each kind of object that an artifact holds.

    A List without items gives an empty fact of the kind that its command or path names: "there is
    none" is another thing than "not collected".
    """
    text = artifact.text
    head = text[:4096]
    command = artifact.command or ""
    if documents.is_json(head):
        found = documents.read_json(artifact.path, text, artifact.first_line, WANTED)
    elif documents.is_yaml(head):
        found = documents.YamlDocuments(artifact.path, text, artifact.first_line, WANTED).found
    elif artifact.path.endswith("meta/nodeinfo"):
        found = documents.ObjectSet()
        found.objects.extend(table.nodeinfo(artifact.path, text, artifact.first_line))
    else:
        match = NAMESPACE.search(command)
        found = table.read(
            artifact.path, text, artifact.first_line, match["namespace"] if match else None
        )
        if "No resources found" in head:
            found.unread.clear()
    partial = bool(PARTIAL.search(command)) or bool(NAMESPACE_PATH.search(artifact.path))
    return tuple(_facts(artifact, found, partial))


def _facts(
    artifact: Artifact, found: documents.ObjectSet, partial: bool
) -> Iterable[Parsed[Objects[Described]]]:
    groups: dict[type, list[Described]] = {}
    for raw in found.objects:
        spec = BY_KIND[raw.kind]
        groups.setdefault(spec.fact, []).append(spec.build(raw))
    if not groups and (expected := _expected(artifact, found.kinds)) is not None:
        groups[expected.fact] = []
    first = True
    for fact, items in groups.items():
        yield Parsed(
            fact(tuple(items), artifact.path, partial=partial),
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
    match = OC_GET.search(artifact.command or "")
    said = match["what"] if match else artifact.path.rsplit("/", 1)[-1].split(".")[0]
    words = set(re.split(r"[,/_.-]", said.lower()))
    return next((spec for spec in KINDS if spec.words & words), None)
