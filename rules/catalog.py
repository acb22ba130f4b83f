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
from rules.egress.egress_policy_names_stale import egress_policy_names_stale
from rules.hosts.clocks_disagree import clocks_disagree
from rules.hosts.cluster_network_disagrees import cluster_network_disagrees
from rules.hosts.configs_disagree import configs_disagree
from rules.hosts.duplicate_host_ip import duplicate_host_ip
from rules.hosts.duplicate_pod_ip import duplicate_pod_ip
from rules.hosts.ethernet_link_bad import ethernet_link_bad
from rules.hosts.host_ip_not_on_node import host_ip_not_on_node
from rules.hosts.hostsubnet_missing import hostsubnet_missing
from rules.hosts.link_speed_differs import link_speed_differs
from rules.hosts.mtu_differs_between_nodes import mtu_differs_between_nodes
from rules.hosts.mtu_jumbo_gap import mtu_jumbo_gap
from rules.hosts.node_address_in_cluster_network import node_address_in_cluster_network
from rules.hosts.node_name_wrong import node_name_wrong
from rules.hosts.overlapping_subnets import overlapping_subnets
from rules.hosts.path_mtu_small import path_mtu_small
from rules.hosts.pod_host_ip_mismatch import pod_host_ip_mismatch
from rules.hosts.pod_outside_node_subnet import pod_outside_node_subnet
from rules.hosts.route_mtu_differs import route_mtu_differs
from rules.hosts.stale_hostsubnet import stale_hostsubnet
from rules.hosts.subnet_outside_cluster_network import subnet_outside_cluster_network
from rules.hosts.subnets_exhausted import subnets_exhausted
from rules.hosts.tunnel_source_wrong import tunnel_source_wrong
from rules.iptables.catalog import IPTABLES_RULES
from rules.local.bridge_filter_off import bridge_filter_off
from rules.local.cluster_route_missing import cluster_route_missing
from rules.local.conflicting_route import conflicting_route
from rules.local.default_route_missing import default_route_missing
from rules.local.docker_network_overlap import docker_network_overlap
from rules.local.interface_driver_wrong import interface_driver_wrong
from rules.local.ip_forward_disabled import ip_forward_disabled
from rules.local.kernel_module_missing import kernel_module_missing
from rules.local.kernel_table_filling import kernel_table_filling
from rules.local.lbr0_detached import lbr0_detached
from rules.local.pod_neighbour_lost import pod_neighbour_lost
from rules.local.pod_network_wrong import pod_network_wrong
from rules.local.policy_rule_diverts import policy_rule_diverts
from rules.local.reverse_path_strict import reverse_path_strict
from rules.local.sdn_mtu_too_large import sdn_mtu_too_large
from rules.local.service_route_missing import service_route_missing
from rules.local.tun0_missing import tun0_missing
from rules.local.tun_mtu_mismatch import tun_mtu_mismatch
from rules.local.veth_peer_wrong import veth_peer_wrong
from rules.local.vxlan_device_missing import vxlan_device_missing
from rules.logs.catalog import LOG_RULES
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
from rules.overlay.peer_flows_patchy import peer_flows_patchy
from rules.overlay.pod_flows_missing import pod_flows_missing
from rules.overlay.pod_isolation_stuck import pod_isolation_stuck
from rules.overlay.pod_mac_wrong import pod_mac_wrong
from rules.overlay.pod_port_down import pod_port_down
from rules.overlay.pod_port_inconsistent import pod_port_inconsistent
from rules.overlay.pod_port_missing import pod_port_missing
from rules.overlay.pod_vnid_mismatch import pod_vnid_mismatch
from rules.overlay.pod_vxlan_allowed import pod_vxlan_allowed
from rules.overlay.policy_flows_differ import policy_flows_differ
from rules.overlay.policy_flows_missing import policy_flows_missing
from rules.overlay.port_counters_bad import port_counters_bad
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
from rules.overlay.tunnel_one_sided import tunnel_one_sided
from rules.overlay.unexplained_flow import unexplained_flow
from rules.overlay.version_note_missing import version_note_missing
from rules.overlay.vnid_rule_missing import vnid_rule_missing
from rules.services.catalog import SERVICE_RULES
from rules.services.tracked_to_old_endpoint import tracked_to_old_endpoint

RULES: tuple[Rule, ...] = (
    clocks_disagree,
    configs_disagree,
    cluster_network_disagrees,
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
    lbr0_detached,
    pod_network_wrong,
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
    pod_vxlan_allowed,
    policy_flows_differ,
    policy_flows_missing,
    port_without_flows,
    projects_isolated,
    remote_flow_of_former_hostsubnet,
    tunnel_one_sided,
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
    egress_policy_names_stale,
    *IPTABLES_RULES,
    tracked_to_old_endpoint,
    *SERVICE_RULES,
    *CAPTURE_RULES,
    *LOG_RULES,
    *CLUSTER_RULES,
    path_mtu_small,
    subnets_exhausted,
    link_speed_differs,
    kernel_module_missing,
    kernel_table_filling,
    interface_driver_wrong,
    bridge_settings_wrong,
    bridge_filter_off,
    reverse_path_strict,
    port_counters_bad,
    node_name_wrong,
    *ACCESS_RULES,
    veth_peer_wrong,
    pod_neighbour_lost,
    peer_flows_patchy,
    *COLLECTION_RULES,
)
