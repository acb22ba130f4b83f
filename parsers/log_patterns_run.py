"""Messages of a running node: OVS, pods, VNIDs, flows, policies, egress, iptables, the kernel."""
# ruff: noqa: E501 - a regex is easier to check unbroken

from __future__ import annotations

from parsers.log_pattern import ERROR as E
from parsers.log_pattern import INFO as I
from parsers.log_pattern import IP, MINUTES, POD, SERVICE, Q, pattern
from parsers.log_pattern import WARNING as W

OVS = (
    pattern("ovs-waited-for", "waiting for ovs to start", "", "3.7-4.5", "OVS is late", W, MINUTES),
    *(
        pattern("ovs-unreachable", f"sdn healthcheck unable to {verb}", "", "3.7-4.5",
                "OVS does not answer", E, 10 * MINUTES)
        for verb in ("connect to ovs", "reconnect", "ping")
    ),
    pattern("ovs-unhealthy", "sdn healthcheck detected unhealthy ovs server", "", "3.7-4.5",
            "OVS does not answer; the SDN restarts", E),
    pattern("ovs-unreachable", "error connecting to ovs", "", "4.6", "OVS does not answer", E,
            10 * MINUTES),
    pattern("ovs-unreachable", "error pinging ovs", "", "4.6", "OVS does not answer", E,
            10 * MINUTES),
    pattern("ovs-restarted", "sdn healthcheck disconnected from ovs server", "", "3.7-4.5",
            "OVS was restarted", W),
    pattern("ovs-restarted", "detected ovs server change, restarting", "", "4.2",
            "OVS was restarted, the SDN follows", W),
    pattern("ovs-missing", "ovs is not installed", "", "3.2", "the SDN can't run without OVS", E),
    pattern("ovs-too-old", "or later", r"found OVS (?P<found>\S+), need (?P<needed>\S+) or later",
            "3.5-4.4", "the SDN refuses this OVS", E),
    pattern("ofport-mismatch", "did not match request",
            r"Allocated ofport \((?P<ofport>-?\d+)\) did not match request \((?P<asked>\d+)\)",
            "3.2", "vxlan0 or tun0 has another port number than the flows say", E),
    pattern("ovs-vxlan-refused", "could not add network device vxlan",
            r"could not add network device (?P<device>vxlan\S*) to ofproto \((?P<error>.*?)\)", "3.0",
            "the kernel refuses the tunnel's socket", W),
    pattern("ovs-device-missing", "could not open network device",
            r"could not open network device (?P<device>[\w.-]+) \((?P<error>.*?)\)", "3.0",
            "OVS knows a port whose device is gone", I),
)  # fmt: skip

