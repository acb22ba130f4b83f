"""The objects of the small cluster in which the captures are taken, as debug.sh collects them."""

from __future__ import annotations

import textwrap


def listed(command: str, *items: str) -> str:
    """A List as `oc get -o yaml` prints it."""
    body = "".join(f"- {textwrap.indent(item.strip(), '  ')[2:]}\n" for item in items)
    return f"> {command}\n\napiVersion: v1\nitems:\n{body}kind: List\n"


def host_subnet(number: int) -> str:
    return f"""
apiVersion: network.openshift.io/v1
host: node{number}.example.com
hostIP: 192.168.122.{9 + number}
kind: HostSubnet
metadata:
  name: node{number}.example.com
subnet: 10.128.{2 * number}.0/23
"""


def pod(namespace: str, name: str, address: str, node: int) -> str:
    return f"""
apiVersion: v1
kind: Pod
metadata:
  name: {name}
  namespace: {namespace}
spec:
  nodeName: node{node}.example.com
status:
  hostIP: 192.168.122.{9 + node}
  phase: Running
  podIP: {address}
  startTime: "2026-11-20T12:00:00Z"
"""


def netnamespace(name: str, netid: int) -> str:
    return f"""
apiVersion: network.openshift.io/v1
kind: NetNamespace
metadata:
  name: {name}
netid: {netid}
netname: {name}
"""


CLUSTERNETWORK = listed(
    "oc get clusternetwork -o yaml",
    """
apiVersion: network.openshift.io/v1
clusterNetworks:
- CIDR: 10.128.0.0/14
  hostSubnetLength: 9
kind: ClusterNetwork
metadata:
  name: default
network: 10.128.0.0/14
pluginName: redhat/openshift-ovs-multitenant
serviceNetwork: 172.30.0.0/16
""",
)
SERVICES = listed(
    "oc get services --all-namespaces -o yaml",
    """
apiVersion: v1
kind: Service
metadata:
  name: backend
  namespace: web
spec:
  clusterIP: 172.30.81.14
  ports:
  - port: 8080
    protocol: TCP
    targetPort: 8080
  type: ClusterIP
""",
)
ENDPOINTS = listed(
    "oc get endpoints --all-namespaces -o yaml",
    """
apiVersion: v1
kind: Endpoints
metadata:
  name: backend
  namespace: web
subsets:
- addresses:
  - ip: 10.128.4.5
    nodeName: node2.example.com
    targetRef:
      kind: Pod
      name: backend-1-bbbbb
      namespace: web
  ports:
  - port: 8080
    protocol: TCP
""",
)
OBJECTS = {
    "clusternetwork": CLUSTERNETWORK,
    "hostsubnets": listed("oc get hostsubnets -o yaml", host_subnet(1), host_subnet(2)),
    "netnamespaces": listed(
        "oc get netnamespaces -o yaml",
        netnamespace("default", 0),
        netnamespace("shop", 1614775),
        netnamespace("web", 2429947),
    ),
    "pods": listed(
        "oc get pods --all-namespaces -o yaml",
        pod("web", "frontend-1-aaaaa", "10.128.2.4", 1),
        pod("web", "backend-1-bbbbb", "10.128.4.5", 2),
        pod("shop", "cart-1-ccccc", "10.128.4.6", 2),
    ),
    "services": SERVICES,
    "endpoints": ENDPOINTS,
}
