"""NetNamespace (network.openshift.io/v1): the VNID of a namespace; fields are flat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from parsers.kube.objects import Described, Objects, RawObject, integer, sequence, strings, text


@dataclass(frozen=True, slots=True)
class NetNamespace(Described):
    """The network of a namespace."""

    name: str
    netname: str | None
    netid: int | None
    egress_ips: tuple[str, ...]
    annotations: dict[str, str]


@dataclass(frozen=True)
class NetNamespaces(Objects[NetNamespace]):
    """The NetNamespaces of the cluster."""

    KIND = "NetNamespace"

    @cached_property
    def by_name(self) -> dict[str, NetNamespace]:
        """Name -> NetNamespace."""
        return {item.name: item for item in self.items}

    @cached_property
    def by_netid(self) -> dict[int, list[NetNamespace]]:
        """VNID -> the NetNamespaces that have it."""
        found: dict[int, list[NetNamespace]] = {}
        for item in self.items:
            if item.netid is not None:
                found.setdefault(item.netid, []).append(item)
        return found


def build(raw: RawObject) -> NetNamespace:
    """Make a NetNamespace of its object or row."""
    return NetNamespace(
        name=raw.name,
        netname=text(raw.data.get("netname")),
        netid=integer(raw.data.get("netid")),
        egress_ips=tuple(str(ip) for ip in sequence(raw.data.get("egressIPs"))),
        annotations=strings(raw.metadata.get("annotations")),
        raw=raw,
    )
