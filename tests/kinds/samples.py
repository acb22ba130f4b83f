"""What each artifact of the kinds' trees holds: the clean fixtures of its parser, or a few lines here."""

from __future__ import annotations

from pathlib import Path

from tests.kinds.samples_more import CAPTURE, MORE

PARSERS = Path(__file__).parents[1] / "parsers"
N1, N2 = "node1.example.com", "node2.example.com"
IP1, IP2 = "192.168.122.46", "192.168.122.18"


def fixture(name: str, file: str = "clean.txt") -> str:
    return (PARSERS / name / file).read_text()


def addresses(ip: str, gateway: str) -> str:
    return (
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN\n"
        "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n"
        "2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP qlen 1000\n"
        f"    link/ether 52:54:00:66:7a:f7 brd ff:ff:ff:ff:ff:ff\n    inet {ip}/24 brd 192.168.122.255 scope global eth0\n"
        "9: tun0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN\n"
        f"    link/ether 8a:e2:9e:00:00:01 brd ff:ff:ff:ff:ff:ff\n    inet {gateway}/23 brd 10.128.1.255 scope global tun0\n"
    )


def obj(kind: str, name: str, more: str = "", namespace: str = "") -> str:
    where = f"\n    namespace: {namespace}" if namespace else ""
    return f"- apiVersion: v1\n  kind: {kind}\n  metadata:\n    name: {name}{where}\n{more}"


def listed(*items: str) -> str:
    return "apiVersion: v1\nitems:\n" + "".join(items) + "kind: List\nmetadata: {}\n"


def single(item: str) -> str:
    """One object of a List as must-gather writes it: alone, below `---`."""
    return "---\n" + "".join(f"{line[2:]}\n" for line in item.splitlines())


NODE1 = obj(
    "Node", N1, f"  status:\n    addresses:\n    - address: {IP1}\n      type: InternalIP\n"
)
NODE2 = obj(
    "Node", N2, f"  status:\n    addresses:\n    - address: {IP2}\n      type: InternalIP\n"
)
SUBNET1 = obj("HostSubnet", N1, f"  host: {N1}\n  hostIP: {IP1}\n  subnet: 10.128.0.0/23\n")
SUBNET2 = obj("HostSubnet", N2, f"  host: {N2}\n  hostIP: {IP2}\n  subnet: 10.129.0.0/23\n")
NETNAMESPACE = obj("NetNamespace", "shop", "  netid: 7\n  netname: shop\n")
CLUSTERNETWORK = obj(
    "ClusterNetwork", "default",
    "  clusterNetworks:\n  - CIDR: 10.128.0.0/14\n    hostSubnetLength: 9\n  network: 10.128.0.0/14\n"
    "  pluginName: redhat/openshift-ovs-networkpolicy\n  serviceNetwork: 172.30.0.0/16\n",
)  # fmt: skip


def pod(name: str, namespace: str, node: str, host: str, ip: str) -> str:
    return obj(
        "Pod", name,
        f"  spec:\n    nodeName: {node}\n  status:\n    hostIP: {host}\n    phase: Running\n    podIP: {ip}\n",
        namespace,
    )  # fmt: skip


WEB = pod("web-1-x2x7q", "shop", N1, IP1, "10.128.0.5")
SDN1 = pod("sdn-aaaaa", "openshift-sdn", N1, IP1, IP1)
SDN2 = pod("sdn-bbbbb", "openshift-sdn", N2, IP2, IP2)
OVS1 = pod("ovs-aaaaa", "openshift-sdn", N1, IP1, IP1)
SERVICE = obj(
    "Service", "web",
    "  spec:\n    clusterIP: 172.30.81.14\n    ports:\n    - port: 8080\n      protocol: TCP\n", "shop",
)  # fmt: skip
ENDPOINTS = obj(
    "Endpoints", "web",
    "  subsets:\n  - addresses:\n    - ip: 10.128.0.5\n    ports:\n    - port: 8080\n", "shop",
)  # fmt: skip
ROUTE = obj(
    "Route", "www", "  spec:\n    host: www.example.com\n    to:\n      name: web\n", "shop"
)
POLICY = obj("NetworkPolicy", "allow", "  spec:\n    podSelector: {}\n", "shop")
EVENT = obj(
    "Event", "web-1.15",
    "  involvedObject:\n    kind: Pod\n    name: web-1-x2x7q\n  reason: Unhealthy\n  type: Warning\n", "shop",
)  # fmt: skip
JOURNAL = (
    "-- Logs begin at Mon 2026-11-23 01:57:50 UTC, end at Mon 2026-11-23 03:44:48 UTC. --\n"
    "Nov 23 01:57:59 node1.example.com atomic-openshift-node[7941]: I1123 01:57:59.824998    7941 node.go:29] Starting node\n"
    "Nov 23 01:58:01 node1.example.com atomic-openshift-node[7941]: I1123 01:58:01.824998    7941 node.go:30] Started\n"
)
REVERSED = (
    "-- Logs begin at Mon 2026-11-23 01:57:50 UTC, end at Mon 2026-11-23 03:44:48 UTC. --\n"
    + "".join(
        f"Nov 23 03:{minute:02}:59 node1 atomic-openshift-node[7941]: I1123 03:{minute:02}:59.824998 7941 node.go:29] x\n"
        for minute in range(20, 0, -1)
    )
)
SDN_LOG = "2026-11-23T03:01:54.414206178Z I1123 03:01:54.414116  135002 sdn_controller.go:139] [SDN setup] full SDN setup not required\n"
OVS_LOG = (
    "2026-11-23T03:00:15Z|00001|vlog|INFO|opened log file /var/log/openvswitch/ovs-vswitchd.log\n"
)
HOST_LOG = (
    "Nov 23 03:00:15.123456 node2 hyperkube[1234]: I1123 03:00:15.123456    1234 kubelet.go:29] x\n"
)

