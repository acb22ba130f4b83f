"""Ways to break what projects ask of br0 (multicast, egress), its settings, and what is nobody's."""

from __future__ import annotations

from tests.accuracy.mutation import Mutator, Place, both, flow, gone, only, said, swap
from tests.accuracy.mutators_objects import not_ready

OTHER_MAC = "4e:00:00:00:00:77"


def silent_peer(at: Place) -> str | None:
    """Much is sent to a node and nothing comes from it."""
    text = at.text("flows")
    if text is None:
        return None
    at.put("flows", text)
    one = swap(
        "flows", r"(table=10, n_packets=)\d+(, n_bytes=)\d+(,.*tun_src=<other> )", r"\g<1>0\g<2>0\3"
    )(at)
    two = swap(
        "flows",
        r"(table=90, n_packets=)\d+(, n_bytes=)\d+(,.*nw_dst=<far> )",
        r"\g<1>88120\g<2>8635760\3",
    )(at)
    return one and two


def unasked_multicast(at: Place) -> str | None:
    if at.pod.project.multicast:
        return None
    return flow("table=110 reg0=<vnid> actions=goto_table:111")(at)


def empty_group(at: Place) -> str | None:
    return swap("groups", r"(group_id=\d+,type=select),bucket=.*$", r"\1")(at)


OVERLAY: dict[str, Mutator] = {
    "multicast of a project is not let on": only("!SN", gone("flows", "table=110,.*reg0=")),
    "multicast list of pods is gone": only("!SN", gone("flows", "table=120,.*reg0=")),
    "multicast list lacks a pod": only("!SN", swap("flows", r"(table=120,.*reg0=\w+ actions=(?:output:\d+,)*)output:\d+,(output:\d+)$", r"\1\2")),
    "multicast list names another port": only("!SN", swap("flows", r"(table=120,.*reg0=\w+ actions=(?:output:\d+,)*)output:\d+$", r"\1output:2")),
    "multicast list of nodes is gone": only("!SN", gone("flows", "table=111,")),
    "multicast is let on unasked": only("!SN", unasked_multicast),
    "egress group is gone": gone("groups", "group_id="),
    "egress group is empty": empty_group,
    "egress group leads to a stranger": swap("groups", r"set_field:[\d.]+->tun_dst", "set_field:<stranger>->tun_dst"),
    "egress mark is another project's": swap("flows", r"set_field:0x\w+->pkt_mark", "set_field:0x77->pkt_mark"),
    "egress group's mark is another project's": swap("groups", r"set_field:0x\w+->pkt_mark", "set_field:0x77->pkt_mark"),
    "egress flow has another MAC address": swap("flows", r"(table=100,.*set_field:)[0-9a-f:]{17}(->eth_dst,set_field:0x\w+->pkt_mark)", rf"\g<1>{OTHER_MAC}\2"),
    "egress is dropped": swap("flows", r"(table=(?:100|101),.*priority=100,)ip,(reg0=\w+) actions=.*$", r"\1\2 actions=drop"),
    "egress policy: name has no flow": gone("flows", "table=(100|101),.*nw_dst=198.18.20.", every=True),
    "egress policy: a flow drops what is allowed": swap("flows", r"(table=(?:100|101),.*nw_dst=198.51.100.0/24 actions=).*$", r"\g<1>drop"),
    "service flow of a service that is gone": only("!ct", flow("table=60 priority=100,tcp,nw_dst=172.30.200.200,tp_dst=80 actions=load:0x2a->NXM_NX_REG1[],load:0x2->NXM_NX_REG2[],goto_table:80")),
    "flow that nothing accounts for": flow("table=90 priority=50,ip,nw_dst=10.99.0.0/16 actions=output:2"),
    "flow that shadows a node's": flow("table=90 priority=4000,ip,nw_dst=<far> actions=output:2"),
    "nothing comes from a node": silent_peer,
    "bridge is standalone": swap("vsctl", "fail_mode: secure", "fail_mode: standalone"),
    "tunnel is not keyed by flows": swap("vsctl", "key=flow, remote_ip=flow", 'key="7", remote_ip="172.16.40.99"'),
    "network card in br0": swap("vsctl", "(        Port tun0\n)", r"        Port ens4\n            Interface ens4\n\1"),
    "bridge was just built": swap("flows", r"duration=\d+\.\d+s", "duration=310.5s", 0),
    "log: no CNI configuration": both(said("network plugin is not ready: cni config uninitialized"), not_ready),
    "log: subnet not allocated by the master": said("error allocating network for node new-worker.example.net: No subnets available"),
    "log: TLS handshake timeout": said("Get https://172.30.0.1:443/api/v1/pods: net/http: TLS handshake timeout"),
}  # fmt: skip