PODS = (
    pattern("ofport-unparsed", "could not parse ofport", r"could not parse ofport[\s:.,]*(?P<error>.*)",
            "3.2", "a pod's veth has no port on br0", E, 15 * MINUTES),
    pattern("veth-without-port", "could not find ovs port for veth device", "", "3.4-3.6",
            "a pod's veth has no port on br0", E, 15 * MINUTES),
    pattern("pod-restarted", "due to update failure on restart",
            rf"will restart pod {POD} due to update failure", "3.6-3.11",
            "the pod could not be attached again and is killed", I),
    pattern("pod-not-reattached", "could not reattach pod", rf"could not reattach pod {POD} to SDN[\s:.,]*(?P<error>.*)",
            "3.10", "the pod is off the network", E, 15 * MINUTES),
    pattern("pod-interface-gone", "no longer exists",
            rf"Interface {Q}(?P<veth>[\w-]+){Q} for pod {POD} no longer exists", "3.10",
            "the pod has lost its veth", W, 15 * MINUTES),
    pattern("pod-interface-lost", "network interface has been lost and the pod will be stopped", "",
            "3.10", "the pod has lost its veth", E, 15 * MINUTES),
    *(
        pattern("pod-not-added", f"cni_{verb.lower()} ", rf"CNI_(?P<verb>{verb}) {POD} failed[\s:.,]*(?P<error>.*)",
                "3.4", "a pod was not attached", E, 15 * MINUTES)
        for verb in ("ADD", "UPDATE")
    ),
    pattern("pod-not-deleted", "cni_del ", rf"CNI_DEL {POD} failed[\s:.,]*(?P<error>.*)", "3.4",
            "a pod was not detached", I),
    pattern("no-addresses-left", "no ip addresses available in ",
            r"no IP addresses available in (?:network: openshift-sdn|range set:?)\s*(?P<range>[\d./:-]*)",
            "3.4", "the node's subnet is used up", E, 15 * MINUTES),
    *(
        pattern("ipam-failed", f"failed to run {what}".lower(), rf"failed to run {what}[\s:.,]*(?P<error>.*)", "3.4",
                "a pod got no address", E, 15 * MINUTES)
        for what in ("CNI IPAM ADD", "IPAM for")
    ),
    pattern("sdn-not-available", "openshift sdn network process is not", "", "3.9",
            "CNI was called while the SDN was down", W, 15 * MINUTES),
    pattern("cni-request-failed", "failed to send cni request", r"failed to send CNI request[\s:.,]*(?P<error>.*)",
            "3.4", "CNI was called while the SDN was down", W, 15 * MINUTES),
    pattern("cni-config-missing", "cni config uninitialized", "", "3.4",
            "the SDN has not written its CNI configuration", W, 5 * MINUTES),
    pattern("cni-config-missing", "no cni configuration file in ", "", "4.1",
            "the SDN has not written its CNI configuration", W, 5 * MINUTES),
)  # fmt: skip

