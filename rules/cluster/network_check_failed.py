"""NetworkCheck found no connection where one must be, or one where none may be.

Checks: the text of `oc adm diagnostics NetworkCheck` holds no error: connections between pods,
    nodes and services (DNodeNet1005, DPodNet1008, DSvcNet1010 ...), and no connection between
    isolated projects (DPodNet1009, DSvcNet1011). External access (DExtNet1001) is a note: clusters
    without internet always show it.
Why: the diagnostic tries from every node what pods need; it names the two ends that fail.
Symptom: as the message says, between these pods and nodes.
Remedy: judge the flows, rules and routes of the two nodes that it names; a fault found there is the
    cause. The diagnostic cannot test IP failover; ipf-debug does.
"""

from __future__ import annotations

import re

from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from parsers.network_check import DiagnosticMessage, Diagnostics
from rules.access.faults import FAULTS
from rules.base import Finding, Findings, Missing, NotApplicable, Severity, rule
from rules.derived.kube_minor import is_three

OUTER = {"DNet2008", "DNet2006", "DNet2007", "DNet2009", "DNet2010"}
"""Messages that wrap what the pods on the nodes said."""
EXTERNAL = "DExtNet1001"
ADDRESS = re.compile(r"\d+(?:\.\d+){3}")
QUOTED = re.compile(r"[\"'“]([\w.-]+(?:/[\w.-]+)?)[\"'”]")


@rule(Severity.ERROR, "39.12", "CH-11 CH-12", explained_by=FAULTS)
def network_check_failed(
    diagnostics: Diagnostics | None, nodes: Nodes | None, subnets: HostSubnets | None
) -> Findings:
    """Report what the pods on the nodes said; what wraps it only if nothing else does."""
    if diagnostics is None and is_three(nodes):
        raise Missing(Diagnostics)
    if diagnostics is None:
        raise NotApplicable("no output of NetworkCheck was collected")
    names = {n.name: n.internal_ip for n in (nodes.items if nodes else ())}
    names |= {s.host or s.name: s.host_ip for s in (subnets.items if subnets else ())}
    said = [m for m in diagnostics.items if m.level in {"error", "warning"} and m.id]
    inner = [m for m in said if m.id not in OUTER]
    for message in inner or said:
        about = (*named(message, names), *other_end(message, said, names))
        if message.id == EXTERNAL or message.level == "warning":
            severity = Severity.INFO
        else:
            severity = Severity.ERROR
        text = " ".join(message.text.split()).partition(" Error: exit status")[0]
        where = f"{message.node}: " if message.node and message.node not in text else ""
        yield Finding(
            f"{message.id}: {where}{text[:240]}",
            subjects=about,
            evidence=message.sources,
            node=message.node if message.node in names else None,
            severity=severity,
        )


def named(message: DiagnosticMessage, names: dict[str, str | None]) -> tuple[str, ...]:
    """Return what a message is about: nodes with their addresses, addresses, pods, services."""
    found = [*message.pods, *message.services, *ADDRESS.findall(message.text)]
    if message.node:
        found.append(message.node)
    words = set(QUOTED.findall(message.text)) | set(found)
    for name, address in names.items():
        if name in message.text or name in words or address in words:
            found += [name, *((address,) if address else ())]
    return tuple(dict.fromkeys(found)) or (message.id or "NetworkCheck",)


def other_end(
    message: DiagnosticMessage, said: list[DiagnosticMessage], names: dict[str, str | None]
) -> tuple[str, ...]:
    """Return the node whose pod said a message: that of what wraps it, before or behind it."""
    at = said.index(message)
    before = [m for m in said[:at] if m.id in OUTER]
    behind = [m for m in said[at + 1 :] if m.id in OUTER]
    wrapper = before[-1:] if message.depth else (behind[:1] or before[-1:])
    nodes = [m.node for m in wrapper if m.node]
    return tuple(each for node in nodes for each in (node, names.get(node)) if each)
