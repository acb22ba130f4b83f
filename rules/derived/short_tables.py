"""Which tables of `oc get` end early at the end of a line, as other objects tell.

The API server lists objects in the order of their keys, and `oc get` prints them so. Where several
objects that must be there are not, all of them after a table's last row and none before it, the
table was cut: a fault takes no heed of the alphabet. One alone is a fault.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from itertools import pairwise
from typing import TypeVar

from parsers.base import Source
from parsers.kube.endpoints import Endpoints
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.namespaces import Namespaces
from parsers.kube.netnamespaces import NetNamespaces
from parsers.kube.nodes import Nodes
from parsers.kube.objects import Described, Objects
from parsers.kube.pods import Pods
from parsers.kube.services import Services
from parsers.ovs_flows import FlowTable
from rules.base import PerNode
from rules.derived.cluster import Cluster

T = TypeVar("T", bound=Described)
ENOUGH = 2
"""Objects that must be missed after the last row."""


@dataclass(frozen=True, slots=True)
class ShortTables:
    """Kind of object -> what tells that its table ends early."""

    why: dict[str, str] = field(default_factory=dict)
    lines: dict[str, tuple[Source, ...]] = field(default_factory=dict)
    """Kind -> the last row, and the first object that is missed."""

    def ended(self, objects: type) -> str:
        """Return why what a table lacks may yet exist; empty where it is whole."""
        return self.why.get(getattr(objects, "KIND", ""), "")


def derive_short_tables(
    namespaces: Namespaces | None,
    networks: NetNamespaces | None,
    services: Services | None,
    endpoints: Endpoints | None,
    pods: Pods | None,
    nodes: Nodes | None,
    subnets: HostSubnets | None,
    flows: PerNode[FlowTable] | None,
    cluster: Cluster | None,
) -> ShortTables:
    """Compare each table with the objects that have one of its rows."""
    found = ShortTables()
    if namespaces and networks and in_order(networks):
        lost = {n.name: n.source for n in namespaces.items if n.name not in networks.by_name}
        note(found, networks, lost, "namespace")
    behind = [each for each in (endpoints.items if endpoints else ()) if each.ready]
    if services and in_order(services):
        lost = {
            f"{each.namespace}/{each.name}": each.source
            for each in behind
            if (each.namespace, each.name) not in services.by_name
        }
        note(found, services, lost, "Endpoints")
    if cluster and pods and in_order(pods):
        lost = {}
        for each in behind:
            for ip in (address.ip for address in each.ready if in_cluster(address.ip, cluster)):
                # Of the last project it is not known on which side of the cut its pods are.
                if ip not in pods.by_ip and each.namespace != pods.items[-1].namespace:
                    lost[f"{each.namespace}/{each.name} ({ip})"] = each.source
        note(found, pods, lost, "the pod behind")
    if nodes and flows and subnets and in_order(subnets):
        lacking = [node for node in nodes.items if node.name not in subnets.by_name]
        known = {sender for table in flows.values() for sender in table.tunnels_from}
        if all(node.internal_ip in known for node in lacking):
            note(found, subnets, {node.name: node.source for node in lacking}, "node")
    return found


def in_cluster(ip: str, cluster: Cluster) -> bool:
    """Return whether an address is one of a pod."""
    return any(IPv4Address(ip) in cidr for cidr in cluster.cidrs)


def note(found: ShortTables, table: Objects[T], lost: dict[str, Source], what: str) -> None:
    """Note a table that ends before all that it lacks."""
    last = key(table.items[-1])
    if len(lost) < ENOUGH or (first := min(lost)) < last:
        return
    names = ", ".join(sorted(lost)[:3])
    more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
    found.why[table.KIND] = (
        f"the table of {table.KIND} objects ends with {last}, before all that it lacks: "
        f"{what} {names}{more}"
    )
    found.lines[table.KIND] = (table.items[-1].source, lost[first])


def key(item: Described) -> str:
    """Return what the API server orders objects by."""
    raw = item.raw
    return f"{raw.namespace}/{raw.name}" if raw.namespace else raw.name


def in_order(table: Objects[T]) -> bool:
    """Return whether objects are rows of tables alone, in the order of their keys."""
    rows = table.items
    return (
        bool(rows)
        and rows[0].from_table
        and all(item.from_table for item in rows)
        and all(key(one) < key(two) for one, two in pairwise(rows))
    )
