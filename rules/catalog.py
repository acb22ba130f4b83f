"""Every rule; the order is that of equally severe cards: what causes comes first."""

# isort: skip_file - the groups stand in causal order

from __future__ import annotations

from rules.access.catalog import ACCESS_RULES
from rules.base import Rule
from rules.captures.catalog import CAPTURE_RULES
from rules.cluster.catalog import CLUSTER_RULES
from rules.collection.catalog import COLLECTION_RULES
from rules.egress.egress_group_missing import egress_group_missing
from rules.egress.egress_ip_flows_wrong import egress_ip_flows_wrong
from rules.egress.egress_ip_rules_wrong import egress_ip_rules_wrong
from rules.egress.egress_ip_unhosted import egress_ip_unhosted
from rules.egress.egress_policy_blocks_dns import egress_policy_blocks_dns
from rules.egress.egress_policy_conflict import egress_policy_conflict
from rules.egress.egress_policy_flows_wrong import egress_policy_flows_wrong
from rules.hosts.duplicate_host_ip import duplicate_host_ip
from rules.hosts.duplicate_pod_ip import duplicate_pod_ip
from rules.hosts.ethernet_link_bad import ethernet_link_bad
from rules.hosts.host_ip_not_on_node import host_ip_not_on_node
from rules.hosts.hostsubnet_missing import hostsubnet_missing
from rules.hosts.link_speed_differs import link_speed_differs
from rules.hosts.mtu_differs_between_nodes import mtu_differs_between_nodes
from rules.hosts.mtu_jumbo_gap import mtu_jumbo_gap
from rules.hosts.node_address_in_cluster_network import node_address_in_cluster_network
from rules.hosts.overlapping_subnets import overlapping_subnets
from rules.hosts.path_mtu_small import path_mtu_small
from rules.hosts.pod_host_ip_mismatch import pod_host_ip_mismatch
from rules.hosts.pod_outside_node_subnet import pod_outside_node_subnet
from rules.hosts.route_mtu_differs import route_mtu_differs
from rules.hosts.stale_hostsubnet import stale_hostsubnet
from rules.hosts.subnet_outside_cluster_network import subnet_outside_cluster_network
from rules.hosts.subnets_exhausted import subnets_exhausted
from rules.hosts.tunnel_source_wrong import tunnel_source_wrong
from rules.iptables.admin_egress_rules import admin_egress_rules
from rules.iptables.foreign_translation import foreign_translation
from rules.iptables.iptables_backends_mixed import iptables_backends_mixed
from rules.iptables.masquerade_wrong import masquerade_wrong
from rules.iptables.openshift_rules_missing import openshift_rules_missing
from rules.iptables.pod_traffic_blocked import pod_traffic_blocked
from rules.iptables.release_chains_missing import release_chains_missing
from rules.iptables.vxlan_blocked import vxlan_blocked
from rules.local.cluster_route_missing import cluster_route_missing
from rules.local.conflicting_route import conflicting_route
from rules.local.default_route_missing import default_route_missing
from rules.local.docker_network_overlap import docker_network_overlap
from rules.local.interface_driver_wrong import interface_driver_wrong
from rules.local.ip_forward_disabled import ip_forward_disabled
from rules.local.kernel_module_missing import kernel_module_missing
from rules.local.kernel_table_filling import kernel_table_filling
from rules.local.pod_neighbour_lost import pod_neighbour_lost
from rules.local.policy_rule_diverts import policy_rule_diverts
from rules.local.sdn_mtu_too_large import sdn_mtu_too_large
from rules.local.service_route_missing import service_route_missing
from rules.local.tun0_missing import tun0_missing
from rules.local.tun_mtu_mismatch import tun_mtu_mismatch
from rules.local.vxlan_device_missing import vxlan_device_missing
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
from rules.overlay.bridge_missing import bridge_missing
from rules.overlay.bridge_rebuilt import bridge_rebuilt
from rules.overlay.bridge_settings_wrong import bridge_settings_wrong
from rules.overlay.dns_flow_missing import dns_flow_missing
from rules.overlay.flow_uses_missing_port import flow_uses_missing_port
from rules.overlay.flows_empty import flows_empty
from rules.overlay.foreign_drop_flow import foreign_drop_flow
from rules.overlay.interface_error import interface_error
from rules.overlay.mixed_rule_versions import mixed_rule_versions
from rules.overlay.multicast_flows_wrong import multicast_flows_wrong
from rules.overlay.multicast_list_wrong import multicast_list_wrong
from rules.overlay.netnamespace_missing import netnamespace_missing
from rules.overlay.network_policy_unsupported import network_policy_unsupported
from rules.overlay.one_way_vxlan import one_way_vxlan
from rules.overlay.packets_dropped import packets_dropped
from rules.overlay.pod_flows_missing import pod_flows_missing
from rules.overlay.pod_isolation_stuck import pod_isolation_stuck
from rules.overlay.pod_mac_wrong import pod_mac_wrong
from rules.overlay.pod_port_down import pod_port_down
from rules.overlay.pod_port_inconsistent import pod_port_inconsistent
from rules.overlay.pod_port_missing import pod_port_missing
from rules.overlay.pod_vnid_mismatch import pod_vnid_mismatch
from rules.overlay.policy_flows_differ import policy_flows_differ
from rules.overlay.policy_flows_missing import policy_flows_missing
from rules.overlay.port_without_flows import port_without_flows
from rules.overlay.projects_isolated import projects_isolated
from rules.overlay.remote_flow_of_former_hostsubnet import remote_flow_of_former_hostsubnet
from rules.overlay.remote_sender_unknown import remote_sender_unknown
from rules.overlay.remote_subnet_unreachable import remote_subnet_unreachable
from rules.overlay.remote_subnet_wrong_node import remote_subnet_wrong_node
from rules.overlay.sdn_port_wrong import sdn_port_wrong
from rules.overlay.service_flow_missing import service_flow_missing
from rules.overlay.stale_pod_flow import stale_pod_flow
from rules.overlay.stale_remote_flow import stale_remote_flow
from rules.overlay.stale_service_flow import stale_service_flow
from rules.overlay.static_flow_missing import static_flow_missing
from rules.overlay.unexplained_flow import unexplained_flow
from rules.overlay.version_note_missing import version_note_missing
from rules.overlay.vnid_rule_missing import vnid_rule_missing
from rules.services.api_without_endpoints import api_without_endpoints
from rules.services.catalog import SERVICE_RULES
from rules.services.kube_proxy_jumps_missing import kube_proxy_jumps_missing
from rules.services.masquerade_mark_differs import masquerade_mark_differs
from rules.services.name_not_of_router import name_not_of_router
from rules.services.route_missing import route_missing
from rules.services.service_entry_missing import service_entry_missing
from rules.services.service_of_the_past import service_of_the_past
from rules.services.service_rules_differ import service_rules_differ
from rules.services.service_rules_stale import service_rules_stale
from rules.services.service_share_wrong import service_share_wrong
from rules.services.service_without_endpoints import service_without_endpoints
from rules.services.tracked_to_old_endpoint import tracked_to_old_endpoint

