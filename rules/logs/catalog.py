"""Rules of what logs say, in causal order."""

from __future__ import annotations

from rules.base import Rule
from rules.logs.clock_wrong_log import clock_wrong_log
from rules.logs.cni_config_missing_log import cni_config_missing_log
from rules.logs.egress_ip_conflict_log import egress_ip_conflict_log
from rules.logs.egress_policy_dropped_log import egress_policy_dropped_log
from rules.logs.flow_not_added import flow_not_added
from rules.logs.host_ip_mismatch_log import host_ip_mismatch_log
from rules.logs.iptables_sync_failed_log import iptables_sync_failed_log
from rules.logs.kernel_table_full_log import kernel_table_full_log
from rules.logs.mtu_too_small_log import mtu_too_small_log
from rules.logs.netid_missing_log import netid_missing_log
from rules.logs.network_conflict_log import network_conflict_log
from rules.logs.network_policy_ignored_log import network_policy_ignored_log
from rules.logs.ovs_unreachable_log import ovs_unreachable_log
from rules.logs.plugin_mismatch_log import plugin_mismatch_log
from rules.logs.pod_network_not_attached_log import pod_network_not_attached_log
from rules.logs.sdn_setup_failed_log import sdn_setup_failed_log
from rules.logs.setup_script_failed import setup_script_failed
from rules.logs.subnet_allocation_failed_log import subnet_allocation_failed_log
from rules.logs.subnet_not_allocated_log import subnet_not_allocated_log
from rules.logs.tls_handshake_timeout_log import tls_handshake_timeout_log

LOG_RULES: tuple[Rule, ...] = (
    clock_wrong_log,
    cni_config_missing_log,
    egress_ip_conflict_log,
    egress_policy_dropped_log,
    flow_not_added,
    host_ip_mismatch_log,
    iptables_sync_failed_log,
    kernel_table_full_log,
    mtu_too_small_log,
    netid_missing_log,
    network_conflict_log,
    network_policy_ignored_log,
    ovs_unreachable_log,
    plugin_mismatch_log,
    pod_network_not_attached_log,
    sdn_setup_failed_log,
    setup_script_failed,
    subnet_allocation_failed_log,
    subnet_not_allocated_log,
    tls_handshake_timeout_log,
)
