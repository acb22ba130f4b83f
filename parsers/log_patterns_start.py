"""Messages of the SDN's start: the set-up script, the bridge, the node's subnet and address."""
# ruff: noqa: E501 - a regex is easier to check unbroken

from __future__ import annotations

from parsers.log_pattern import ERROR as E
from parsers.log_pattern import INFO as I
from parsers.log_pattern import IP, MINUTES, POD, Q, pattern
from parsers.log_pattern import WARNING as W

START = (
    pattern("sdn-node-starting", "initializing sdn node", "", "3.2",
            "the SDN's node process starts", I),
    pattern("sdn-plugin-starting", "starting openshift-sdn network plugin", "", "3.2",
            "the SDN's node process starts", I),
    pattern("sdn-pod-manager", "starting openshift-sdn pod manager", "", "3.2",
            "the bridge is set up, pods can be attached", I),
    pattern("sdn-ready", "openshift-sdn network plugin ready", "", "3.4", "the SDN is ready", I),
    pattern("sdn-setup-required", "full sdn setup required", r"full SDN setup required(?: \((?P<reason>.*)\))?",
            "3.2", "the bridge is built anew", I),
    pattern("sdn-setup-not-required", "sdn setup not required", r"SDN setup not required", "3.0-3.1",
            "the bridge was found in order", I),
    pattern("sdn-already-set-up", "no sdn setup required", "", "3.2",
            "the bridge was found in order", I),
    pattern("sdn-already-set-up", "sdn is already set up", "", "3.0",
            "the bridge was found in order", I),
    pattern("sdn-subnet", "node pod subnet", rf"node pod subnet (?P<subnet>[\d./]+) gateway (?P<gateway>{IP})",
            "3.2", "the node's subnet as the SDN saw it", I),
    pattern("vnid-rules-synced", "syncvnidrules", "", "3.6", "the SDN's hourly round", I),
    pattern("pod-added", "cni_add ", rf"CNI_ADD {POD} got IP (?P<address>{IP}), ofport (?P<ofport>\d+)",
            "4.5", "a pod was attached", I),
)  # fmt: skip

SETUP = (
    pattern("setup-script", "output of setup script:", "", "3.0-3.1",
            "the trace of the set-up script follows", I),
    pattern("setup-script-error", "error executing setup script",
            r"Error executing setup script[\s:.,]*(?P<error>.*)", "3.0-3.1", "the set-up script failed", E),
    pattern("flow-added", "output of adding ", r"Output of adding (?P<rule>.+?): *\(<nil>\)\s*$",
            "3.0-3.1", "a flow was added", I),
    pattern("flow-not-added", "output of adding ",
            r"Output of adding (?P<rule>.+?): +(?!\(<nil>)(?P<error>\S.*?)\s*$",
            "3.0-3.1", "a flow was not added", E),
    pattern("flow-deleted", "output of deleting ", r"Output of deleting (?P<rule>.+?):", "3.0-3.1",
            "a flow was removed", I),
    pattern("flow-deleted", "calling del rules for ", r"Calling del rules for (?P<rule>\S+)", "3.0-3.1",
            "the flows of a node are removed", I),
    pattern("docker-network-failed", "failed to configure docker networking", "", "3.2-3.3",
            "the SDN did not finish its set-up", E),
    pattern("iptables-setup-failed", "failed to set up iptables",
            r"failed to set up iptables[\s:.,]*(?P<error>.*)", "3.4", "the SDN did not start", E),
    pattern("sdn-setup-failed", "node sdn setup failed", r"node SDN setup failed[\s:.,]*(?P<error>.*)",
            "3.4", "the SDN did not start", E),
    pattern("sdn-setup-incomplete", "could not complete sdn setup",
            r"could not complete SDN setup[\s:.,]*(?P<error>.*)", "3.4", "the SDN did not start", E),
    pattern("sdn-not-ready", "sdn pod network is not ready", r"SDN pod network is not ready(?P<error>.*)",
            "3.2-3.3", "the SDN did not start in time", E),
    pattern("ip-forward-off", "net/ipv4/ip_forward=0", "", "3.7-4.13",
            "the SDN refuses to start while ip_forward is off", E),
    pattern("ip-forward-enabled", "global ip forwarding is disabled. enabling", "", "4.14",
            "the SDN switches ip_forward on by itself", I),
    pattern("egress-policies-unread", "could not get egressnetworkpolicies",
            r"could not get EgressNetworkPolicies[\s:.,]*(?P<error>.*)", "3.3",
            "the API was not reached at the start", E),
    pattern("mtu-too-small", "is too small for specified overlay mtu",
            r"interface MTU \((?P<mtu>\d+)\) is too small for specified overlay MTU \((?P<overlay>\d+)\)",
            "4.9", "the interface's MTU has no room for VXLAN, so that the SDN does not start", E),
    pattern("mtu-tainted", "default interface mtu is less than vxlan overhead", "", "4.1-4.8",
            "the interface's MTU has no room for VXLAN, so that the node was tainted", W),
)  # fmt: skip

