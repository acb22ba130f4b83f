"""What a bad answer looks like, for each fact that may be asked for."""

from __future__ import annotations

# By the name of the fact, so that a question loads no parser. One or two sentences for a reader
# who has the answer before the report.
LOOKS = {
    "Addresses": "tun0 is missing, DOWN or without the first address of the node's subnet; no "
    "vxlan_sys_4789; no hostIP of the HostSubnet; or tun0's mtu is above the NIC's less 50.",
    "BridgeList": "br0 is not printed.",
    "Clocks": "`Not synchronised`, or a System time a second or more off.",
    "ClusterOperators": "network Degraded or not Available.",
    "ClusterNetworks": "It is empty, or its networks overlap those of the nodes.",
    "EgressNetworkPolicies": "Two in one project, or one that denies what must be reached.",
    "Endpoints": "ENDPOINTS <none>, or addresses of pods that are gone.",
    "EthernetLinks": "`Link detected: no`, `Duplex: Half`, or another speed than other nodes.",
    "FlowTable": "Empty, an error, or for some node no `tun_src=` in table 10 and no "
    "`->tun_dst` in tables 50 and 90; for some pod no line in tables 20, 40 and 70.",
    "HostSubnets": "A node without one, a HOST IP that is not the node's, two alike.",
    "IptablesSave": "A REJECT or DROP before OPENSHIFT-FIREWALL-ALLOW or -FORWARD, no "
    "MASQUERADE for the pods' network, no KUBE-SVC chain for the service that fails.",
    "Lookups": "No address, or one that is no router's and no load balancer's.",
    "Namespaces": "A project without a NetNamespace.",
    "NetNamespaces": "A project without one; with networkpolicy, two that share a NETID.",
    "NetworkPolicies": "A policy that admits nothing to the pods that fail.",
    "NodeConfig": "mtu above the NIC's less 50, or another plugin than the master's.",
    "NodeLog": "Lines with E at the start, `SDN setup`, `Could not find`, `failed`.",
    "Nodes": "NotReady, or an InternalIP that is not the node's.",
    "OvsConfig": "No Bridge br0, or a line that starts with `error:`.",
    "Pods": "Not Running, not ready, or an address outside the subnet of its node.",
    "PodNetworks": "No eth0, another address than the pod's, a larger mtu than tun0's, or no "
    "default route via the first address of the node's subnet.",
    "PolicyRules": "Rules other than 0, 32766 and 32767 that catch pods or services.",
    "PortTable": "1 is not vxlan0, 2 is not tun0, PORT_DOWN or LINK_DOWN on any but LOCAL, "
    "fewer veths than the node has pods.",
    "Requests": "Refused (nothing listens there), timed out (firewall, route or a wrong "
    "address), or 503 (the router knows no such route, or has no endpoint for it).",
    "RouteAnswers": "`dev tun0` or `dev docker0`, or a `src` that is not the node's hostIP.",
    "RouteTable": "No route of the pods' or the services' network to tun0, or a narrower one "
    "to another device.",
    "Routes": "No route with the host and path that fail.",
    "Services": "No CLUSTER-IP, or a selector that no pod has.",
    "Sysctl": "net.ipv4.ip_forward = 0.",
    "Captures": "A SYN without an answer, `frag needed`, packets on one node that the other lacks.",
    "Connections": "Refused (nothing listens there) or timed out (firewall, route, wrong address).",
    "Drivers": "tun0 or br0 with a driver other than openvswitch.",
    "Events": "FailedCreatePodSandBox, NetworkFailed, NetworkNotReady.",
    "Modules": "No openvswitch, or no vxlan.",
    "Neighbours": "FAILED or INCOMPLETE on tun0 for the address of a live pod.",
    "Pings": "No answer; `Frag needed and DF set`; `Message too long`.",
    "Resolver": "A nameserver that does not answer, a search domain with a wildcard record.",
    "TracePaths": "A pmtu below tun0's MTU and 50, or `no reply` to the end.",
}


def look_of(fact: type) -> str:
    """Return what a bad answer looks like; empty if nothing was written for this fact."""
    return LOOKS.get(fact.__name__, "")
