"""Bridged packets do not meet iptables on a node.

Checks: net.bridge.bridge-nf-call-iptables is 1, from 3.5 on. Up to 3.3, where pods hang on lbr0,
    the SDN sets it to 0.
Why: kube-proxy asks for it; pods that hang on a Linux bridge (docker0, builds) would reach services
    on their own bridge past its rules. Pods of the SDN hang on br0, which it does not concern.
Symptom: a container outside of the SDN can't use a service whose endpoint is on the same bridge.
Remedy: modprobe br_netfilter; sysctl -w net.bridge.bridge-nf-call-iptables=1.
"""

from __future__ import annotations

from parsers.sysctl import Sysctl
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout

KEY = "net.bridge.bridge-nf-call-iptables"


@rule(Severity.INFO, "39.7.3.1", "LN-15")
def bridge_filter_off(node: Node, sysctl: Sysctl, layout: Layout) -> Findings:
    """Look at the switch."""
    if not layout.since("L2"):
        raise NotApplicable("up to 3.4 the layout does not tell whether pods hang on lbr0")
    if sysctl.get(KEY) == "0":
        yield Finding(
            f"{KEY} is 0 on {node}: kube-proxy asks for 1",
            subjects=(KEY, node.name),
            evidence=(sysctl.source(KEY),),
        )
