"""Rules of nodes, of the SDN's pods and of diagnostics, in causal order."""

from __future__ import annotations

from rules.base import Rule
from rules.cluster.connectivity_check_failed import connectivity_check_failed
from rules.cluster.ip_failover_broken import ip_failover_broken
from rules.cluster.network_check_failed import network_check_failed
from rules.cluster.network_events import network_events
from rules.cluster.network_operator_degraded import network_operator_degraded
from rules.cluster.node_not_ready import node_not_ready
from rules.cluster.node_tainted_for_mtu import node_tainted_for_mtu
from rules.cluster.pods_not_started import pods_not_started
from rules.cluster.sdn_pod_missing import sdn_pod_missing
from rules.cluster.sdn_pod_not_ready import sdn_pod_not_ready

CLUSTER_RULES: tuple[Rule, ...] = (
    node_not_ready,
    node_tainted_for_mtu,
    sdn_pod_missing,
    sdn_pod_not_ready,
    pods_not_started,
    network_check_failed,
    connectivity_check_failed,
    network_operator_degraded,
    network_events,
    ip_failover_broken,
)
