"""Ways in which others say that something is broken: events, checks, tests, scripts, pods' insides."""

from __future__ import annotations

import ipaddress

from tests.accuracy.members import SERVICES, Pod
from tests.accuracy.mutation import ALL, Mutator, Place, both, gone
from tests.accuracy.mutators_objects import pending

LATE = "2026-03-10T10:30:00Z"


def beside(at: Place, name: str) -> str:
    """Return where a file of the node at fault lies."""
    root = "openshift-sdn-debug" if at.bundle.form == "debug.sh" else "case"
    return f"{root}/nodes/{at.host.name}/{name}"


def events(at: Place) -> str | None:
    """The kubelet can't make a pod's sandbox, and says so."""
    at.bundle.objects["events"] = [{
        "apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": "FailedCreatePodSandBox",
        "metadata": {"name": f"{at.lone.name}.17b3", "namespace": at.lone.project.name, "uid": "e1",
                     "creationTimestamp": LATE},
        "involvedObject": {"kind": "Pod", "name": at.lone.name, "namespace": at.lone.project.name},
        "message": f'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create pod network sandbox for pod "{at.lone.name}": CNI request failed with status 400: timed out',
        "source": {"component": "kubelet", "host": at.host.name}, "count": 41,
        "firstTimestamp": LATE, "lastTimestamp": "2026-03-10T10:41:30Z"}]  # fmt: skip
    return at.host.name


def script_failed(at: Place) -> str | None:
    """The trace of the set-up script in the journal, as 3.0 and 3.1 wrote it, shows a failure."""
    if at.bundle.plan.release.number > (4, 0):
        return None
    said = ("I0310 10:30:17.500000    2231 controller.go:147] Output of setup script:", "+ ip link set tun0 up",
            f"+ ip route add {SERVICES} dev tun0", "RTNETLINK answers: Network is unreachable",
            "I0310 10:30:17.900000    2231 kubelet.go:1919] SyncLoop (housekeeping)")  # fmt: skip
    head = f"Mar 10 10:30:17 {at.host.name} atomic-openshift-node[2231]: "
    unit = "atomic-openshift-node.service"
    text = "".join(f"{head}{line}\n" for line in said)
    at.bundle.more[beside(at, f"journal-{unit}")] = (
        f"> journalctl -u {unit}\n\n-- Logs begin at Mon 2026-03-02 08:14:00 UTC, "
        f"end at Tue 2026-03-10 10:41:00 UTC. --\n{text}"
    )
    return at.host.name


def network_check(at: Place) -> str | None:
    """`oc adm diagnostics NetworkCheck` of 3.x found no way between two pods."""
    if at.bundle.plan.release.number > (4, 0):
        return None
    pod = str(at.other.subnet[9])
    at.bundle.more["networkcheck.log"] = f"""[Note] Running diagnostic: NetworkCheck
       Description: Create a pod on all schedulable nodes and run network diagnostics from the application standpoint

ERROR: [DNet2008 from diagnostic NetworkCheck@openshift/origin/pkg/oc/admin/diagnostics/diagnostics/cluster/network/run_pod.go:199]
       See the errors below in the output from the network diagnostic pod on node "{at.host.name}":
       ERROR: [DPodNet1008 from diagnostic CheckPodNetwork@openshift/origin/pkg/oc/admin/diagnostics/diagnostics/cluster/network/in_pod/pod.go:142]
              Connectivity from pod "network-diag-ns-srxmm/network-diag-test-pod-ppdrs" to pod "network-diag-ns-srxmm/network-diag-test-pod-8x2kf" failed. Error: exit status 1, Out: PING {pod} ({pod}) 56(84) bytes of data.

[Note] Summary of diagnostics execution (version v3.11.117):
[Note] Errors seen: 2
"""
    return at.host.name


def connectivity_check(at: Place) -> str | None:
    """The operator's own check of 4.6 and later does not reach a pod of the node."""
    if at.bundle.plan.release.number < (4, 6):
        return None
    source = next(p for p in at.bundle.plan.live(at.other) if not p.leaving)
    at.bundle.objects["podnetworkconnectivitychecks"] = [{
        "apiVersion": "controlplane.operator.openshift.io/v1alpha1", "kind": "PodNetworkConnectivityCheck",
        "metadata": {"name": "network-check-source-to-target", "namespace": "openshift-network-diagnostics", "uid": "c1",
                     "creationTimestamp": LATE},
        "spec": {"sourcePod": source.name, "targetEndpoint": f"{at.pod.ip}:8080"},
        "status": {"conditions": [{"type": "Reachable", "status": "False", "lastTransitionTime": LATE,
                   "message": f"failed to establish a TCP connection to {at.pod.ip}:8080: dial tcp {at.pod.ip}:8080: i/o timeout"}]},
    }]  # fmt: skip
    return at.host.name


