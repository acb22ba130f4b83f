"""The ClusterNetwork says two networks for the pods.

Checks: the fields `network` and `hostsubnetlength`, which 3.7 replaced by a list, say what the
    first entry of `clusterNetworks` says.
Why: nodes of 3.6, and what was written for it, read the fields; later ones read the list. The
    master writes both alike, so that somebody edited one of them.
Symptom: during an upgrade nodes of two releases take different networks for the pods'; a restart of
    the master fails, as the object is not what its configuration says.
Remedy: oc edit clusternetwork default, and give the fields the values of the list's first entry.
"""

from __future__ import annotations

from parsers.kube.clusternetworks import ClusterNetworks
from rules.base import Finding, Findings, Severity, rule


@rule(Severity.WARNING, "39.7.4", "HS-22")
def cluster_network_disagrees(networks: ClusterNetworks) -> Findings:
    """Compare the two forms, where an object holds both."""
    for item in networks.items:
        if item.single is None or not item.cidrs:
            continue
        (cidr, length), (first, first_length) = item.single, item.cidrs[0]
        same = length is None or first_length is None or length == first_length
        if cidr == first and same:
            continue
        said = f"{cidr} with subnets of /{length}" if cidr == first else str(cidr)
        listed = f"{first} with subnets of /{first_length}" if cidr == first else str(first)
        key = "hostsubnetlength" if cidr == first else "network"
        yield Finding(
            f"ClusterNetwork {item.name} says {said} in its field `{key}`, and "
            f"{listed} in its list",
            subjects=("ClusterNetwork", str(cidr), str(first)),
            evidence=(item.source_of(key), item.source_of("clusterNetworks")),
        )