POLICY = (
    pattern("netid-not-found", "failed to find netid for namespace",
            rf"failed to find netid for namespace: {Q}(?P<namespace>[\w.-]+?){Q}(?: in vnid map|,|\s|$)",
            "3.0", "the SDN knows no VNID of the project", E, 15 * MINUTES),
    pattern("netid-not-in-map", "exists but not found in vnid map",
            rf"Netid for namespace: {Q}(?P<namespace>[\w.-]+?){Q} exists but not found", "3.4",
            "the SDN's watch lags", W, 15 * MINUTES),
    pattern("netid-twice", "already exists under different namespace",
            rf"Netid (?P<netid>\d+) for namespace {Q}(?P<namespace>[\w.-]+?){Q} already exists under "
            rf"different namespace {Q}(?P<other>[\w.-]+)", "3.5", "two projects have one VNID", E),
    pattern("netid-changed", "got vnid change for namespace",
            rf"Got VNID change for namespace {Q}(?P<namespace>[\w.-]+)", "3.6",
            "a VNID was edited, which this plugin does not follow", W),
    pattern("pod-netid-unknown", "no vnid for pod", rf"No VNID for pod {POD}(?:\s|$)", "4.1",
            "the pod was not attached again", W, 15 * MINUTES),
    pattern("pod-netid-unknown", "no network information for pod",
            rf"No network information for pod {POD}(?:\s|$)", "4.1", "the pod was not attached again", W, 15 * MINUTES),
    pattern("flow-error", "error adding ovs flow", r"Error adding OVS flow(?!s)[\s:.,]*(?P<error>.*)", "3.2",
            "a flow is missing", E),
    pattern("subnet-flows-error", "error adding ovs flows for subnet",
            rf"error adding OVS flows for subnet {Q}(?P<subnet>[\d./]+){Q}[\s:.,]*(?P<error>.*)", "3.2",
            "the flows to a node are missing", E),
    pattern("service-flows-error", "error adding ovs flows for service",
            rf"Error adding OVS flows for service {SERVICE}, netid (?P<netid>\d+)[\s:.,]*(?P<error>.*)",
            "3.2-4.12", "the flows of a service are missing", E),
    pattern("service-flows-skipped", "skipped adding service rules for serviceevent",
            r"Skipped adding service rules for serviceEvent(?:.*?Error:)?[\s:.,]*(?P<error>.*)", "3.2-4.12",
            "the flows of a service are missing", E),
    pattern("policy-flows-error", "error syncing ovs flows",
            rf"Error syncing OVS flows(?: for VNID| for namespace {Q}(?P<namespace>[\w.-]+){Q})?[\s:.,]*(?P<error>.*)", "3.6",
            "a project's policy flows are old", E, 70 * MINUTES),
    pattern("policy-denies-all", "treating as deny-all",
            rf"Unsupported NetworkPolicy {Q}(?P<namespace>[\w.-]+)/(?P<policy>[\w.-]+){Q}\s*(?P<error>.*)",
            "3.6-4.2", "the policy isolates its pods from all", W),
    pattern("policy-rule-ignored", "ignoring rule in networkpolicy",
            rf"Ignoring rule in NetworkPolicy {Q}(?P<namespace>[\w.-]+)/(?P<policy>[\w.-]+){Q}\s*(?P<error>.*)",
            "4.3", "a rule of a policy has no effect", W),
    pattern("policy-except-ignored", "ipblocks with except rules are not supported", "", "4.3-4.9",
            "a rule of a policy has no effect", W),
    pattern("policy-ignored", "because it generates an unreasonable number of flows",
            rf"Ignoring NetworkPolicy {Q}(?P<namespace>[\w.-]+)/(?P<policy>[\w.-]+){Q} because", "4.10",
            "a policy has no effect", E),
    pattern("egress-policy-global", "egressnetworkpolicy in global network namespace is not allowed",
            r"EgressNetworkPolicy in global network namespace is not allowed \((?P<policies>[^)]*)\)",
            "3.3", "the policy has no effect", W),
    pattern("egress-policy-drops", "egressnetworkpolicy not allowed in shared netnamespace",
            r"EgressNetworkPolicy not allowed in shared NetNamespace \((?P<policies>[^)]*)\)", "3.3",
            "all egress of the project is dropped", E),
    pattern("egress-policy-drops", "multiple egressnetworkpolicies in same network namespace",
            r"multiple EgressNetworkPolicies in same network namespace \((?P<policies>[^)]*)\)", "3.3",
            "all egress of the project is dropped", E),
    pattern("endpoint-firewalled", "an endpoint pointing to firewalled destination",
            rf"Service {Q}(?P<service>[\w.-]+){Q} in namespace {Q}(?P<namespace>[\w.-]+){Q} has an "
            rf"Endpoint pointing to firewalled destination \((?P<address>{IP})", "3.3",
            "the EgressNetworkPolicy forbids an endpoint of a service", E, 70 * MINUTES),
)  # fmt: skip

EGRESS = (
    pattern("egress-ip-two-nodes", "claiming egressip",
            rf"Multiple nodes \((?P<nodes>[^)]*)\) claiming EgressIP {Q}(?P<address>{IP})", "3.7",
            "the egress IP works nowhere", E),
    pattern("egress-ip-two-namespaces", "claiming egressip",
            rf"Multiple namespaces \((?P<netids>[^)]*)\) claiming EgressIP {Q}(?P<address>{IP})", "3.7",
            "the egress IP works nowhere", E),
    pattern("egress-ips-on-one-node", "multiple egressips (",
            r"Multiple EgressIPs \((?P<addresses>[^)]*)\) for VNID (?P<netid>\d+) on node (?P<node>[\w.-]+)",
            "3.11", "only one of them is used", W),
    pattern("egress-ip-unassigned", "error assigning egress ip",
            rf"Error assigning Egress IP {Q}(?P<address>{IP}?){Q}(?::\s|\s|$)(?P<error>.*)", "3.7",
            "the egress IP is on no interface", E),
    pattern("egress-ip-unassigned", "is not in local network",
            rf"egress IP {Q}(?P<address>{IP}?){Q} is not in local network", "3.7",
            "the egress IP is on no interface", E),
    pattern("egress-node-offline", "is offline", rf"Node {Q}(?P<node>{IP}|[\w.-]+?){Q} is offline", "3.11",
            "its egress IPs are not used", W),
    pattern("egress-node-online", "is back online", rf"Node {Q}(?P<node>{IP}|[\w.-]+?){Q} is back online",
            "3.11", "its egress IPs are used again", I),
)  # fmt: skip

