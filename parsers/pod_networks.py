"""Reads the addresses and routes inside a pod's network namespace: what its eth0 has.

debug.sh enters it with `nsenter -n -t PID -- ip addr  show`; others with `oc exec POD -- ip a`. The
forms are those of `ip-addr` and `ip-route`. The pod is named by the directory or the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers import ip_addr, ip_route
from parsers.base import Artifact, Parsed, Parser
from parsers.expressions import expression
from parsers.ip_addr import Addresses, Link
from parsers.ip_route import RouteTable
from parsers.records import Records

POD = expression(
    r"(?:^|/)pods/(?P<pod>[a-z0-9][a-z0-9.-]*?)(?:-ip|-addr\w*|-routes?)?(?:\.txt)?(?:/[^/]*)?$"
)
PEER = expression(r"\beth0@if(\d{1,9}):")
EXEC = expression(r"\b(?:exec|rsh)\b.* (?P<pod>[a-z0-9][\w-]*)(?: -c \S+)? (?:-- )?(?:/sbin/)?ip\b")


@dataclass(frozen=True, slots=True)
class PodNetwork:
    """What one artifact says of a pod's namespace: addresses or routes."""

    pod: str | None
    """Its name, without a namespace; None where nothing tells."""
    addresses: Addresses | None
    routes: RouteTable | None

    @property
    def eth0(self) -> Link | None:
        """The pod's interface."""
        return self.addresses.by_name.get("eth0") if self.addresses else None

    @property
    def peer(self) -> int | None:
        """The number of the node's interface at the other end: 8 of `eth0@if8`."""
        match = PEER.search(self.eth0.source.text) if self.eth0 else None
        return int(match[1]) if match else None


class PodNetworks(Records[PodNetwork]):
    """The namespaces of the pods of one node."""

    def of(self, pod: str) -> list[PodNetwork]:
        """Return what is known of a pod's namespace."""
        return [network for network in self.items if network.pod == pod]


def pod_of(artifact: Artifact) -> str | None:
    """Return the pod that the path or the command names."""
    match = POD.search(artifact.path) or EXEC.search(artifact.command or "")
    return match["pod"] if match else None


def read_addresses(artifact: Artifact) -> Parsed[PodNetworks]:
    """Read a pod's addresses."""
    parsed = ip_addr.read(artifact)
    network = PodNetwork(pod_of(artifact), parsed.fact, None)
    return Parsed(PodNetworks(artifact.path, (network,)), parsed.unread, parsed.notes)


def read_routes(artifact: Artifact) -> Parsed[PodNetworks]:
    """Read a pod's routes."""
    parsed = ip_route.read(artifact)
    network = PodNetwork(pod_of(artifact), None, parsed.fact)
    return Parsed(PodNetworks(artifact.path, (network,)), parsed.unread, parsed.notes)


# Recognised as addresses and routes first, and then as those of a pod.
ADDRESSES = Parser(
    name="pod-addresses",
    fact=PodNetworks,
    read=read_addresses,
    command="oc exec POD -- ip addr",
    commands=re.compile(r"(?!)"),
    content=re.compile(r"(?!)"),
    merge=PodNetworks.merge,
)
ROUTES = Parser(
    name="pod-routes",
    fact=PodNetworks,
    read=read_routes,
    command="oc exec POD -- ip route",
    commands=re.compile(r"(?!)"),
    content=re.compile(r"(?!)"),
    merge=PodNetworks.merge,
)
