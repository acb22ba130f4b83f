"""Pod (v1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from parsers.kube.ages import age
from parsers.kube.objects import (
    Described,
    Objects,
    RawObject,
    condition,
    integer,
    ipv4,
    mapping,
    sequence,
    strings,
    text,
    when,
)

FRESH = timedelta(seconds=120)
"""Collections are not atomic: a younger pod may be in one part of them and not in another."""


@dataclass(frozen=True, slots=True)
class Container:
    """What a pod's status says of one container."""

    name: str
    ready: bool
    restarts: int
    started: datetime | None
    """None unless it runs."""
    waiting: str | None
    """`CrashLoopBackOff`, `ContainerCreating` ...; None unless it waits."""
    last_exit: str | None
    """`Error (exit code 255)`: how it ended before; None if it never did."""
    last_ended: datetime | None


@dataclass(frozen=True, slots=True)
class Pod(Described):
    """A pod, with what the network needs of it."""

    namespace: str
    name: str
    node: str | None
    pod_ip: str | None
    host_ip: str | None
    host_network: bool
    phase: str | None
    ready: bool | None
    labels: dict[str, str]
    annotations: dict[str, str]
    started: datetime | None
    created: datetime | None
    deleting: bool
    owner: str | None
    container_ports: tuple[int, ...]
    containers: tuple[Container, ...] = ()
    age: timedelta | None = None
    """How old a row says it is."""
    shown: str | None = None
    """The STATUS of a row, as printed."""

    @property
    def fresh(self) -> bool:
        """True for a row whose pod may have come while the bundle was collected."""
        return self.age is not None and self.age < FRESH

    @property
    def full_name(self) -> str:
        """namespace/name."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@dataclass(frozen=True)
class Pods(Objects[Pod]):
    """The pods that were collected."""

    KIND = "Pod"

    @cached_property
    def by_ip(self) -> dict[str, list[Pod]]:
        """Pod address -> pods that have it in their status."""
        return grouped((pod.pod_ip, pod) for pod in self.items)

    @cached_property
    def by_node(self) -> dict[str, list[Pod]]:
        """Node name -> its pods."""
        return grouped((pod.node, pod) for pod in self.items)

    @cached_property
    def by_name(self) -> dict[tuple[str, str], Pod]:
        """(namespace, name) -> pod."""
        return {(pod.namespace, pod.name): pod for pod in self.items}

    @cached_property
    def by_namespace(self) -> dict[str, list[Pod]]:
        """Namespace -> its pods."""
        return grouped((pod.namespace, pod) for pod in self.items)


def grouped(pairs: object) -> dict[str, list[Pod]]:
    """Group pods by a key; those without it are left out."""
    found: dict[str, list[Pod]] = {}
    for key, pod in pairs:  # type: ignore[attr-defined]
        if key:
            found.setdefault(key, []).append(pod)
    return found


def build(raw: RawObject) -> Pod:
    """Make a pod of its object or row."""
    spec, status, metadata = (
        mapping(raw.data.get("spec")),
        mapping(raw.data.get("status")),
        raw.metadata,
    )
    owner = next(iter(sequence(metadata.get("ownerReferences"))), None)
    containers = spec.get("containers")
    if isinstance(containers, dict):  # debug.sh takes `- env:` out, and the dash with it
        containers = [containers]
    ports = [
        integer(mapping(port).get("containerPort"))
        for container in sequence(containers)
        for port in sequence(mapping(container).get("ports"))
    ]
    return Pod(
        namespace=raw.namespace,
        name=raw.name,
        node=text(spec.get("nodeName")),
        pod_ip=ipv4(status.get("podIP")),
        host_ip=ipv4(status.get("hostIP")),
        host_network=bool(spec.get("hostNetwork")),
        phase=text(status.get("phase")),
        ready=condition(raw, "Ready"),
        labels=strings(metadata.get("labels")),
        annotations=strings(metadata.get("annotations")),
        started=when(status.get("startTime")),
        created=when(metadata.get("creationTimestamp")),
        deleting=metadata.get("deletionTimestamp") is not None,
        owner=text(mapping(owner).get("name")),
        container_ports=tuple(port for port in ports if port is not None),
        containers=tuple(map(_container, sequence(status.get("containerStatuses")))),
        age=age(text(metadata.get("age"))),
        shown=text(metadata.get("shown")),
        raw=raw,
    )


def _container(value: object) -> Container:
    found = mapping(value)
    state = mapping(found.get("state"))
    ended = mapping(mapping(found.get("lastState")).get("terminated"))
    reason = text(ended.get("reason"))
    return Container(
        text(found.get("name")) or "",
        bool(found.get("ready")),
        integer(found.get("restartCount")) or 0,
        when(mapping(state.get("running")).get("startedAt")),
        text(mapping(state.get("waiting")).get("reason")),
        f"{reason} (exit code {text(ended.get('exitCode'))})" if reason else None,
        when(ended.get("finishedAt")),
    )