HOST = (
    pattern("route-not-removed", "if the route appears later it will not be deleted",
            r"Error removing (?P<subnet>\S+) route from dev (?P<device>[\w.-]+)", "3.2",
            "a route of the kernel may come back", I),
    *(
        pattern("iptables-not-synced", literal, rf"{literal}[\s:.,]*(?P<error>.*)", since,
                "rules of the SDN are missing", E, 5 * MINUTES)
        for literal, since in (
            ("syncing openshift iptables failed", "3.4-4.2"),
            ("reloading openshift iptables failed", "3.4-4.4"),
            ("reloading openshift node iptables rules failed", "4.5"),
            ("reloading openshift proxy iptables rules failed", "4.5"),
        )
    ),
    pattern("proxy-not-synced", "failed to execute iptables-restore",
            r"Failed to execute iptables-restore[\s:.,]*(?P<error>.*)", "3.2", "services are not updated", E,
            5 * MINUTES),
    pattern("proxy-not-synced", "failed to ensure that ", r"Failed to ensure that (?:\w+ )?chain[\s:.,]*(?P<error>.*)",
            "3.2", "services are not updated", E, 5 * MINUTES),
    pattern("br-netfilter-missing", "missing br-netfilter module or unset sysctl", "", "3.2",
            "of no matter to the SDN's own pods", I),
    pattern("tls-timeout", "tls handshake timeout",
            r"(?:(?P<host>[\w.-]+):(?P<port>\d+)\S*\s.*?)?(?:net/http: )?TLS handshake timeout", "3.0",
            "TLS handshakes timed out", I),
    pattern("conntrack-full", "table full, dropping packet", r"(?:nf|ip)_conntrack: (?:.*: )?table full, dropping packet",
            "3.0", "new connections fail", W, 15 * MINUTES),
    pattern("arp-table-full", "table overflow", r"(?:neighbour: \w+: |Neighbour )(?:neighbor )?table overflow",
            "3.0", "neighbours can't be resolved", W, 15 * MINUTES),
)  # fmt: skip

MASTER = (
    pattern("subnet-not-created", "error creating subnet for node",
            rf"Error creating subnet for node {Q}(?P<node>[\w.-]+?){Q}(?:, ip {Q}(?P<node_ip>{IP}?){Q})?(?::\s|\s|$)(?P<error>.*)",
            "3.0", "the node gets no subnet", E, 15 * MINUTES),
    pattern("subnet-not-created", "error allocating network for node",
            rf"error allocating network for node {Q}(?P<node>[\w.-]+?){Q}(?::\s|\s|$)(?P<error>.*)", "3.0",
            "the node gets no subnet", E, 15 * MINUTES),
    pattern("subnet-created", "created hostsubnet", rf"Created HostSubnet {Q}(?P<node>[\w.-]+)", "3.2",
            "the node has a subnet", I),
    pattern("node-ip-unset", "node ip is not set for node",
            rf"Node IP is not set for node {Q}(?P<node>[\w.-]+)", "3.0", "the node gets no subnet", W,
            15 * MINUTES),
    pattern("subnet-without-node", "setup found no node associated with hostsubnet",
            rf"associated with hostsubnet {Q}(?P<node>[\w.-]+?){Q}, deleting", "3.10",
            "an old HostSubnet is removed", I),
    pattern("subnet-of-other-node", "has the uid of an incorrect object",
            rf"{Q}(?P<node>[\w.-]+?){Q} has the UID of an incorrect object", "3.10",
            "a HostSubnet of a deleted node is removed", I),
    pattern("cluster-network-refused", "cluster contains objects incompatible with new clusternetwork",
            r"incompatible with new ClusterNetwork[\s:.,]*(?P<error>.*)", "3.6",
            "the master does not start with these networks", E),
    pattern("service-network-refused", "cannot change the servicenetworkcidr", "", "3.6",
            "the master does not start with these networks", E),
)  # fmt: skip
