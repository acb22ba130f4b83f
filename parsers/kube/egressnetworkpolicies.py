"""EgressNetworkPolicy (network.openshift.io/v1)."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.kube.objects import Described, Objects, RawObject, mapping, sequence, text


@dataclass(frozen=True, slots=True)
class EgressNetworkPolicy(Described):
    """A namespace's egress policy: its rules in order."""

    namespace: str
    name: str
    rules: tuple[tuple[str, str], ...]
    """(`Allow` or `Deny`, CIDR or DNS name)."""


@dataclass(frozen=True)
class EgressNetworkPolicies(Objects[EgressNetworkPolicy]):
    """The egress policies that were collected."""

    KIND = "EgressNetworkPolicy"


def build(raw: RawObject) -> EgressNetworkPolicy:
    """Make an egress policy of its object or row."""
    rules = []
    for each in map(mapping, sequence(mapping(raw.data.get("spec")).get("egress"))):
        to = mapping(each.get("to"))
        target = text(to.get("cidrSelector")) or text(to.get("dnsName")) or ""
        rules.append((text(each.get("type")) or "", target))
    return EgressNetworkPolicy(raw.namespace, raw.name, tuple(rules), raw=raw)