ADDRESSES = (
    pattern("subnet-not-allocated", "could not find an allocated subnet",
            rf"Could not find an allocated subnet for node: {Q}(?P<node>[\w.-]+?){Q}(?:,|\.* |$)",
            "3.0", "the master has given the node no subnet", E, 10 * MINUTES),
    pattern("subnet-not-got", "failed to get subnet for this host",
            rf"failed to get subnet for this host: {Q}(?P<node>[\w.-]+?){Q}(?:,|\s|$)[\s:.,]*(?P<error>.*)",
            "3.0", "the SDN did not start: the node has no subnet", E),
    pattern("host-ip-mismatch", "for local subnet does not match with nodeip",
            rf"HostIP {Q}(?P<host_ip>{IP}){Q} for local subnet does not match with nodeIP "
            rf"{Q}(?P<node_ip>{IP}){Q}", "3.9", "the HostSubnet holds an old address of the node", E,
            10 * MINUTES),
    pattern("own-subnet-invalid", "failed to validate own hostsubnet",
            r"failed to validate own HostSubnet[\s:.,]*(?P<error>.*)", "3.9", "the SDN did not start", E),
    pattern("subnet-invalid", "ignoring invalid",
            rf"ignoring invalid (?:HostSubnet|subnet for node) {Q}(?P<subject>[^\s\"',:]*)[\s:.,]*(?P<error>.*)",
            "3.7", "no flows to that subnet are made", E),
    pattern("node-ip-public", "is not a local/private address",
            rf"node IP {Q}(?P<node_ip>{IP}){Q} is not a local/private address", "3.2",
            "the node IP is perhaps of the wrong interface", W),
    pattern("node-interface-unknown", "unable to find network interface for node ip", "", "3.7",
            "no interface has the node IP", W),
    *(
        pattern("node-ip-conflict", f"conflicts with {kind} network",
                rf"node IP:? {Q}(?P<node_ip>{IP}){Q} conflicts with {kind} network:? "
                rf"{Q}(?P<network>[\d./]+)", "3.6", "the node IP lies in the SDN's networks", E)
        for kind in ("cluster", "service")
    ),
    pattern("local-networks-conflict", "conflicts with host network",
            rf"(?:cluster|service) (?:IP|network): {Q}(?P<network>[\d./]+){Q} conflicts with host "
            rf"network: {Q}(?P<host_network>[\d./]+)", "3.6",
            "a network of the host overlaps the SDN's", W),
    pattern("plugin-mismatch", "detected network plugin mismatch",
            rf"network plugin mismatch between OpenShift node\({Q}(?P<node_plugin>.*?){Q}\) and "
            rf"master\({Q}(?P<master_plugin>.*?){Q}\)", "3.2-3.11", "the node has another network plugin than the master", E),
    pattern("no-cluster-network", "master has not created a default cluster network",
            rf"master has not created a default cluster network, network plugin {Q}(?P<plugin>[\w./-]*)",
            "3.2-3.11", "the SDN can't start without a ClusterNetwork", E),
    pattern("proxy-mode-mismatch", "plugin is not compatible with proxy-mode",
            rf"{Q}(?P<plugin>[\w./-]+){Q} plugin is not compatible with proxy-mode {Q}(?P<mode>\w+)",
            "3.6-4.12", "the SDN does not start with the userspace proxy", E),
)  # fmt: skip