RULES: tuple[Rule, ...] = (
    duplicate_host_ip,
    duplicate_pod_ip,
    ethernet_link_bad,
    host_ip_not_on_node,
    hostsubnet_missing,
    mtu_differs_between_nodes,
    mtu_jumbo_gap,
    node_address_in_cluster_network,
    overlapping_subnets,
    pod_host_ip_mismatch,
    pod_outside_node_subnet,
    route_mtu_differs,
    stale_hostsubnet,
    subnet_outside_cluster_network,
    tunnel_source_wrong,
    cluster_route_missing,
    conflicting_route,
    default_route_missing,
    docker_network_overlap,
    ip_forward_disabled,
    policy_rule_diverts,
    sdn_mtu_too_large,
    service_route_missing,
    tun0_missing,
    tun_mtu_mismatch,
    vxlan_device_missing,
    bridge_missing,
    bridge_rebuilt,
    dns_flow_missing,
    flow_uses_missing_port,
    flows_empty,
    foreign_drop_flow,
    interface_error,
    mixed_rule_versions,
    multicast_flows_wrong,
    multicast_list_wrong,
    netnamespace_missing,
    network_policy_unsupported,
    one_way_vxlan,
    packets_dropped,
    pod_flows_missing,
    pod_isolation_stuck,
    pod_mac_wrong,
    pod_port_down,
    pod_port_inconsistent,
    pod_port_missing,
    pod_vnid_mismatch,
    policy_flows_differ,
    policy_flows_missing,
    port_without_flows,
    projects_isolated,
    remote_flow_of_former_hostsubnet,
    remote_sender_unknown,
    remote_subnet_unreachable,
    remote_subnet_wrong_node,
    sdn_port_wrong,
    service_flow_missing,
    stale_pod_flow,
    stale_remote_flow,
    stale_service_flow,
    static_flow_missing,
    unexplained_flow,
    version_note_missing,
    vnid_rule_missing,
    egress_ip_unhosted,
    egress_policy_conflict,
    egress_policy_blocks_dns,
    egress_group_missing,
    egress_ip_flows_wrong,
    egress_ip_rules_wrong,
    egress_policy_flows_wrong,
    admin_egress_rules,
    iptables_backends_mixed,
    foreign_translation,
    masquerade_wrong,
    openshift_rules_missing,
    release_chains_missing,
    pod_traffic_blocked,
    vxlan_blocked,
    kube_proxy_jumps_missing,
    name_not_of_router,
    route_missing,
    service_rules_stale,
    api_without_endpoints,
    masquerade_mark_differs,
    service_entry_missing,
    service_rules_differ,
    service_share_wrong,
    tracked_to_old_endpoint,
    service_of_the_past,
    service_without_endpoints,
    *SERVICE_RULES,
    *CAPTURE_RULES,
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
    *CLUSTER_RULES,
    path_mtu_small,
    subnets_exhausted,
    link_speed_differs,
    kernel_module_missing,
    kernel_table_filling,
    interface_driver_wrong,
    bridge_settings_wrong,
    *ACCESS_RULES,
    pod_neighbour_lost,
    *COLLECTION_RULES,
)
