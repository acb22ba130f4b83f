"""NetworkPolicy (networking.k8s.io/v1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from parsers.kube.objects import Data, Described, Objects, RawObject, mapping, when


@dataclass(frozen=True, slots=True)
class NetworkPolicy(Described):
    """A policy; its spec as written, empty for a row."""

    namespace: str
    name: str
    spec: Data
    created: datetime | None

    @property
    def full_name(self) -> str:
        """namespace/name."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@dataclass(frozen=True)
class NetworkPolicies(Objects[NetworkPolicy]):
    """The policies that were collected."""

    KIND = "NetworkPolicy"

    @cached_property
    def by_namespace(self) -> dict[str, list[NetworkPolicy]]:
        """Namespace -> its policies."""
        found: dict[str, list[NetworkPolicy]] = {}
        for item in self.items:
            found.setdefault(item.namespace, []).append(item)
        return found


def build(raw: RawObject) -> NetworkPolicy:
    """Make a policy of its object or row."""
    return NetworkPolicy(
        raw.namespace,
        raw.name,
        mapping(raw.data.get("spec")),
        when(raw.metadata.get("creationTimestamp")),
        raw=raw,
    )
