"""Ways to break what leaves the cluster, multicast, and kube-proxy's finer points."""

from __future__ import annotations

import copy

from tests.accuracy.mutation import ALL, Mutator, Place, gone, only, swap


def egress_ip_of_no_node(at: Place) -> str | None:
    if at.bundle.plan.release.mode == "SN":
        return None
    for item in at.bundle.objects["hostsubnets"]:
        if "172.16.40.250" in item.get("egressIPs", ()):
            item["egressIPs"].remove("172.16.40.250")
    return ALL


def second_policy(at: Place) -> str | None:
    items = at.bundle.objects.get("egressnetworkpolicies")
    if not items or at.bundle.form == "loose":
        return None
    second = copy.deepcopy(items[0])
    second["metadata"]["name"] = "second"
    items.append(second)
    return ALL


EGRESS: dict[str, Mutator] = {
    "egress policy: flow deleted": gone("flows", r"table=(100|101),.*priority=[1234],ip,reg0=(?!.*198.18.20)"),
    "egress policy: order turned": swap("flows", r"(table=(?:100|101),.*priority=)1(,ip,reg0=0x\w+ actions=drop)", r"\g<1>5\2"),
    "egress IP: flow deleted": gone("flows", r"table=(100|101),.*priority=100,ip,reg0="),
    "egress IP: through a wrong node": only("!SN L6", swap("flows", r"(table=100,.*priority=100,ip,reg0=.*set_field:)[\d.]+->tun_dst", r"\g<1><stranger>->tun_dst")),
    "egress IP: SNAT deleted": gone("iptables", "-A OPENSHIFT-MASQUERADE .*-j SNAT", every=True),
    "egress IP of no node": egress_ip_of_no_node,
    "two egress policies in one project": second_policy,
    "a port of a service has no entry": gone("iptables", "-A KUBE-NODEPORTS .*-j KUBE-(SVC|EXT)-"),
}  # fmt: skip
