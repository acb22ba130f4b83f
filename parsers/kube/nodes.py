"""Node (v1), and the `<name> <address>` lines of debug.sh's meta/nodeinfo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from parsers.kube.objects import (
    Described,
    Objects,
    RawObject,
    condition,
    ipv4,
    mapping,
    sequence,
    strings,
    text,
    when,
)


@dataclass(frozen=True, slots=True)
class NodeObject(Described):
    """A node as the API knows it."""

    name: str
    uid: str | None
    internal_ip: str | None
    addresses: tuple[tuple[str, str], ...]
    """(type, address)."""
    ready: bool | None
    schedulable: bool
    taints: tuple[str, ...]
    kubelet_version: str | None
    annotations: dict[str, str]
    labels: dict[str, str]
    created: datetime | None
    heartbeat: datetime | None
    """When its kubelet last reported: close to the time of collection."""
    not_ready_message: str | None = None
    """What the kubelet says of a node that is not ready."""


@dataclass(frozen=True)
class Nodes(Objects[NodeObject]):
    """The nodes of the cluster."""

    KIND = "Node"

    @cached_property
    def by_name(self) -> dict[str, NodeObject]:
        """Name -> node."""
        return {item.name: item for item in self.items}


def build(raw: RawObject) -> NodeObject:
    """Make a node of its object or row."""
    status, spec = mapping(raw.data.get("status")), mapping(raw.data.get("spec"))
    pairs = tuple(
        (str(found.get("type")), str(found.get("address")))
        for found in map(mapping, sequence(status.get("addresses")))
    )
    beats = [
        when(mapping(each).get("lastHeartbeatTime")) for each in sequence(status.get("conditions"))
    ]
    return NodeObject(
        name=raw.name,
        uid=text(raw.metadata.get("uid")),
        internal_ip=next((a for kind, a in pairs if kind == "InternalIP" and ipv4(a)), None),
        addresses=pairs,
        ready=condition(raw, "Ready"),
        schedulable=not spec.get("unschedulable"),
        taints=tuple(str(mapping(t).get("key")) for t in sequence(spec.get("taints"))),
        kubelet_version=text(mapping(status.get("nodeInfo")).get("kubeletVersion")),
        annotations=strings(raw.metadata.get("annotations")),
        labels=strings(raw.metadata.get("labels")),
        created=when(raw.metadata.get("creationTimestamp")),
        heartbeat=max(filter(None, beats), default=None),
        not_ready_message=next(
            (
                text(found.get("message"))
                for found in map(mapping, sequence(status.get("conditions")))
                if found.get("type") == "Ready" and str(found.get("status")) != "True"
            ),
            None,
        ),
        raw=raw,
    )
