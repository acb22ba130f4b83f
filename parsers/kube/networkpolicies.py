"""NetworkPolicy (networking.k8s.io/v1)."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.kube.objects import Data, Described, Objects, RawObject, mapping


@dataclass(frozen=True, slots=True)
class NetworkPolicy(Described):
    """A policy; its spec as written, empty for a row."""

    namespace: str
    name: str
    spec: Data


@dataclass(frozen=True)
class NetworkPolicies(Objects[NetworkPolicy]):
    """The policies that were collected."""

    KIND = "NetworkPolicy"


def build(raw: RawObject) -> NetworkPolicy:
    """Make a policy of its object or row."""
    return NetworkPolicy(raw.namespace, raw.name, mapping(raw.data.get("spec")), raw=raw)