def pods_do_not_ping(at: Place) -> str | None:
    """debug.sh's own test: a pod does not reach one of its project on another node."""
    if at.bundle.form != "debug.sh":
        return None
    plan = at.bundle.plan
    pairs = [(one, two) for one in plan.live(at.host) for two in plan.live(at.other)
             if one.project is two.project and not one.leaving and not two.leaving and not one.project.policies]  # fmt: skip
    if not pairs:
        return None
    one, two = at.rng.choice(pairs)
    at.bundle.more[beside(at, "pod-connectivity")] = (
        f"REMOTE POD, SAME NAMESPACE:\n\n{one.name} -> {two.name}\n\nping {two.ip}  ->  failed\n"
    )
    return at.host.name


def inside(at: Place, pod: Pod, address: str, mtu: int = 1450, via: str = "") -> None:
    """Write what `ip addr` and `ip route` say in a pod's network namespace."""
    plan = at.bundle.plan
    near = at.host.subnet
    outer = next(line.split(":")[0] for line in (at.text("addresses") or "").split("\n")
                 if f": {pod.veth}@" in line)  # fmt: skip
    last = ipaddress.IPv4Interface(f"{address}/{near.prefixlen}").network.broadcast_address
    cidrs = "".join(f"{each} dev eth0 \n" for each in plan.cidrs)
    for name, command, text in (
        ("addresses", "ip addr show", f"1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n3: eth0@if{outer}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu {mtu} qdisc noqueue state UP group default\n    link/ether {pod.mac} brd ff:ff:ff:ff:ff:ff link-netnsid 0\n    inet {address}/{near.prefixlen} brd {last} scope global eth0\n"),
        ("routes", "ip route show", f"default via {via or at.host.gateway} dev eth0 \n{cidrs}{near} dev eth0 proto kernel scope link src {address} \n224.0.0.0/4 dev eth0 \n"),
    ):  # fmt: skip
        at.bundle.more[beside(at, f"pods/{pod.name}/{name}")] = (
            f"> nsenter -n -t 4321 -- {command}\n\n{text}"
        )


def another_plugin(at: Place) -> str | None:
    """node-config.yaml of a node, which 3.x has, names another plugin than the cluster's."""
    release = at.bundle.plan.release
    if release.number > (4, 0) or at.bundle.form != "debug.sh":
        return None
    mode = "subnet" if release.mode == "MT" else "multitenant"
    at.bundle.more[beside(at, "CONFIG-atomic-openshift-node.service")] = (
        "> cat /etc/origin/node/node-config.yaml\n\napiVersion: v1\nkind: NodeConfig\nnetworkConfig:\n"
        f"  mtu: 1450\n  networkPluginName: redhat/openshift-ovs-{mode}\nnodeName: {at.host.name}\n"
    )
    return ALL


def wrong_inside(at: Place) -> str:
    inside(at, at.pod, str(at.host.subnet[-3]))
    return at.host.name


def large_inside(at: Place) -> str:
    inside(at, at.pod, at.pod.ip, mtu=1500)
    return at.host.name


def astray_inside(at: Place) -> str:
    inside(at, at.pod, at.pod.ip, via=str(at.host.subnet[-2]))
    return at.host.name


def crossed(at: Place) -> str:
    """Two pods' veths changed their ports."""
    other = next(p for p in at.bundle.plan.live(at.host) if p is not at.pod and not p.leaving)
    inside(at, at.pod, at.pod.ip)
    text = (at.text("ovs-show") or "").replace(f"({at.pod.veth})", "(swapped)")
    text = text.replace(f"({other.veth})", f"({at.pod.veth})").replace("(swapped)", f"({other.veth})")  # fmt: skip
    return at.put("ovs-show", text)


def routes_gone(at: Place) -> str | None:
    return gone("routes", "^<services> dev tun0")(at)


REPORTS: dict[str, Mutator] = {
    "events: no sandbox for a pod": both(pending, events),
    "set-up script failed": both(script_failed, routes_gone),
    "NetworkCheck finds no way between pods": network_check,
    "connectivity check does not reach a pod": connectivity_check,
    "debug.sh's pods do not reach each other": pods_do_not_ping,
    "node's configuration names another plugin": another_plugin,
    "pod has another address inside": wrong_inside,
    "pod has a larger MTU inside": large_inside,
    "pod's default route leads astray": astray_inside,
    "two pods' veths are crossed": crossed,
}
