"""The proxy's mode does not go with the network plugin.

Checks: the config map sdn-config does not ask for the userspace proxy where the plugin is
    ovs-networkpolicy.
Why: policies are kept by connection tracking, which the userspace proxy passes by; the SDN refuses
    to start (`plugin is not compatible with proxy-mode`).
Symptom: sdn pods restart again and again; pods stay in ContainerCreating.
Remedy: remove the proxy's mode from kubeProxyConfig of the network operator's configuration.
"""

from __future__ import annotations

from parsers.kube.nodes import Nodes
from parsers.sdn_config import SdnConfig
from rules.base import Finding, Findings, Missing, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.kube_minor import FOUR, is_four

WITHOUT = 26
"""Kubernetes of 4.13, which has no userspace proxy."""


@rule(Severity.ERROR, "39.11", "KP-02", explains=("plugin-mismatch-log", "sdn-pod-not-ready"))
def proxy_mode_unfit(cluster: Cluster, config: SdnConfig | None, nodes: Nodes | None) -> Findings:
    """Compare the two."""
    if config is None and is_four(nodes, FOUR, WITHOUT):
        raise Missing(SdnConfig)
    if config is None:
        raise NotApplicable("the config map sdn-config was not collected")
    if config.proxy_mode == "userspace" and cluster.plugin == "networkpolicy":
        said = cluster.sources.get("plugin")
        yield Finding(
            "sdn-config asks for the userspace proxy, which ovs-networkpolicy does not go with",
            subjects=("sdn-config", "openshift-sdn", "userspace", "networkpolicy"),
            evidence=(config.sources["mode"], *([said] if said else [])),
        )
