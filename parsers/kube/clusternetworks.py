"""ClusterNetwork (network.openshift.io/v1), and the Network objects of 4.x that say the same."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

from parsers.ipv4 import network
from parsers.kube.objects import Described, Objects, RawObject, integer, mapping, sequence, text

PLUGIN_WORDS = ("networkpolicy", "multitenant", "subnet")


@dataclass(frozen=True, slots=True)
class ClusterNetwork(Described):
    """The networks of the cluster, as one object says them."""

    name: str
    cidrs: tuple[tuple[IPv4Network, int | None], ...]
    """(pod network, prefix length of a node's subnet)."""
    service_network: IPv4Network | None
    plugin: str | None
    """`subnet`, `multitenant` or `networkpolicy`."""
    plugin_text: str | None
    mtu: int | None
    vxlan_port: int | None
    network_type: str | None
    """`OpenShiftSDN`, `OVNKubernetes` ...: said by the objects of 4.x only."""
    single: tuple[IPv4Network, int | None] | None = None
    """What the fields `network` and `hostsubnetlength` say, which the list replaced in 3.7."""


@dataclass(frozen=True)
class ClusterNetworks(Objects[ClusterNetwork]):
    """All objects that name the cluster's networks; ClusterNetwork first."""

    KIND = "ClusterNetwork"


def plugin_of(said: str | None) -> str | None:
    """Return the plugin mode in `redhat/openshift-ovs-multitenant`, `NetworkPolicy` ..."""
    lowered = (said or "").lower().replace("-", "")
    return next((word for word in PLUGIN_WORDS if word in lowered), None)


def build(raw: RawObject) -> ClusterNetwork:
    """Make a ClusterNetwork of its object, its row, or a Network object of 4.x."""
    spec = mapping(raw.data.get("spec"))
    if raw.kind == "Network":
        return _from_network(raw, spec)
    data = raw.data
    cidrs = [
        (found, 32 - length if (length := integer(each.get("hostSubnetLength"))) else None)
        for each in map(mapping, sequence(data.get("clusterNetworks")))
        if (found := network(text(each.get("CIDR")) or text(each.get("cidr")) or ""))
    ]
    single = None
    if (found := whole(text(data.get("network")))) is not None:
        length = integer(data.get("hostsubnetlength"))
        single = found, 32 - length if length else None
        cidrs = cidrs or [single]
    said = text(data.get("pluginName"))
    return ClusterNetwork(
        name=raw.name,
        cidrs=tuple(cidrs),
        service_network=whole(text(data.get("serviceNetwork"))),
        plugin=plugin_of(said),
        plugin_text=said,
        mtu=integer(data.get("mtu")),
        vxlan_port=integer(data.get("vxlanPort")),
        network_type=None,
        single=single,
        raw=raw,
    )


def whole(said: str | None) -> IPv4Network | None:
    """Return a network that names its length: without, the file was cut in its middle."""
    return network(said) if said and "/" in said else None


def _from_network(raw: RawObject, spec: object) -> ClusterNetwork:
    found = mapping(spec)
    default = mapping(found.get("defaultNetwork"))
    config = mapping(default.get("openshiftSDNConfig"))
    status = mapping(raw.data.get("status"))
    kind = text(default.get("type")) or text(found.get("networkType"))
    mode = text(config.get("mode"))
    cidrs = tuple(
        (cidr, integer(each.get("hostPrefix")))
        for each in map(mapping, sequence(found.get("clusterNetwork")))
        if (cidr := network(text(each.get("cidr")) or "")) and ":" not in str(each.get("cidr"))
    )
    services = [text(each) or "" for each in sequence(found.get("serviceNetwork"))]
    return ClusterNetwork(
        name=raw.name,
        cidrs=cidrs,
        service_network=next((net for net in map(network, services) if net), None),
        plugin=plugin_of(mode),
        plugin_text=mode,
        mtu=integer(config.get("mtu")) or integer(status.get("clusterNetworkMTU")),
        vxlan_port=integer(config.get("vxlanPort")),
        network_type=kind,
        raw=raw,
    )
