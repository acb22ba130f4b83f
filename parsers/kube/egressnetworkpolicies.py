"""EgressNetworkPolicy (network.openshift.io/v1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from parsers.kube.objects import Described, Objects, RawObject, mapping, sequence, text, when


@dataclass(frozen=True, slots=True)
class EgressNetworkPolicy(Described):
    """A namespace's egress policy: its rules in order."""

    namespace: str
    name: str
    rules: tuple[tuple[str, str], ...]
    """(`Allow` or `Deny`, CIDR or DNS name)."""
    created: datetime | None

    @property
    def full_name(self) -> str:
        """namespace/name."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@dataclass(frozen=True)
class EgressNetworkPolicies(Objects[EgressNetworkPolicy]):
    """The egress policies that were collected."""

    KIND = "EgressNetworkPolicy"

    @cached_property
    def by_namespace(self) -> dict[str, list[EgressNetworkPolicy]]:
        """Namespace -> its policies."""
        found: dict[str, list[EgressNetworkPolicy]] = {}
        for item in self.items:
            found.setdefault(item.namespace, []).append(item)
        return found


def build(raw: RawObject) -> EgressNetworkPolicy:
    """Make an egress policy of its object or row."""
    rules = []
    for each in map(mapping, sequence(mapping(raw.data.get("spec")).get("egress"))):
        to = mapping(each.get("to"))
        target = text(to.get("cidrSelector")) or text(to.get("dnsName")) or ""
        rules.append((text(each.get("type")) or "", target))
    created = when(raw.metadata.get("creationTimestamp"))
    return EgressNetworkPolicy(raw.namespace, raw.name, tuple(rules), created, raw=raw)
