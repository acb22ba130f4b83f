"""What collectors keep beside the artifacts, and artifacts that only some of them take."""

from __future__ import annotations

from pathlib import Path

CAPTURE = (
    Path(__file__).parents[1]
    / "rules/captures/vxlan_wrong_vni/pass/openshift-sdn-debug/nodes/node1.example.com/eth0.pcap"
)

MORE = {
    "three-versions": (
        "> oc version\n"
        "\n"
        "oc v3.11.117\n"
        "kubernetes v1.11.0+d4cacc0\n"
        "\n"
        "> docker version\n"
        "\n"
        "Client:\n"
        " Version:         1.13.1\n"
        " API version:     1.26\n"
        "\n"
        "> cat /etc/system-release-cpe\n"
        "\n"
        "cpe:/o:redhat:enterprise_linux:7.6:ga:server\n"
    ),
    "script": ("#!/bin/bash\nset -x\nip addr\n"),
    "tc-class": ("class mq :1 root \n"),
    "tc-filter": ("filter parent 1: protocol ip pref 1 u32 \n"),
    "go-dump": (
        "[{b52e4e8da931 [/k8s_web_web-1-x2x7q_shop_0] registry/web sha256:1 /run.sh 1448265600 Up 3 hours running [] 0 0 map[] }]\n"
    ),
    "health-result": ('{"changed": false, "failed": false, "msg": ""}\n'),
    "health-log": ('["Checking node1.example.com", "Attempting to ping 10.129.0.1"]\n'),
    "joined-log": (
        "-- Logs begin at Mon 2026-11-23 01:57:50 UTC, end at Mon 2026-11-23 03:44:48 UTC. --\n"
        "Nov 23 01:57:59 node1.example.com atomic-openshift-node[7941]: I1123 01:57:59.824998    7941 node.go:29] Starting node\n"
        "Nov 23 01:58:01 node1.example.com atomic-openshift-node[7941]: I1123 01:58:01.824998    7941 node.go:30] Started\n"
        "...\n"
        "-- Logs begin at Mon 2026-11-23 01:57:50 UTC, end at Mon 2026-11-23 03:44:48 UTC. --\n"
        "Nov 23 01:57:59 node1.example.com atomic-openshift-node[7941]: I1123 01:57:59.824998    7941 node.go:29] Starting node\n"
        "Nov 23 01:58:01 node1.example.com atomic-openshift-node[7941]: I1123 01:58:01.824998    7941 node.go:30] Started\n"
    ),
    "cno": (
        "---\n"
        "apiVersion: config.openshift.io/v1\n"
        "kind: ClusterOperator\n"
        "metadata:\n"
        "  name: network\n"
        "status:\n"
        "  conditions:\n"
        '  - status: "True"\n'
        "    type: Available\n"
    ),
    "networks-config": (
        "---\n"
        "apiVersion: config.openshift.io/v1\n"
        "items:\n"
        "- apiVersion: config.openshift.io/v1\n"
        "  kind: Network\n"
        "  metadata:\n"
        "    name: cluster\n"
        "  spec:\n"
        "    clusterNetwork:\n"
        "    - cidr: 10.128.0.0/14\n"
        "      hostPrefix: 23\n"
        "    networkType: OpenShiftSDN\n"
        "    serviceNetwork:\n"
        "    - 172.30.0.0/16\n"
        "kind: NetworkList\n"
        "metadata: {}\n"
    ),
    "cm": (
        "---\n"
        "apiVersion: v1\n"
        "items:\n"
        "- apiVersion: v1\n"
        "  data:\n"
        "    kube-proxy-config.yaml: |-\n"
        "      apiVersion: kubeproxy.config.k8s.io/v1alpha1\n"
        "      bindAddress: 0.0.0.0\n"
        "      clusterCIDR: 10.128.0.0/14\n"
        "      iptables:\n"
        "        syncPeriod: 30s\n"
        "      kind: KubeProxyConfiguration\n"
        "      mode: iptables\n"
        "      metricsBindAddress: 0.0.0.0:9101\n"
        "  kind: ConfigMap\n"
        "  metadata:\n"
        "    name: sdn-config\n"
        "    namespace: openshift-sdn\n"
        "kind: ConfigMapList\n"
        "metadata: {}\n"
    ),
    "cm41": (
        "---\n"
        "apiVersion: v1\n"
        "items:\n"
        "- apiVersion: v1\n"
        "  data:\n"
        "    sdn-config.yaml: |-\n"
        "      apiVersion: v1\n"
        "      kind: NodeConfig\n"
        "      networkConfig:\n"
        "        mtu: 1450\n"
        "        networkPluginName: redhat/openshift-ovs-networkpolicy\n"
        "      x: v1\n"
        "      bindAddress: 0.0.0.0\n"
        "      clusterCIDR: 10.128.0.0/14\n"
        "      iptables:\n"
        "        syncPeriod: 30s\n"
        "      kind: KubeProxyConfiguration\n"
        "      mode: iptables\n"
        "      metricsBindAddress: 0.0.0.0:9101\n"
        "  kind: ConfigMap\n"
        "  metadata:\n"
        "    name: sdn-config\n"
        "    namespace: openshift-sdn\n"
        "kind: ConfigMapList\n"
        "metadata: {}\n"
    ),
    "pncc": (
        "---\n"
        "apiVersion: controlplane.operator.openshift.io/v1alpha1\n"
        "items:\n"
        "- apiVersion: controlplane.operator.openshift.io/v1alpha1\n"
        "  kind: PodNetworkConnectivityCheck\n"
        "  metadata:\n"
        "    name: network-check-source-node1-to-network-check-target-node2.example.com\n"
        "    namespace: openshift-network-diagnostics\n"
        "  spec:\n"
        "    sourcePod: network-check-source-6d7f4b8c9-abcde\n"
        "    targetEndpoint: 10.129.0.3:8080\n"
        "    tlsClientCert:\n"
        '      name: ""\n'
        "  status:\n"
        "    conditions:\n"
        '    - lastTransitionTime: "2026-11-23T03:00:00Z"\n'
        "      message: 'network-check-target-node2: failed to establish a TCP connection to 10.129.0.3:8080: dial tcp 10.129.0.3:8080: i/o timeout'\n"
        "      reason: TCPConnectError\n"
        '      status: "False"\n'
        "      type: Reachable\n"
        "    failures:\n"
        "    - latency: 10.0s\n"
        "      message: 'network-check-target-node2: failed to establish a TCP connection to 10.129.0.3:8080: dial tcp 10.129.0.3:8080: i/o timeout'\n"
        "      reason: TCPConnectError\n"
        "      success: false\n"
        '      time: "2026-11-23T03:00:00Z"\n'
        "    outages:\n"
        "    - end: null\n"
        "      message: 'Connectivity outage detected'\n"
        '      start: "2026-11-23T03:00:00Z"\n'
        "kind: PodNetworkConnectivityCheckList\n"
        "metadata: {}\n"
    ),
    "crd": (
        "---\n"
        "apiVersion: apiextensions.k8s.io/v1\n"
        "kind: CustomResourceDefinition\n"
        "metadata:\n"
        "  name: hostsubnets.network.openshift.io\n"
        "spec:\n"
        "  group: network.openshift.io\n"
        "  names:\n"
        "    kind: HostSubnet\n"
        "    plural: hostsubnets\n"
    ),
    "ns": ("---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n"),
    "timestamp": (
        "2021-05-06 13:01:54.414206178 +0000 UTC m=+0.123\n"
        "2021-05-06 13:09:54.414206178 +0000 UTC m=+480.1\n"
    ),
    "html": ("<!DOCTYPE html>\n<html><head><title>Events</title></head><body></body></html>\n"),
    "mglog": (
        "[must-gather      ] OUT Using must-gather plug-in image: quay.io/x\n"
        "[must-gather-9j484] POD 2021-11-08T10:31:18.945125411Z Gathering data for ns/openshift-sdn...\n"
    ),
    "enp": (
        "---\n"
        "apiVersion: network.openshift.io/v1\n"
        "items:\n"
        "- apiVersion: network.openshift.io/v1\n"
        "  kind: EgressNetworkPolicy\n"
        "  metadata:\n"
        "    name: default\n"
        "    namespace: shop\n"
        "  spec:\n"
        "    egress:\n"
        "    - to:\n"
        "        cidrSelector: 0.0.0.0/0\n"
        "      type: Deny\n"
        "kind: EgressNetworkPolicyList\n"
        "metadata: {}\n"
    ),
    "nad": ("apiVersion: v1\nitems: []\nkind: List\nmetadata: {}\n"),
    "ippools": (
        "Name:         10.0.0.0-24\n"
        "Namespace:    kube-system\n"
        "Labels:       <none>\n"
        "Kind:         IPPool\n"
    ),
    "multus-log": (
        "2021-05-06T13:01:54+00:00 [cnibincopy] Successfully copied files in /usr/src/multus-cni/rhel8/bin/\n"
    ),
    "systemd-ovs": ("openvswitch is running in systemd\n"),
    "nft": ("table ip filter { # handle 1\n\tchain INPUT {\n\t}\n}\n"),
    "confdb": ('OVSDB JSON 9427 6d2a\n{"name":"Open_vSwitch"}\n'),
    "list-bridge": (
        "_uuid               : 5f9f9b1a-1c3f-4b43-9d4d-4f6f9d3f1b11\n"
        "auto_attach         : []\n"
        "name                : br0\n"
    ),
    "one": ("1\n"),
    "manifest": (
        '{"components": {"report": {"plugins": {"networking": {"commands": [{"exec": "ip -d address", "filepath": "sos_commands/networking/ip_-d_address", "return_code": 0, "truncated": false}]}}}}}'
    ),
    "sos-log": (
        "2022-06-23 10:00:00,123 INFO: [plugin:networking] added cmd output 'ip -d address'\n"
    ),
    "top-nodes": (
        "NAME                CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%   \n"
        "node1.example.com   501m         14%    4432Mi          29%       \n"
    ),
    "dps": ("system@ovs-system\n"),
    "show-s": (
        "system@ovs-system:\n"
        "  lookups: hit:1 missed:2 lost:0\n"
        "  flows: 1\n"
        "  port 0: ovs-system (internal)\n"
    ),
    "dpct": (
        "tcp,orig=(src=10.128.0.5,dst=10.129.0.6,sport=40000,dport=8080),reply=(src=10.129.0.6,dst=10.128.0.5,sport=8080,dport=40000),protoinfo=(state=ESTABLISHED)\n"
    ),
    "crictl-pods": (
        "POD ID              CREATED             STATE               NAME                NAMESPACE           ATTEMPT\n"
        "0123456789abc       3 hours ago         Ready               web-1-x2x7q         shop                0\n"
    ),
    "crictl-inspect": (
        '{"status": {"id": "0123456789abc", "metadata": {"name": "web-1-x2x7q"}}}\n'
    ),
    "weblog": ('10.128.0.1 - - [23/Nov/2026 03:44:48] "GET / HTTP/1.1" 200 -\n'),
    "nm-log": (
        "Nov 23 01:57:59 node2 NetworkManager[1234]: <info>  [1574474279.1] manager: startup complete\n"
    ),
    "tcpdump-text": (
        "10:22:33.123456 IP 10.128.0.4.48012 > 10.129.0.6.8080: Flags [S], seq 1, win 29200, length 0\n"
        "10:22:34.123456 IP 10.128.0.4.48012 > 10.129.0.6.8080: Flags [S], seq 1, win 29200, length 0\n"
    ),
    "endpoints-table": (
        "NAMESPACE   NAME     ENDPOINTS         AGE\ndefault     router   10.128.0.4:80     3d\n"
    ),
    "route-table": (
        "NAMESPACE   NAME   HOST/PORT         PATH   SERVICES   PORT   TERMINATION   WILDCARD\n"
        "shop        www    www.example.com          web        http                 None\n"
    ),
    "svc-table": (
        "NAMESPACE   NAME   TYPE        CLUSTER-IP     EXTERNAL-IP   PORT(S)    AGE\n"
        "shop        web    ClusterIP   172.30.81.14   <none>        8080/TCP   3d\n"
    ),
    "nn-table": ("NAME   NETID   EGRESS IPS\nshop   7       []\n"),
    "cn-table": (
        "NAME      CLUSTER NETWORKS   SERVICE NETWORK   PLUGIN NAME\n"
        "default   10.128.0.0/14:9    172.30.0.0/16     redhat/openshift-ovs-networkpolicy\n"
    ),
}
