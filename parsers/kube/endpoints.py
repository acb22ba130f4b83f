"""Endpoints (v1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from parsers.kube.objects import (
    Described,
    Objects,
    RawObject,
    integer,
    ipv4,
    mapping,
    sequence,
    strings,
    text,
)


@dataclass(frozen=True, slots=True)
class Address:
    """One address behind a service."""

    ip: str
    node: str | None
    target: str | None
    """The pod's name."""


@dataclass(frozen=True, slots=True)
class EndpointPort:
    """One port of a subset."""

    name: str
    protocol: str
    port: int


@dataclass(frozen=True, slots=True)
class Subset:
    """Addresses that share ports."""

    ready: tuple[Address, ...]
    not_ready: tuple[Address, ...]
    ports: tuple[EndpointPort, ...]


@dataclass(frozen=True, slots=True)
class EndpointsObject(Described):
    """What stands behind one service."""

    namespace: str
    name: str
    subsets: tuple[Subset, ...]
    annotations: dict[str, str]
    truncated: bool
    """True for a row that ends in `+ 3 more...`."""

    @property
    def full_name(self) -> str:
        """namespace/name."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    @property
    def ready(self) -> tuple[Address, ...]:
        """All ready addresses."""
        return tuple(address for subset in self.subsets for address in subset.ready)

    @property
    def not_ready(self) -> tuple[Address, ...]:
        """All addresses that are not ready."""
        return tuple(address for subset in self.subsets for address in subset.not_ready)


@dataclass(frozen=True)
class Endpoints(Objects[EndpointsObject]):
    """The Endpoints that were collected."""

    KIND = "Endpoints"

    @cached_property
    def by_name(self) -> dict[tuple[str, str], EndpointsObject]:
        """(namespace, name) -> Endpoints."""
        return {(item.namespace, item.name): item for item in self.items}


def build(raw: RawObject) -> EndpointsObject:
    """Make an Endpoints of its object or row."""
    return EndpointsObject(
        namespace=raw.namespace,
        name=raw.name,
        subsets=tuple(map(_subset, sequence(raw.data.get("subsets")))),
        annotations=strings(raw.metadata.get("annotations")),
        truncated=bool(raw.data.get("truncated")),
        raw=raw,
    )


def _subset(value: object) -> Subset:
    found = mapping(value)
    return Subset(
        tuple(map(_address, sequence(found.get("addresses")))),
        tuple(map(_address, sequence(found.get("notReadyAddresses")))),
        tuple(
            EndpointPort(
                text(port.get("name")) or "",
                (text(port.get("protocol")) or "TCP").upper(),
                integer(port.get("port")) or 0,
            )
            for port in map(mapping, sequence(found.get("ports")))
        ),
    )


def _address(value: object) -> Address:
    found = mapping(value)
    return Address(
        ipv4(found.get("ip")) or "",
        text(found.get("nodeName")),
        text(mapping(found.get("targetRef")).get("name")),
    )