SAMPLES = {
    "addresses": addresses(IP1, "10.128.0.1"),
    "addresses2": addresses(IP2, "10.129.0.1"),
    "addresses-o": f"2: eth0    inet {IP1}/24 brd 192.168.122.255 scope global eth0\\       valid_lft forever preferred_lft forever\n",
    "link": fixture("ip_link"),
    "pod-addresses": "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n    inet 127.0.0.1/8 scope host lo\n3: eth0@if14: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450\n    inet 10.128.0.5/23 scope global eth0\n",
    "pod-routes": "default via 10.128.0.1 dev eth0 \n10.128.0.0/23 dev eth0 proto kernel scope link src 10.128.0.5 \n",
    "routes": fixture("ip_route"),
    "routes-all": "default via 192.168.122.1 dev eth0 \nlocal 10.128.0.1 dev tun0 table local proto kernel scope host src 10.128.0.1 \n10.128.0.0/14 dev tun0 scope link \n",
    "routes-both": fixture("ip_route") + listed(ROUTE),
    "route-n": "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n0.0.0.0         192.168.122.1   0.0.0.0         UG    100    0        0 eth0\n10.128.0.0      0.0.0.0         255.252.0.0     U     0      0        0 tun0\n",
    "route-get": "192.168.122.18 dev eth0  src 192.168.122.46\n    cache\n",
    "rule": "0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n",
    "arp": fixture("ip_neigh"),
    "iptables": fixture("iptables"),
    "iptables-list": fixture("iptables_list"),
    "filter-list": "Chain INPUT (policy ACCEPT 1 packets, 60 bytes)\n    pkts      bytes target     prot opt in     out     source               destination         \n       1       60 ACCEPT     all  --  lo     *       0.0.0.0/0            0.0.0.0/0           \n\nChain FORWARD (policy ACCEPT 0 packets, 0 bytes)\n    pkts      bytes target     prot opt in     out     source               destination         \n\nChain OUTPUT (policy ACCEPT 0 packets, 0 bytes)\n    pkts      bytes target     prot opt in     out     source               destination         \n",
    "hosts": fixture("hosts_file"),
    "resolv.conf": fixture("resolv_conf"),
    "modules": fixture("modules"),
    "sysctl": fixture("sysctl"),
    "nmcli": fixture("nmcli"),
    "ifcfg": "DEVICE=eth0\nBOOTPROTO=dhcp\nONBOOT=yes\n",
    "chronyc": fixture("clock"),
    "timedatectl": "      Local time: Mon 2026-11-23 03:44:48 UTC\n  Universal time: Mon 2026-11-23 03:44:48 UTC\nNTP synchronized: yes\n",
    "docker-network": fixture("docker_network"),
    "bridges": fixture("bridges"),
    "docker-ps": fixture("containers"),
    "flows": fixture("ovs_flows"),
    "ports": fixture("ovs_ports"),
    "vsctl": fixture("ovs_vsctl"),
    "list-br": "br0\n",
    "dump-ports": fixture("ovs_port_counters"),
    "groups": fixture("ovs_groups"),
    "dpctl": "recirc_id(0),in_port(3),eth_type(0x0800),ipv4(frag=no), packets:1, bytes:98, used:1.2s, actions:2\n",
    "bridge-flows": "duration=63605s, n_packets=0, n_bytes=0, n_offload_packets=0, n_offload_bytes=0, priority=65535,vlan_tci=0x0fff/0x1fff,actions=drop\n",
    "trap": "2016-03-01T21:00:15Z|00001|vconn|WARN|unix:/var/run/openvswitch/br0.mgmt: version negotiation failed (we support version 0x01, peer supports version 0x04)\novs-ofctl: br0: failed to connect to socket (Broken pipe)\n",
    "tc": fixture("qdiscs"),
    "unit": fixture("units"),
    "unit-file": "# /usr/lib/systemd/system/docker.service\n[Unit]\nDescription=Docker\n",
    "unit-status": "● openvswitch.service - Open vSwitch\n   Loaded: loaded (/usr/lib/systemd/system/openvswitch.service; enabled)\n   Active: active (exited) since Mon 2026-11-23 01:57:50 UTC; 2h ago\n",
    "pod-connectivity": fixture("pod_connectivity"),
    "trace": fixture("ovs_trace"),
    "trace-old": fixture("ovs_trace", "old.txt"),
    "ping": fixture("ping"),
    "tracepath": fixture("tracepath"),
    "telnet": fixture("telnet"),
    "curl": fixture("curl"),
    "dig": "1.2.3.4\n",
    "dig-answer": "github.com.\t300\tIN\tA\t140.82.121.4\n",
    "pod-hosts": fixture("pod_hosts"),
    "conntrack": fixture("conntrack"),
    "sockets": fixture("sockets"),
    "nstat": fixture("kernel_counters"),
    "proc-net-dev": "Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n  eth0:   13603     115    1    2    0     0          0         0    11127      79    0    4    0     0       0          0\n",
    "ethtool": fixture("ethtool"),
    "ethtool-S": fixture("ethtool_details"),
    "ethtool-i": "driver: virtio_net\nversion: 1.0.0\n",
    "ethtool-k": "Features for eth0:\nrx-checksumming: on\n",
    "network-check": fixture("network_check"),
    "ipf-debug": fixture("ip_failover"),
    "haproxy": fixture("haproxy"),
    "node-config": f"apiVersion: v1\nkind: NodeConfig\nnetworkConfig:\n  mtu: 1450\n  networkPluginName: redhat/openshift-ovs-networkpolicy\nnodeName: {N1}\n",
    "node-config-map": fixture("node_config_maps"),
    "master-config": fixture("master_config"),
    "journal": JOURNAL,
    "reversed": REVERSED,
    "catalog": JOURNAL + "-- Subject: Unit docker.service has finished start-up\n-- Defined-By: systemd\n",
    "sdn-log": SDN_LOG,
    "docker-log": SDN_LOG,
    "json-log": '{"log":"I1123 03:01:54.414116  135002 node.go:139] x\\n","stream":"stderr","time":"2026-11-23T03:01:54.414206178Z"}\n',
    "ovs-log": OVS_LOG,
    "host-log": HOST_LOG,
    "hostname": f"{N1}\n",
    "version": "oc v3.11.117\nkubernetes v1.11.0+d4cacc0\n",
    "must-gather-version": "openshift/must-gather\n4.6.0-202101\n",
    "sos-version": "sosreport: 4.2",
    "debug-log": "Analyzing master\n\n\nAnalyzing node1.example.com (192.168.122.46)\n",
    "nodeinfo": f"{N1} {IP1}\n{N2} {IP2}\n",
    "podinfo": f"{N1} {IP1} web-1-x2x7q shop 10.128.0.5 b52e4e8da931\n",
    "serviceinfo": "web shop 172.30.81.14 tcp 8080\n",
    "nodes": listed(NODE1, NODE2),
    "node": single(NODE1),
    "subnets": listed(SUBNET1, SUBNET2),
    "subnet": single(SUBNET1),
    "netnamespaces": listed(NETNAMESPACE),
    "clusternetwork": listed(CLUSTERNETWORK),
    "clusternetwork-one": single(CLUSTERNETWORK),
    "network-one": "---\napiVersion: operator.openshift.io/v1\nkind: Network\nmetadata:\n  name: cluster\nspec:\n  clusterNetwork:\n  - cidr: 10.128.0.0/14\n    hostPrefix: 23\n  defaultNetwork:\n    openshiftSDNConfig:\n      mode: NetworkPolicy\n    type: OpenShiftSDN\n",
    "pods": listed(WEB, SDN1, SDN2, OVS1),
    "pod-sdn1": single(SDN1),
    "services": listed(SERVICE),
    "endpoints": listed(ENDPOINTS),
    "aos_routes": listed(ROUTE),
    "policies": listed(POLICY),
    "events": listed(EVENT),
    "events-table": "LAST SEEN   TYPE      REASON      OBJECT            MESSAGE\n5m          Warning   Unhealthy   pod/web-1-x2x7q   Readiness probe failed\n",
    "nodes-table": f"NAME                STATUS   ROLES    AGE   VERSION   INTERNAL-IP      EXTERNAL-IP\n{N1}   Ready    worker   3d    v1.19.0   {IP1}   <none>\n{N2}   Ready    worker   3d    v1.19.0   {IP2}   <none>\n",
    "pods-table": f"NAMESPACE   NAME          READY   STATUS    RESTARTS   AGE   IP           NODE\nshop        web-1-x2x7q   1/1     Running   0          3d    10.128.0.5   {N1}\n",
    "subnets-table": f"NAME                HOST                HOST IP          SUBNET          EGRESS IPS\n{N1}   {N1}   {IP1}   10.128.0.0/23   []\n{N2}   {N2}   {IP2}   10.129.0.0/23   []\n",
    "describe-pod": "Name:         web-1-x2x7q\nNamespace:    shop\nNode:         node1.example.com/192.168.122.46\nStatus:       Running\nIP:           10.128.0.5\n",
    "network-tools-log": "SUCCESS: Can ping hostsubnet/node2.example.com on the overlay\n",
    "scale": "services amount: 12\n",
    "ovs-info": "### ovs-vsctl list-br: br0\n### ovs-ofctl -O OpenFlow13 dump-flows br0\n" + fixture("ovs_flows"),
}  # fmt: skip
SAMPLES["subnets-json"] = (
    '{"apiVersion": "v1", "items": [{"apiVersion": "v1", "kind": "HostSubnet", "host": "node1.example.com",'
    ' "hostIP": "192.168.122.46", "subnet": "10.128.0.0/23", "metadata": {"name": "node1.example.com"}}],'
    ' "kind": "List", "metadata": {}}\n'
)
SAMPLES["netnamespaces-json"] = (
    '{"apiVersion": "v1", "items": [{"apiVersion": "v1", "kind": "NetNamespace", "netid": 7, "netname": "shop",'
    ' "metadata": {"name": "shop"}}], "kind": "List", "metadata": {}}\n'
)
SAMPLES["clusternetwork-json"] = (
    '{"apiVersion": "v1", "items": [{"apiVersion": "v1", "kind": "ClusterNetwork", "network": "10.128.0.0/14",'
    ' "hostsubnetlength": 9, "serviceNetwork": "172.30.0.0/16", "metadata": {"name": "default"}}],'
    ' "kind": "List", "metadata": {}}\n'
)
ARRAYS = {
    "nodes": '{"kind": "Node", "metadata": {"name": "node1.example.com"}, "status": {"addresses": [{"type": "InternalIP", "address": "192.168.122.46"}]}}',
    "pods": '{"kind": "Pod", "metadata": {"name": "web-1-x2x7q", "namespace": "shop"}, "spec": {"nodeName": "node1.example.com"}, "status": {"podIP": "10.128.0.5"}}',
    "services": '{"kind": "Service", "metadata": {"name": "web", "namespace": "shop"}, "spec": {"clusterIP": "172.30.81.14", "ports": [{"port": 8080}]}}',
    "endpoints": '{"kind": "Endpoints", "metadata": {"name": "web", "namespace": "shop"}, "subsets": []}',
    "routes": '{"kind": "Route", "metadata": {"name": "www", "namespace": "shop"}, "spec": {"host": "www.example.com"}}',
    "clusternetworks": '{"kind": "ClusterNetwork", "metadata": {"name": "default"}, "network": "10.128.0.0/14", "hostsubnetlength": 9}',
    "hostsubnets": '{"kind": "HostSubnet", "metadata": {"name": "node1.example.com"}, "host": "node1.example.com", "hostIP": "192.168.122.46", "subnet": "10.128.0.0/23"}',
    "netnamespaces": '{"kind": "NetNamespace", "metadata": {"name": "shop"}, "netid": 7}',
}
SAMPLES |= {f"array-{name}": f"[{item}]\n" for name, item in ARRAYS.items()}
SAMPLES |= MORE
SAMPLES |= {"capture": CAPTURE.read_bytes().decode("latin-1"), "nothing": ""}
