"""Chapter 39.7.2 as data: the paths that packets take, and the rules whose faults break each."""

from __future__ import annotations

from collections.abc import Mapping

SAME_NODE = "pod to pod on this node"
OTHER_NODE = "pod to pod on another node"
TO_SERVICE = "pod to service"
TO_OUTSIDE = "pod to the outside"
FROM_NODE = "node to pod"
NODE_TO_SERVICE = "node to service"

ORDER = (SAME_NODE, OTHER_NODE, TO_SERVICE, TO_OUTSIDE, FROM_NODE, NODE_TO_SERVICE)
ALL = ORDER

PATHS: Mapping[str, tuple[str, ...]] = {
    "bridge-missing": ALL,
    "flows-empty": ALL,
    "static-flow-missing": ALL,
    "foreign-drop-flow": ALL,
    "pod-flows-missing": (SAME_NODE, OTHER_NODE, TO_SERVICE, TO_OUTSIDE, FROM_NODE),
    "flow-uses-missing-port": (SAME_NODE, OTHER_NODE, TO_SERVICE, TO_OUTSIDE, FROM_NODE),
    "pod-port-down": (SAME_NODE, OTHER_NODE, TO_SERVICE, TO_OUTSIDE, FROM_NODE),
    "pod-port-inconsistent": (SAME_NODE, OTHER_NODE, TO_SERVICE, TO_OUTSIDE, FROM_NODE),
    "pod-vnid-mismatch": (SAME_NODE, OTHER_NODE, TO_SERVICE),
    "vnid-rule-missing": (SAME_NODE, OTHER_NODE, TO_SERVICE),
    "remote-sender-unknown": (OTHER_NODE,),
    "remote-subnet-unreachable": (OTHER_NODE,),
    "remote-subnet-wrong-node": (OTHER_NODE,),
    "host-ip-not-on-node": (OTHER_NODE,),
    "tunnel-source-wrong": (OTHER_NODE,),
    "vxlan-blocked": (OTHER_NODE,),
    "vxlan-device-missing": (OTHER_NODE,),
    "sdn-mtu-too-large": (OTHER_NODE,),
    "sdn-port-wrong": ALL,
    "tun0-missing": (TO_SERVICE, TO_OUTSIDE, FROM_NODE, NODE_TO_SERVICE),
    "cluster-route-missing": (TO_SERVICE, TO_OUTSIDE, FROM_NODE, NODE_TO_SERVICE),
    "conflicting-route": (TO_SERVICE, FROM_NODE, NODE_TO_SERVICE),
    "service-route-missing": (NODE_TO_SERVICE,),
    "service-flow-missing": (TO_SERVICE,),
    "ip-forward-disabled": (TO_SERVICE, TO_OUTSIDE),
    "pod-traffic-blocked": (TO_SERVICE, TO_OUTSIDE),
    "masquerade-wrong": (TO_OUTSIDE,),
    "openshift-rules-missing": (TO_OUTSIDE,),
    "kube-proxy-jumps-missing": (TO_SERVICE, NODE_TO_SERVICE),
    "service-rules-stale": (TO_SERVICE, NODE_TO_SERVICE),
}
