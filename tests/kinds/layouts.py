"""The trees of every kind of bundle: path | command | what it holds | what it is read as | its node.

The paths are those of the collectors. `-` for no command or no node; a `+` joins several artifacts
of one file, a `!` stands for the collector's error, or nothing, in its place. A path with `!/` lies in an archive inside. Where a collector writes a header, the
kind's HEADERS entry says which.
"""

from __future__ import annotations

from tests.kinds import session

HEADERS = {"debug.sh": "> {}\n\n", "network-tools": "INFO: {}\n\n"}
N1 = "node1.example.com"

DEBUG_SH = """
openshift-sdn-debug/log | - | debug-log | debug.sh-log | -
openshift-sdn-debug/meta/nodeinfo | - | nodeinfo | Nodes | -
openshift-sdn-debug/meta/podinfo | - | podinfo | Pods | -
openshift-sdn-debug/meta/serviceinfo | - | serviceinfo | service-info | -
openshift-sdn-debug/master/nodes | oc get nodes -o yaml | nodes | Nodes | -
openshift-sdn-debug/master/pods | oc get pods --all-namespaces -o yaml | pods | Pods | -
openshift-sdn-debug/master/services | oc get services --all-namespaces -o yaml | services | Services | -
openshift-sdn-debug/master/endpoints | oc get endpoints --all-namespaces -o yaml | endpoints | Endpoints | -
openshift-sdn-debug/master/aos_routes | oc get routes --all-namespaces -o yaml | aos_routes | Routes | -
openshift-sdn-debug/master/clusternetwork | oc get clusternetwork -o yaml | clusternetwork | ClusterNetworks | -
openshift-sdn-debug/master/hostsubnets | oc get hostsubnets -o yaml | subnets | HostSubnets | -
openshift-sdn-debug/master/netnamespaces | oc get netnamespaces -o yaml | netnamespaces | NetNamespaces | -
openshift-sdn-debug/master/CONFIG-atomic-openshift-master.service | cat /etc/origin/master/master-config.yaml | master-config | master-config | -
openshift-sdn-debug/nodes/node1.example.com/journal-full | journalctl --boot | journal | journal | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/journal-atomic-openshift-node.service | journalctl -u atomic-openshift-node.service | journal | journal | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/systemctl-show-atomic-openshift-node.service | systemctl show atomic-openshift-node.service | unit | units | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/CONFIG-atomic-openshift-node.service | cat /etc/origin/node/node-config.yaml | node-config | node-config | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/nmcli-dev | nmcli --nocheck -f all dev show | nmcli | nmcli | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/nmcli-con | nmcli --nocheck -f all con show | nmcli | nmcli | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/ifcfg | head -1000 /etc/sysconfig/network-scripts/ifcfg-eth0 | ifcfg | ifcfg | -
openshift-sdn-debug/nodes/node1.example.com/addresses | ip addr show | addresses | ip-addr | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/routes | ip route show | routes | ip-route | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/arp | ip -s neighbor show | arp | ip-neigh | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/iptables | iptables-save | iptables | iptables-save | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/hosts | cat /etc/hosts | hosts | hosts | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/resolv.conf | cat /etc/resolv.conf | resolv.conf | resolv-conf | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/modules | lsmod | modules | lsmod | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/sysctl | sysctl -a | sysctl | sysctl | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/bridges | brctl show | bridges | brctl-show | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/docker-ps | docker ps -a | docker-ps | containers | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/flows | ovs-ofctl -O OpenFlow13 dump-flows br0 | flows | dump-flows | node1.example.com
openshift-sdn-debug/nodes/node2.example.com/flows | docker exec openvswitch ovs-ofctl -O OpenFlow13 dump-flows br0 | flows | dump-flows | node2.example.com
openshift-sdn-debug/nodes/node1.example.com/ovs-show | ovs-ofctl -O OpenFlow13 show br0 | ports | dump-ports-desc | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/tc-qdisc | tc qdisc show | tc | tc | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/docker-unit-file | systemctl cat docker.service | unit-file | units | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/docker-network-file | cat /run/openshift-sdn/docker-network | docker-network | docker-network | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/pod-connectivity | - | pod-connectivity | pod-connectivity | -
openshift-sdn-debug/nodes/node1.example.com/service-connectivity | - | pod-connectivity | pod-connectivity | -
openshift-sdn-debug/nodes/node1.example.com/pods/web-1-x2x7q/addresses | nsenter -n -t 4321 -- ip addr  show | pod-addresses | pod-addresses | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/pods/web-1-x2x7q/routes | nsenter -n -t 4321 -- ip route show | pod-routes | pod-routes | node1.example.com
openshift-sdn-debug/debug.sh | - | script | script | -
openshift-sdn-debug/meta/debug.sh | - | script | script | -
openshift-sdn-debug/master/journal-full | journalctl --boot | journal | journal | -
openshift-sdn-debug/master/journal-atomic-openshift-master-api.service | journalctl -u atomic-openshift-master-api.service | journal | journal | -
openshift-sdn-debug/master/systemctl-show-atomic-openshift-master.service | systemctl show atomic-openshift-master.service | unit | units | -
openshift-sdn-debug/master/nmcli-dev | nmcli --nocheck -f all dev show | nmcli | nmcli | -
openshift-sdn-debug/master/ifcfg | head -1000 /etc/sysconfig/network-scripts/ifcfg-eth0 | ifcfg | ifcfg | -
openshift-sdn-debug/master/addresses | ip addr show | addresses2 | ip-addr | -
openshift-sdn-debug/master/routes | ip route show | routes | ip-route | -
openshift-sdn-debug/master/arp | ip -s neighbor show | arp | ip-neigh | -
openshift-sdn-debug/master/iptables | iptables-save | iptables | iptables-save | -
openshift-sdn-debug/master/hosts | cat /etc/hosts | hosts | hosts | -
openshift-sdn-debug/master/resolv.conf | cat /etc/resolv.conf | resolv.conf | resolv-conf | -
openshift-sdn-debug/master/modules | lsmod | modules | lsmod | -
openshift-sdn-debug/master/sysctl | sysctl -a | sysctl | sysctl | -
openshift-sdn-debug/master/version | - | three-versions | version | -
openshift-sdn-debug/nodes/node1.example.com/version | - | three-versions | version | -
openshift-sdn-debug/nodes/node1.example.com/tc-class | tc class show | tc-class | tc | node1.example.com
openshift-sdn-debug/nodes/node1.example.com/tc-filter | tc filter show | tc-filter | tc | node1.example.com
"""
NETWORK_CHECK_LOGS = """
openshift/master/nodes | - | nodes | Nodes | -
openshift/master/pods | - | pods | Pods | -
openshift/master/services | - | services | Services | -
openshift/master/endpoints | - | endpoints | Endpoints | -
openshift/master/clusternetwork | - | clusternetwork | ClusterNetworks | -
openshift/master/hostsubnets | - | subnets | HostSubnets | -
openshift/master/netnamespaces | - | netnamespaces | NetNamespaces | -
openshift/master/routes | - | routes-both | ip-route+Routes | -
openshift/master/config-origin-master | - | master-config | master-config | -
openshift/nodes/node1.example.com/journal-boot | - | reversed | journal | node1.example.com
openshift/nodes/node1.example.com/journal-origin-node | - | reversed | journal | node1.example.com
openshift/nodes/node1.example.com/systemctl-show-origin-node | - | unit | units | node1.example.com
openshift/nodes/node1.example.com/config-origin-node | - | node-config | node-config | node1.example.com
openshift/nodes/node1.example.com/addresses | - | addresses | ip-addr | node1.example.com
openshift/nodes/node1.example.com/routes | - | routes | ip-route | node1.example.com
openshift/nodes/node1.example.com/arp | - | arp | ip-neigh | node1.example.com
openshift/nodes/node1.example.com/iptables | - | iptables | iptables-save | node1.example.com
openshift/nodes/node1.example.com/hosts | - | hosts | hosts | node1.example.com
openshift/nodes/node1.example.com/resolv.conf | - | resolv.conf | resolv-conf | node1.example.com
openshift/nodes/node1.example.com/modules | - | modules | lsmod | node1.example.com
openshift/nodes/node1.example.com/sysctl | - | sysctl | sysctl | node1.example.com
openshift/nodes/node1.example.com/nmcli-dev | - | nmcli | nmcli | node1.example.com
openshift/nodes/node1.example.com/version | - | version | version | -
openshift/nodes/node1.example.com/flows | - | flows | dump-flows | node1.example.com
openshift/nodes/node1.example.com/ovs-show | - | ports | dump-ports-desc | node1.example.com
openshift/nodes/node1.example.com/tc-qdisc | - | tc | tc | node1.example.com
openshift/nodes/node1.example.com/docker-ps | - | docker-ps | containers | node1.example.com
openshift/nodes/node1.example.com/bridges | - | bridges | brctl-show | node1.example.com
openshift/nodes/node1.example.com/docker-unit-file | - | unit-file | units | node1.example.com
openshift/nodes/node1.example.com/pods/network-diag-test-pod-x2x7q/addresses | - | pod-addresses | pod-addresses | node1.example.com
openshift/nodes/node1.example.com/nmcli-con | - | nmcli | nmcli | node1.example.com
openshift/nodes/node1.example.com/ifcfg | - | ifcfg | ifcfg | -
openshift/nodes/node1.example.com/containers-list | - | go-dump | containers-list | -
openshift/nodes/node1.example.com/crio-unit-file | - | unit-file | units | node1.example.com
openshift/nodes/node1.example.com/crio-network-file | - | docker-network | docker-network | node1.example.com
openshift/nodes/node1.example.com/tc-class | - | tc-class | tc | node1.example.com
openshift/nodes/node1.example.com/tc-filter | - | tc-filter | tc | node1.example.com
openshift/nodes/node1.example.com/pods/network-diag-test-pod-x2x7q/routes | - | pod-routes | pod-routes | node1.example.com
openshift/master/journal-origin-master | - | reversed | journal | -
openshift/master/addresses | - | addresses2 | ip-addr | -
"""
HEALTH_CHECK = """
checks/192.168.122.46/sdn/journal | - | journal | journal | node1.example.com
checks/192.168.122.46/sdn/addresses | - | addresses | ip-addr | node1.example.com
checks/192.168.122.46/sdn/routes | - | routes | ip-route | node1.example.com
checks/192.168.122.46/sdn/arp | - | arp | ip-neigh | node1.example.com
checks/192.168.122.46/sdn/iptables | - | iptables | iptables-save | node1.example.com
checks/192.168.122.46/sdn/hosts | - | hosts | hosts | node1.example.com
checks/192.168.122.46/sdn/resolv.conf | - | resolv.conf | resolv-conf | node1.example.com
checks/192.168.122.46/sdn/modules | - | modules | lsmod | node1.example.com
checks/192.168.122.46/sdn/sysctl | - | sysctl | sysctl | node1.example.com
checks/192.168.122.46/sdn/nmcli-dev | - | nmcli | nmcli | node1.example.com
checks/192.168.122.46/sdn/flows | - | flows | dump-flows | node1.example.com
checks/192.168.122.46/sdn/ovs-show | - | ports | dump-ports-desc | node1.example.com
checks/192.168.122.46/sdn/tc-qdisc | - | tc | tc | node1.example.com
checks/192.168.122.46/sdn/trace_node_node1.example.com_to_node_node2.example.com | - | trace | ofproto-trace | node1.example.com
checks/192.168.122.46/sdn/ping_node_node1.example.com_to_node_node2.example.com | - | ping | ping | -
checks/192.168.122.46/sdn/docker-ps | - | docker-ps | containers | node1.example.com
checks/192.168.122.46/sdn/docker-unit-file | - | unit-file | units | node1.example.com
checks/192.168.122.46/sdn/oc-version | - | version | version | -
checks/192.168.122.10/sdn/nodes.json | - | array-nodes | Nodes | -
checks/192.168.122.10/sdn/pods.json | - | array-pods | Pods | -
checks/192.168.122.10/sdn/services.json | - | array-services | Services | -
checks/192.168.122.10/sdn/endpoints.json | - | array-endpoints | Endpoints | -
checks/192.168.122.10/sdn/routes.json | - | array-routes | Routes | -
checks/192.168.122.10/sdn/clusternetworks.json | - | array-clusternetworks | ClusterNetworks | -
checks/192.168.122.10/sdn/hostsubnets.json | - | array-hostsubnets | HostSubnets | -
checks/192.168.122.10/sdn/netnamespaces.json | - | array-netnamespaces | NetNamespaces | -
checks/192.168.122.10/sdn/master-config.yaml | - | master-config | master-config | -
checks/192.168.122.46/result.json | - | health-result | health-check-result | -
checks/192.168.122.46/sdn.log.json | - | health-log | health-check-result | -
checks/192.168.122.46/sdn.failures.json | - | health-log | health-check-result | -
checks/192.168.122.46/sdn/ifcfg | - | ifcfg | ifcfg | -
checks/192.168.122.46/sdn/nmcli-con | - | nmcli | nmcli | node1.example.com
checks/192.168.122.46/sdn/tc-class | - | tc-class | tc | node1.example.com
checks/192.168.122.46/sdn/crio-ps | - | docker-ps | containers | node1.example.com
checks/192.168.122.46/sdn/docker-version | - | three-versions | version | -
checks/192.168.122.46/sdn/os-version | - | version | version | -
checks/192.168.122.46/sdn/atomic-openshift-node | - | joined-log | journal | node1.example.com
checks/192.168.122.46/sdn/addresses.2 | - | addresses | ip-addr | node1.example.com
checks/192.168.122.46/sdn/crio-unit-file | - | unit-file | units | node1.example.com
checks/192.168.122.10/sdn/master-logs_api_api | - | joined-log | journal | -
checks/192.168.122.10/sdn/master-logs_controllers_controllers | - | joined-log | journal | -
"""
IMAGE = "must-gather.local.5421342344627712289/quay-io-openshift-release-dev-ocp-v4-0-art-dev-sha256-0123456789abcdef"
MUST_GATHER = f"""
{IMAGE}/version | - | must-gather-version | version | -
{IMAGE}/cluster-scoped-resources/core/nodes/node1.example.com.yaml | - | node | Nodes | -
{IMAGE}/cluster-scoped-resources/core/nodes.yaml | - | nodes | Nodes | -
{IMAGE}/cluster-scoped-resources/operator.openshift.io/networks/cluster.yaml | - | network-one | ClusterNetworks | -
{IMAGE}/cluster-scoped-resources/network.openshift.io/clusternetworks/default.yaml | - | clusternetwork-one | ClusterNetworks | -
{IMAGE}/cluster-scoped-resources/network.openshift.io/hostsubnets/node1.example.com.yaml | - | subnet | HostSubnets | -
{IMAGE}/namespaces/openshift-sdn/core/pods.yaml | - | pods | Pods | -
{IMAGE}/namespaces/openshift-sdn/pods/sdn-aaaaa/sdn-aaaaa.yaml | - | pod-sdn1 | Pods | -
{IMAGE}/namespaces/openshift-sdn/pods/sdn-aaaaa/sdn/sdn/logs/current.log | - | sdn-log | journal | node1.example.com
{IMAGE}/namespaces/openshift-sdn/pods/sdn-bbbbb/sdn/sdn/logs/previous.log | - | sdn-log | journal | node2.example.com
{IMAGE}/namespaces/openshift-sdn/pods/sdn-aaaaa/sdn/sdn/logs/rotated/0.log.20210506-130154 | - | sdn-log | journal | node1.example.com
{IMAGE}/namespaces/shop/core/services.yaml | - | services | Services | -
{IMAGE}/namespaces/shop/core/endpoints.yaml | - | endpoints | Endpoints | -
{IMAGE}/namespaces/shop/core/events.yaml | - | events | Events | -
{IMAGE}/namespaces/shop/route.openshift.io/routes.yaml | - | aos_routes | Routes | -
{IMAGE}/namespaces/shop/networking.k8s.io/networkpolicies.yaml | - | policies | NetworkPolicies | -
{IMAGE}/host_service_logs/masters/kubelet_service.log | - | host-log | journal | node2.example.com
{IMAGE}/host_service_logs/node1.example.com/ovs-vswitchd_service.log | - | ovs-log | journal | node1.example.com
{IMAGE}/host_service_logs/node1.example.com/openvswitch_service.log | - | journal | journal | node1.example.com
{IMAGE}/ingress_controllers/default/router-default-x2x7q/haproxy.config | - | haproxy | haproxy-config | -
{IMAGE}/network_logs/cluster_scale | - | scale | cluster-scale | -
{IMAGE}/cluster-scoped-resources/config.openshift.io/clusteroperators/network.yaml | - | cno | ClusterOperators | -
{IMAGE}/cluster-scoped-resources/config.openshift.io/networks.yaml | - | networks-config | ClusterNetworks | -
{IMAGE}/namespaces/openshift-sdn/core/configmaps.yaml | - | cm | sdn-config | -
{IMAGE}/namespaces/openshift-sdn/core/configmaps-4.1.yaml | - | cm41 | sdn-config | -
{IMAGE}/pod_network_connectivity_check/podnetworkconnectivitychecks.yaml | - | pncc | ConnectivityChecks | -
{IMAGE}/cluster-scoped-resources/apiextensions.k8s.io/customresourcedefinitions/hostsubnets.network.openshift.io.yaml | - | crd | objects | -
{IMAGE}/namespaces/shop/shop.yaml | - | ns | Namespaces | -
{IMAGE}/timestamp | - | timestamp | timestamp | -
{IMAGE}/event-filter.html | - | html | web-page | -
{IMAGE}/must-gather.logs | - | mglog | collector-log | -
{IMAGE}/namespaces/shop/network.openshift.io/egressnetworkpolicies.yaml | - | enp | EgressNetworkPolicies | -
{IMAGE}/network_logs/net_attach_def | - | nad | operator-objects | -
{IMAGE}/network_logs/ippools | - | ippools | operator-objects | -
{IMAGE}/network_logs/multus-aaaaa.log | - | multus-log | journal | -
{IMAGE}/network_logs/multus_logs/multus-aaaaa.log | - | multus-log | journal | -
{IMAGE}/network_logs/multi_networkpolicy | - | nad | operator-objects | -
{IMAGE}/namespaces/openshift-sdn/pods/ovs-aaaaa/openvswitch/openvswitch/logs/current.log | - | systemd-ovs | journal | node1.example.com
{IMAGE}/host_service_logs/masters/NetworkManager_service.log | - | nm-log | journal | node2.example.com
{IMAGE}/host_service_logs/masters/ovs-configuration_service.log | - | nm-log | journal | node2.example.com
{IMAGE}/namespaces/openshift-sdn/pods/sdn-aaaaa/sdn/sdn/logs/current.insecure.log | - | sdn-log | journal | node1.example.com
{IMAGE}/namespaces/shop/core/pods.yaml | - | nothing | Pods! | -
{IMAGE}/captures/node1-example-com/quay-io/2022-01-01T10_00_00.pcap | - | capture | capture | -
"""
NETWORK_LOGS = f"""
{IMAGE}/cluster-scoped-resources/core/nodes.yaml | - | nodes | Nodes | -
{IMAGE}/namespaces/openshift-sdn/core/pods.yaml | - | pods | Pods | -
{IMAGE}/network_logs/node1.example.com_iptables | - | iptables | iptables-save | node1.example.com
{IMAGE}/network_logs/node1.example.com_ovs_dump | - | vsctl | ovs-vsctl-show | node1.example.com
{IMAGE}/network_logs/ovs-aaaaa_vswitchd_log | - | ovs-log | journal | node1.example.com
{IMAGE}/network_logs/ovs-aaaaa_ovsdb_log | - | ovs-log | journal | node1.example.com
{IMAGE}/network_logs/node2.example.com_ovs-bbbbb_vswitchd_log | - | ovs-log | journal | node2.example.com
{IMAGE}/network_logs/node2.example.com_ethtool_driver | - | ethtool-i | ethtool-driver | node2.example.com
{IMAGE}/network_logs/node2.example.com_ethtool_offload | - | ethtool-k | ethtool-features | node2.example.com
{IMAGE}/network_logs/overlappingrangeipreservations | - | ippools | operator-objects | -
"""
INSPECT = """
inspect.local.1234567890/cluster-scoped-resources/core/nodes.yaml | - | nodes | Nodes | -
inspect.local.1234567890/cluster-scoped-resources/network.openshift.io/hostsubnets.yaml | - | subnets | HostSubnets | -
inspect.local.1234567890/cluster-scoped-resources/network.openshift.io/netnamespaces.yaml | - | netnamespaces | NetNamespaces | -
inspect.local.1234567890/namespaces/openshift-sdn/core/pods.yaml | - | pods | Pods | -
inspect.local.1234567890/namespaces/openshift-sdn/core/events.yaml | - | events | Events | -
inspect.local.1234567890/namespaces/openshift-sdn/pods/sdn-aaaaa/sdn/sdn/logs/current.log | - | sdn-log | journal | node1.example.com
inspect.local.1234567890/namespaces/openshift-sdn/core/configmaps.yaml | - | cm | sdn-config | -
inspect.local.1234567890/namespaces/openshift-network-diagnostics/controlplane.operator.openshift.io/podnetworkconnectivitychecks.yaml | - | pncc | ConnectivityChecks | -
"""
OLD = "sosreport-node1-20170208151800/sos_commands"
SOSREPORT_3 = f"""
sosreport-node1-20170208151800/etc/origin/node/node-config.yaml | - | node-config | node-config | node1.example.com
sosreport-node1-20170208151800/etc/origin/master/master-config.yaml | - | master-config | master-config | -
sosreport-node1-20170208151800/etc/resolv.conf | - | resolv.conf | resolv-conf | node1.example.com
sosreport-node1-20170208151800/etc/hosts | - | hosts | hosts | node1.example.com
sosreport-node1-20170208151800/var/log/openvswitch/ovs-vswitchd.log | - | ovs-log | journal | node1.example.com
sosreport-node1-20170208151800/var/log/openvswitch/ovsdb-server.log | - | ovs-log | journal | node1.example.com
{OLD}/general/hostname | - | hostname | hostname | -
{OLD}/openvswitch/ovs-ofctl_-O_OpenFlow13_dump-flows_br0 | - | flows | dump-flows | node1.example.com
{OLD}/openvswitch/ovs-ofctl_dump-flows_br0 | - | trap | dump-flows! | -
{OLD}/openvswitch/ovs-ofctl_-O_OpenFlow13_dump-ports-desc_br0 | - | ports | dump-ports-desc | node1.example.com
{OLD}/openvswitch/ovs-ofctl_-O_OpenFlow13_show_br0 | - | ports | dump-ports-desc | node1.example.com
{OLD}/openvswitch/ovs-ofctl_-O_OpenFlow13_dump-ports_br0 | - | dump-ports | dump-ports | node1.example.com
{OLD}/openvswitch/ovs-vsctl_-t_5_show | - | vsctl | ovs-vsctl-show | node1.example.com
{OLD}/openvswitch/ovs-vsctl_list-br | - | list-br | ovs-vsctl-list-br | node1.example.com
{OLD}/networking/ip_-o_addr | - | addresses-o | ip-addr | node1.example.com
{OLD}/networking/ip_-d_address | - | addresses | ip-addr | node1.example.com
{OLD}/networking/ip_-s_-d_link | - | link | ip-addr | node1.example.com
{OLD}/networking/ip_route_show_table_all | - | routes-all | ip-route | node1.example.com
{OLD}/networking/route_-n | - | route-n | ip-route | node1.example.com
{OLD}/networking/ip_-4_rule_list | - | rule | ip-rule | node1.example.com
{OLD}/networking/ip_-s_-s_neigh_show | - | arp | ip-neigh | node1.example.com
{OLD}/networking/ethtool_eth0 | - | ethtool | ethtool | node1.example.com
{OLD}/networking/ethtool_-S_eth0 | - | ethtool-S | ethtool-statistics | node1.example.com
{OLD}/networking/ethtool_-i_eth0 | - | ethtool-i | ethtool-driver | node1.example.com
{OLD}/networking/ethtool_-k_eth0 | - | ethtool-k | ethtool-features | node1.example.com
{OLD}/networking/iptables_-t_nat_-nvL | - | iptables-list | iptables-list | node1.example.com
{OLD}/networking/iptables_-vnxL | - | filter-list | iptables-list | node1.example.com
{OLD}/networking/netstat_-W_-neopa | - | sockets | sockets | node1.example.com
{OLD}/networking/tc_-s_qdisc_show | - | tc | tc | node1.example.com
{OLD}/networking/nmcli_dev_show | - | nmcli | nmcli | node1.example.com
{OLD}/networking/brctl_show | - | bridges | brctl-show | node1.example.com
{OLD}/networking/ip_netns_exec_pod1_ip_address_show | - | pod-addresses | pod-addresses | node1.example.com
{OLD}/systemd/timedatectl | - | timedatectl | clock | node1.example.com
{OLD}/kernel/lsmod | - | modules | lsmod | node1.example.com
{OLD}/kernel/sysctl_-a | - | sysctl | sysctl | node1.example.com
{OLD}/docker/docker_ps_-a | - | docker-ps | containers | node1.example.com
{OLD}/docker/docker_logs_-t_0123456789ab | - | docker-log | journal | node1.example.com
{OLD}/logs/journalctl_--no-pager_--catalog_--boot | - | catalog | journal | node1.example.com
{OLD}/origin/journalctl_--no-pager_--unit_atomic-openshift-node | - | journal | journal | node1.example.com
{OLD}/origin/oc_--config_.etc.origin.master.admin.kubeconfig_get_-o_json_hostsubnet | - | subnets-json | HostSubnets | -
{OLD}/origin/oc_--config_.etc.origin.master.admin.kubeconfig_get_-o_json_clusternetwork | - | clusternetwork-json | ClusterNetworks | -
{OLD}/origin/oc_--config_.etc.origin.master.admin.kubeconfig_get_-o_json_netnamespaces | - | netnamespaces-json | NetNamespaces | -
{OLD}/origin/oc_--config_.etc.origin.master.admin.kubeconfig_adm_diagnostics_-l_0 | - | network-check | network-check | -
{OLD}/networking/ip_address | - | addresses | ip-addr | node1.example.com
{OLD}/logs/journalctl_--all_--this-boot_--no-pager | - | journal | journal | node1.example.com
{OLD}/networking/ip_netns_exec_pod1_iptables-save | - | iptables | iptables-save | node1.example.com
sosreport-node1-20170208151800/etc/sysconfig/network-scripts/ifcfg-eth0 | - | ifcfg | ifcfg | -
sosreport-node1-20170208151800/etc/origin/node/resolv.conf | - | resolv.conf | resolv-conf | node1.example.com
{OLD}/origin/oc_--config_.etc.origin.master.admin.kubeconfig_logs_-n_default_pod.web-1 | - | sdn-log | journal | node1.example.com
{OLD}/origin/master-logs_api_api | - | sdn-log | journal | node1.example.com
{OLD}/docker/containers/docker_logs_-t_0123456789ab | - | sdn-log | journal | node1.example.com
{OLD}/openvswitch/ovs-vsctl_list_bridge | - | list-bridge | ovs-vsctl-list | -
{OLD}/networking/brctl_show_2 | - | bridges | brctl-show | node1.example.com
"""
NEW = "sosreport-node1-2022-06-23-yzrrjsq"
SOSREPORT_4 = f"""
{NEW}/version.txt | - | sos-version | version | -
{NEW}/sos_commands/host/hostname | - | hostname | hostname | -
{NEW}/etc/hostname | - | hostname | hostname | -
{NEW}/proc/net/dev | - | proc-net-dev | kernel-counters | node1.example.com
{NEW}/sos_commands/openvswitch/ovs-ofctl_-O_OpenFlow13_dump-flows_br0 | - | flows | dump-flows | node1.example.com
{NEW}/sos_commands/openvswitch/ovs-ofctl_-O_OpenFlow13_dump-groups_br0 | - | groups | dump-groups | node1.example.com
{NEW}/sos_commands/openvswitch/ovs-vsctl_-t_5_list-br | - | list-br | ovs-vsctl-list-br | node1.example.com
{NEW}/sos_commands/openvswitch/ovs-vsctl_-t_5_show.1 | - | vsctl | ovs-vsctl-show | node1.example.com
{NEW}/sos_commands/openvswitch/ovs-appctl_bridge.dump-flows_--offload-stats_br0 | - | bridge-flows | dump-flows | node1.example.com
{NEW}/sos_commands/openvswitch/ovs-dpctl_dump-flows_-m | - | dpctl | ovs-dpctl | -
{NEW}/sos_commands/openvswitch/journalctl_--no-pager_--unit_ovs-vswitchd | - | journal | journal | node1.example.com
{NEW}/sos_commands/networking/ip_-o_addr | - | addresses-o | ip-addr | node1.example.com
{NEW}/sos_commands/networking/ip_-d_address | - | addresses | ip-addr | node1.example.com
{NEW}/sos_commands/networking/ip_route_show_table_all | - | routes-all | ip-route | node1.example.com
{NEW}/sos_commands/networking/ss_-peaonmi | - | sockets | sockets | node1.example.com
{NEW}/sos_commands/networking/nstat_-zas | - | nstat | kernel-counters | node1.example.com
{NEW}/sos_commands/networking/conntrack_-L_-o_extended | - | conntrack | conntrack | node1.example.com
{NEW}/sos_commands/networking/namespaces/pod1/ip_netns_exec_pod1_ip_address_show | - | pod-addresses | pod-addresses | node1.example.com
{NEW}/sos_commands/firewall_tables/iptables_-t_nat_-nvL | - | iptables-list | iptables-list | node1.example.com
{NEW}/sos_commands/firewall_tables/iptables_-t_filter_-nvL | - | filter-list | iptables-list | node1.example.com
{NEW}/sos_commands/chrony/chronyc_tracking | - | chronyc | clock | node1.example.com
{NEW}/sos_commands/crio/crictl_ps_-a | - | docker-ps | containers | node1.example.com
{NEW}/sos_commands/systemd/systemctl_status_--all | - | unit-status | units | node1.example.com
{NEW}/sos_commands/openshift/cluster_resources/nodes/oc_get_nodes | - | nodes-table | Nodes | -
{NEW}/sos_commands/openshift/cluster_resources/hostsubnets/oc_get_hostsubnets | - | subnets-table | HostSubnets | -
{NEW}/var/log/pods/openshift-sdn_sdn-aaaaa_0123/sdn/0.log | - | sdn-log | journal | node1.example.com
{NEW}/sos_strings/openvswitch/ovs-ofctl_-O_OpenFlow13_show_br0.tailed | - | ports | dump-ports-desc | node1.example.com
{NEW}/etc/openvswitch/conf.db | - | confdb | ovsdb-file | -
{NEW}/sos_commands/firewall_tables/nft_-a_list_ruleset | - | nft | nft-ruleset | -
{NEW}/proc/sys/net/ipv4/ip_forward | - | one | sysctl | node1.example.com
{NEW}/sos_reports/manifest.json | - | manifest | sos-manifest | -
{NEW}/sos_logs/sos.log | - | sos-log | collector-log | -
{NEW}/sos_commands/crio/crictl_pods | - | crictl-pods | containers | node1.example.com
{NEW}/sos_commands/crio/crictl_inspect_01 | - | crictl-inspect | objects | -
{NEW}/sos_commands/openshift/namespaces/openshift-sdn/pods/sdn-aaaaa.yaml | - | pod-sdn1 | Pods | -
{NEW}/sos_commands/openshift/namespaces/openshift-sdn/podlogs/sdn-aaaaa/sdn.log | - | sdn-log | journal | node1.example.com
{NEW}/sos_commands/firewall_tables/iptables_-t_mangle_-nvL | - | filter-list | iptables-list | node1.example.com
{NEW}/sos_commands/networking/ip_-s_-d_link | - | link | ip-addr | node1.example.com
{NEW}/sos_commands/networking/ip_-s_-s_neigh_show | - | arp | ip-neigh | node1.example.com
{NEW}/sos_commands/networking/ethtool_eth0 | - | ethtool | ethtool | node1.example.com
{NEW}/sos_commands/kernel/sysctl_-a | - | sysctl | sysctl | node1.example.com
{NEW}/etc/resolv.conf | - | resolv.conf | resolv-conf | node1.example.com
{NEW}/etc/hosts | - | hosts | hosts | node1.example.com
{NEW}/sos_commands/logs/journalctl_--no-pager_--boot | - | journal | journal | node1.example.com
"""
SOS_COLLECT = """
sos-collector-2022-06-23-abcde/sosreport-node1-2022-06-23-yzrrjsq.tar.xz!/sosreport-node1-2022-06-23-yzrrjsq/sos_commands/host/hostname | - | hostname | hostname | -
sos-collector-2022-06-23-abcde/sosreport-node1-2022-06-23-yzrrjsq.tar.xz!/sosreport-node1-2022-06-23-yzrrjsq/sos_commands/networking/ip_-d_address | - | addresses | ip-addr | node1.example.com
sos-collector-2022-06-23-abcde/sosreport-node2-2022-06-23-zzzzzzz.tar.xz!/sosreport-node2-2022-06-23-zzzzzzz/sos_commands/networking/ip_-d_address | - | addresses2 | ip-addr | node2.example.com
sos-collector-2022-06-23-abcde/hostsubnets.yaml | - | subnets | HostSubnets | -
"""
NETWORK_TOOLS = """
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/cluster/nodes | > oc get nodes -o yaml | nodes | Nodes | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/cluster/hostsubnets | > oc get hostsubnets -o yaml | subnets | HostSubnets | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/cluster/pods | > oc get pods --all-namespaces -o yaml | pods | Pods | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/meta/podinfo | - | podinfo | Pods | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/addresses | oc exec sdn-aaaaa -- chroot /host bash -c ip addr show | addresses | ip-addr | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/routes | oc exec sdn-aaaaa -- chroot /host bash -c ip route show | routes | ip-route | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/arp | oc exec sdn-aaaaa -- chroot /host bash -c ip neighbor show | arp | ip-neigh | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/iptables | oc exec sdn-aaaaa -- chroot /host bash -c iptables-save | iptables | iptables-save | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/hosts | oc exec sdn-aaaaa -- chroot /host bash -c cat /etc/hosts | hosts | hosts | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/resolv.conf | oc exec sdn-aaaaa -- chroot /host bash -c cat /etc/resolv.conf | resolv.conf | resolv-conf | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/modules | oc exec sdn-aaaaa -- chroot /host bash -c lsmod | modules | lsmod | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/sysctl | oc exec sdn-aaaaa -- chroot /host bash -c sysctl -a | sysctl | sysctl | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/nmcli-dev | oc exec sdn-aaaaa -- chroot /host bash -c nmcli --nocheck -f all dev show | nmcli | nmcli | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/tc-qdisc | oc exec sdn-aaaaa -- chroot /host bash -c tc qdisc show | tc | tc | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/ovs-dpctl-dump-flows | oc exec sdn-aaaaa -- chroot /host bash -c ovs-dpctl dump-flows | dpctl | ovs-dpctl | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/conntrack-l | oc exec sdn-aaaaa -- chroot /host bash -c conntrack -L | conntrack | conntrack | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/crictl-ps | oc exec sdn-aaaaa -- chroot /host bash -c crictl ps -a | docker-ps | containers | node1.example.com
network-test-logs-abcde/openshift-sdn-node-connectivity/log | - | network-tools-log | pod-connectivity | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/cluster/services | > oc get services --all-namespaces -o yaml | services | Services | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/cluster/endpoints | > oc get endpoints --all-namespaces -o yaml | endpoints | Endpoints | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/cluster/routes | > oc get routes --all-namespaces -o yaml | aos_routes | Routes | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/cluster/clusternetwork | > oc get clusternetwork -o yaml | clusternetwork | ClusterNetworks | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/cluster/netnamespaces | > oc get netnamespaces -o yaml | netnamespaces | NetNamespaces | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/meta/nodeinfo | - | top-nodes | objects | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/log | - | debug-log | debug.sh-log | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/version | oc exec sdn-aaaaa -- chroot /host bash -c oc version | version | version | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/ovs-dpctl-dump-dps | oc exec sdn-aaaaa -- chroot /host bash -c ovs-dpctl dump-dps | dps | ovs-dpctl | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/ovs-dpctl-show-s | oc exec sdn-aaaaa -- chroot /host bash -c ovs-dpctl show -s | show-s | ovs-dpctl | -
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/ovs-dpctl-dump-conntrack | oc exec sdn-aaaaa -- chroot /host bash -c ovs-dpctl dump-conntrack | dpct | conntrack | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/crictl-pods | oc exec sdn-aaaaa -- chroot /host bash -c crictl pods | crictl-pods | containers | node1.example.com
network-test-logs-abcde/openshift-sdn-cluster-and-node-info/nodes/node1.example.com/tc-class | oc exec sdn-aaaaa -- chroot /host bash -c tc class show | tc-class | tc | node1.example.com
"""
TRAFFIC_COLLECTOR = """
sdn-traffic-bw-nodes-23Nov26-034448/nodes-o-wide.txt | - | nodes-table | Nodes | -
sdn-traffic-bw-nodes-23Nov26-034448/pods-o-wide.txt | - | pods-table | Pods | -
sdn-traffic-bw-nodes-23Nov26-034448/events.txt | - | events-table | events | -
sdn-traffic-bw-nodes-23Nov26-034448/node1.example.com/sdn-traffic-bw-nodes-23Nov26-034448/ovs-info.txt | - | ovs-info | dump-flows | node1.example.com
sdn-traffic-bw-nodes-23Nov26-034448/node1.example.com/sdn-traffic-bw-nodes-23Nov26-034448/curl.log | - | curl | curl | -
sdn-traffic-bw-nodes-23Nov26-034448/node1.example.com/sdn-traffic-bw-nodes-23Nov26-034448/web-server.log | - | weblog | journal | node1.example.com
sdn-traffic-bw-nodes-23Nov26-034448/node1.example.com/sdn-traffic-bw-nodes-23Nov26-034448/tun0-tcpdump.pcap | - | capture | capture | node1.example.com
sdn-traffic-bw-nodes-23Nov26-034448/node1.example.com/sdn-traffic-bw-nodes-23Nov26-034448/serving-pod-tcpdump.pcap | - | capture | capture | node1.example.com
"""
IPF_DEBUG = """
ipf-debug.txt | - | ipf-debug | ipf-debug | -
"""
LOOSE = """
case/oc/hostsubnet.yaml | - | subnets | HostSubnets | -
case/oc/oc_get_pods_-o_wide.txt | - | pods-table | Pods | -
case/oc/describe.txt | - | describe-pod | Pods | -
case/oc/events.txt | - | events-table | events | -
case/oc/hostips.txt | - | pod-hosts | pod-hosts | -
case/oc/node-config.txt | - | node-config-map | node-config | -
case/oc/networkcheck.txt | - | network-check | network-check | -
case/router/haproxy.config | - | haproxy | haproxy-config | -
case/node1/flows | - | flows | dump-flows | node1.example.com
case/dump-flows_node2.txt | - | flows | dump-flows | node2.example.com
case/node1.example.com-iptables-save.txt | - | iptables | iptables-save | node1.example.com
case/node1/iptables-nat-L.txt | - | iptables-list | iptables-list | node1.example.com
case/ipaddr-node2 | - | addresses2 | ip-addr | node2.example.com
case/ip_a.txt | - | addresses | ip-addr | node1.example.com
case/node1/ip_route.txt | - | routes | ip-route | node1.example.com
case/node1/ip_route_get.txt | - | route-get | ip-route-get | node1.example.com
case/node1/ip_rule.txt | - | rule | ip-rule | node1.example.com
case/node1/neigh.txt | - | arp | ip-neigh | node1.example.com
case/node1/ports.txt | - | ports | dump-ports-desc | node1.example.com
case/node1/counters.txt | - | dump-ports | dump-ports | node1.example.com
case/node1/groups.txt | - | groups | dump-groups | node1.example.com
case/node1/vsctl.txt | - | vsctl | ovs-vsctl-show | node1.example.com
case/node1/ovs-vsctl-list-br.txt | - | list-br | ovs-vsctl-list-br | node1.example.com
case/node1/sysctl.log | - | sysctl | sysctl | node1.example.com
case/node1/ethtool.txt | - | ethtool | ethtool | node1.example.com
case/node1/veth.txt | - | ethtool-S | ethtool-statistics | node1.example.com
case/node1/driver.txt | - | ethtool-i | ethtool-driver | node1.example.com
case/node1/lsmod.txt | - | modules | lsmod | node1.example.com
case/node1/brctl.txt | - | bridges | brctl-show | node1.example.com
case/node1/resolv.txt | - | resolv.conf | resolv-conf | node1.example.com
case/node1/nmcli.txt | - | nmcli | nmcli | node1.example.com
case/node1/ss.txt | - | sockets | sockets | node1.example.com
case/node1/nstat.txt | - | nstat | kernel-counters | node1.example.com
case/node1/conntrack.txt | - | conntrack | conntrack | node1.example.com
case/node1/dockerps.txt | - | docker-ps | containers | node1.example.com
case/node1/container.json.log | - | json-log | journal | node1.example.com
case/node1/journal.txt | - | journal | journal | node1.example.com
case/node1/ovs.txt | - | ovs-log | journal | node1.example.com
case/node1/trace.txt | - | trace-old | ofproto-trace | node1.example.com
case/node1/clock.txt | - | chronyc | clock | node1.example.com
case/node1/docker-network | - | docker-network | docker-network | node1.example.com
case/node1/status.txt | - | unit-status | units | node1.example.com
case/node1/master-config.txt | - | master-config | master-config | -
case/curl.txt | - | curl | curl | -
case/dig.txt | - | dig-answer | dig | -
case/dig_foo.example.com.txt | - | dig | dig | -
case/ping.txt | - | ping | ping | -
case/tracepath.txt | - | tracepath | tracepath | -
case/telnet.txt | - | telnet | telnet | -
case/oc/endpoints.txt | - | endpoints-table | Endpoints | -
case/oc/routes.txt | - | route-table | Routes | -
case/oc/svc.txt | - | svc-table | Services | -
case/oc/netns.txt | - | nn-table | NetNamespaces | -
case/oc/cn.txt | - | cn-table | ClusterNetworks | -
case/node1-tun0.pcap | - | capture | capture | node1.example.com
case/tcpdump.txt | - | tcpdump-text | tcpdump-text | -
case/node1/hosts.txt | - | hosts | hosts | node1.example.com
case/node1/tc.txt | - | tc | tc | node1.example.com
case/oc/netpol.yaml | - | policies | NetworkPolicies | -
case/oc/enp.yaml | - | enp | EgressNetworkPolicies | -
case/oc/ns.yaml | - | ns | Namespaces | -
case/oc/co.yaml | - | cno | ClusterOperators | -
"""
CASE_FOLDER = f"""
01234567/0010-must-gather.tar.gz!/{IMAGE}/cluster-scoped-resources/core/nodes.yaml | - | nodes | Nodes | -
01234567/0020-sosreport-node1-2022-06-23-yzrrjsq.tar.xz!/{NEW}/sos_commands/host/hostname | - | hostname | hostname | -
01234567/0020-sosreport-node1-2022-06-23-yzrrjsq.tar.xz!/{NEW}/sos_commands/networking/ip_-d_address | - | addresses | ip-addr | node1.example.com
01234567/0030-flows-node2.txt | - | flows | dump-flows | node2.example.com
01234567/0040-networkcheck.txt | - | network-check | network-check | -
"""

LAYOUTS = {
    "debug.sh": DEBUG_SH,
    "NetworkCheck logs": NETWORK_CHECK_LOGS,
    "health check": HEALTH_CHECK,
    "must-gather": MUST_GATHER,
    "network_logs": NETWORK_LOGS,
    "oc adm inspect": INSPECT,
    "sosreport 3": SOSREPORT_3,
    "sosreport 4": SOSREPORT_4,
    "sos collect": SOS_COLLECT,
    "network-tools": NETWORK_TOOLS,
    "traffic-collector": TRAFFIC_COLLECTOR,
    "ipf-debug": IPF_DEBUG,
    "loose files": LOOSE,
    "transcript": f"session.log | - | session | {session.ARTIFACTS} | -",
    "case folder": CASE_FOLDER,
}
"""Kind -> its tree."""
