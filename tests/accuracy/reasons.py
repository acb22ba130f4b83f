"""Why a change at random need not be noticed: told from the cluster and the line alone."""

from __future__ import annotations

import re

from tests.accuracy.bundle import Bundle

ADDRESS = re.compile(r"(?:nw_src|nw_dst|arp_spa|arp_tpa)=(\d+\.\d+\.\d+\.\d+)[ ,]")
TABLE = re.compile(r"table=(\d+),")
GUARDED = {"80", "27"}
"""Tables of NetworkPolicy flows."""


def reason(bundle: Bundle, node: str, change: list[str]) -> str:
    """Return why this change harms nobody, or does not show; empty if nothing says so."""
    if not change or not (table := TABLE.search(change[0])):
        return ""
    line = change[0]
    pods = {pod.ip: pod for pod in bundle.plan.pods if pod.live}
    named = [pods[ip] for ip in ADDRESS.findall(line) if ip in pods]
    if any(pod.leaving and pod.host.name == node for pod in named):
        return "its pod is being deleted, so that its flows may be gone"
    if "tp_dst=0 " in line:
        return "a flow for port 0, to which nobody sends: a slip of the releases that know ranges"
    if "nw_dst=198.18.20." in line:
        return "one of the addresses of a name, which each node looks up for itself"
    target = re.search(r"nw_dst=([\d.]+)" if table[1] == "80" else r"nw_src=([\d.]+)", line)
    if table[1] in GUARDED and target and target[1] in pods and pods[target[1]].host.name != node:
        return (
            "no packet meets this flow: its pod is on another node; not all builds keep such flows"
        )
    if table[1] in GUARDED and bundle.form == "loose":
        return "`oc get pods` prints no labels, so that it is not known what policies ask for"
    return ""
