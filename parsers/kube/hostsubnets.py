"""HostSubnet (network.openshift.io/v1): the pod subnet of a node; its fields are flat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from ipaddress import IPv4Network

from parsers.ipv4 import network
from parsers.kube.objects import Described, Objects, RawObject, ipv4, sequence, strings, text, when


@dataclass(frozen=True, slots=True)
class HostSubnet(Described):
    """The subnet that was given to a node, and the address that other nodes tunnel to."""

    name: str
    host: str | None
    host_ip: str | None
    subnet: IPv4Network | None
    """None where the text is no network."""
    subnet_text: str
    egress_ips: tuple[str, ...]
    egress_cidrs: tuple[str, ...]
    annotations: dict[str, str]
    uid: str | None
    created: datetime | None


@dataclass(frozen=True)
class HostSubnets(Objects[HostSubnet]):
    """The HostSubnets of the cluster."""

    KIND = "HostSubnet"

    @cached_property
    def by_name(self) -> dict[str, HostSubnet]:
        """Object name and host name -> HostSubnet."""
        hosts = {item.host: item for item in self.items if item.host}
        return hosts | {item.name: item for item in self.items}

    @cached_property
    def by_host_ip(self) -> dict[str, list[HostSubnet]]:
        """Host address -> the HostSubnets that claim it."""
        found: dict[str, list[HostSubnet]] = {}
        for item in self.items:
            if item.host_ip:
                found.setdefault(item.host_ip, []).append(item)
        return found


def build(raw: RawObject) -> HostSubnet:
    """Make a HostSubnet of its object or row."""
    said = text(raw.data.get("subnet")) or ""
    return HostSubnet(
        name=raw.name,
        host=text(raw.data.get("host")),
        host_ip=ipv4(raw.data.get("hostIP")),
        subnet=network(said),
        subnet_text=said,
        egress_ips=tuple(str(ip) for ip in sequence(raw.data.get("egressIPs"))),
        egress_cidrs=tuple(str(cidr) for cidr in sequence(raw.data.get("egressCIDRs"))),
        annotations=strings(raw.metadata.get("annotations")),
        uid=text(raw.metadata.get("uid")),
        created=when(raw.metadata.get("creationTimestamp")),
        raw=raw,
    )
