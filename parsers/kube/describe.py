"""Reads `oc describe` of nodes, pods, services, routes and the SDN's objects, one after another.

The fields are those that pkg/kubectl/describe of Kubernetes and pkg/oc/lib/describe of origin
print. A described object counts as a row does: it shows some fields, and a full object wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from parsers.base import Source
from parsers.expressions import expression
from parsers.kube.object_set import ObjectSet
from parsers.kube.objects import RawObject

HEAD = expression(
    r"\A(?:[ \t]*\n|W\d{4} .*\n)*Name:[ \t]+\S+[ \t]*\n(?:[A-Z][\w ()/-]*:.*\n|[ \t]+\S.*\n)+"
)
FIELD = expression(r"^(?P<key>[A-Z][\w /()-]*?):(?:\s+(?P<value>\S.*?))?\s*$")
INNER = expression(r"^\s+(?P<key>[A-Z]\w*(?: \w+)*):?\s+(?P<value>\S.*?)\s*$")
PORT = expression(r"(?P<name>\S+)\s+(?P<port>\d{1,18})/(?P<protocol>[A-Z]+)")
PAIR = expression(r"(?P<key>[\w./-]+)=(?P<value>[\w.-]*)")
NONE = {"<none>", "<unset>", "", "None", None}
Lines = dict[str, tuple[int, str]]


def describes(head: str) -> bool:
    """Return whether a text starts as a described object of a kind that is read."""
    match = HEAD.match(head)
    return match is not None and kind_of({m["key"] for m in fields_of(match.group())}) is not None


def fields_of(text: str) -> Iterator[re.Match[str]]:
    """Yield the fields at the left edge."""
    yield from (found for line in text.split("\n") if (found := FIELD.match(line)))


def kind_of(keys: set[str]) -> str | None:
    """Return the kind of an object by the fields that it has."""
    for kind, wanted in (
        ("HostSubnet", {"Node", "Node IP", "Pod Subnet"}),
        ("NetNamespace", {"Name", "ID", "Egress IPs"}),
        ("Route", {"Requested Host", "Path"}),
        ("Service", {"Selector", "Type", "Session Affinity"}),
        ("Pod", {"Node", "Status", "IP"}),
        ("Node", {"Addresses", "Capacity"}),
    ):
        if wanted <= keys:
            return kind
    return None


def pairs(said: str) -> dict[str, str]:
    """Return `a=b,c=d` as a mapping."""
    return {match["key"]: match["value"] for match in PAIR.finditer(said)}


def words(said: str | None) -> list[str]:
    """Return what a list of addresses holds."""
    return [] if said in NONE else re.split(r"[,\s]+", (said or "").strip("[] "))


class Block:
    """One described object: fields at the left edge, and what is indented below them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.said: dict[str, list[str]] = {}
        self.lines: Lines = {}
        self.latest = ""

    def take(self, line: int, text: str) -> None:
        """Read one line."""
        if match := FIELD.match(text):
            self.latest = match["key"]
            self.said.setdefault(self.latest, []).append(match["value"] or "")
            self.lines.setdefault(self.latest, (line, text))
        elif self.latest and text.strip():
            self.said[self.latest].append(text.strip())
            self.lines.setdefault(
                f"{self.latest} {text.split(maxsplit=1)[0].rstrip(':')}", (line, text)
            )

    def first(self, key: str) -> str | None:
        """Return a field's own value; None for `<none>`."""
        value = self.said.get(key, [""])[0]
        return None if value in NONE else value

    def below(self, key: str) -> dict[str, str]:
        """Return the `Name: value` lines below a field."""
        found = (INNER.match(f" {line}") for line in self.said.get(key, []))
        return {match["key"]: match["value"] for match in found if match}

    def made(self) -> RawObject | None:
        """Return the object, or None for one of another kind."""
        kind = kind_of(set(self.said))
        if kind is None:
            return None
        data: dict[str, object] = {
            "metadata": {
                "name": self.first("Name") or "",
                "namespace": self.first("Namespace"),
                "labels": pairs(" ".join(self.said.get("Labels", []))),
            },
            **getattr(self, f"_{kind.lower()}")(),
        }
        lines: Lines = {"": self.lines["Name"]}
        lines |= {field: self.lines[key] for key, field in CITED[kind].items() if key in self.lines}
        return RawObject(kind, data, self.path, lines, from_table=True)

    def _hostsubnet(self) -> Mapping[str, object]:
        return {
            "host": self.first("Node"),
            "hostIP": self.first("Node IP"),
            "subnet": self.first("Pod Subnet"),
            "egressIPs": words(self.first("Egress IPs")),
            "egressCIDRs": words(self.first("Egress CIDRs")),
        }

    def _netnamespace(self) -> Mapping[str, object]:
        return {
            "netname": self.first("Name"),
            "netid": self.first("ID"),
            "egressIPs": words(self.first("Egress IPs")),
        }

    def _route(self) -> Mapping[str, object]:
        return {
            "spec": {
                "host": self.first("Requested Host"),
                "path": self.first("Path"),
                "to": {"name": self.first("Service")},
            }
        }

    def _service(self) -> Mapping[str, object]:
        ports = []
        for said, target in zip(
            self.said.get("Port", []), self.said.get("TargetPort", []) or [""] * 99, strict=False
        ):
            if match := PORT.search(said):
                name = match["name"] if match["name"] not in NONE else None
                ports.append({"name": name, "port": match["port"], "protocol": match["protocol"],
                              "targetPort": target.partition("/")[0] or None})  # fmt: skip
        return {
            "spec": {
                "type": self.first("Type"),
                "clusterIP": self.first("IP"),
                "selector": pairs(self.first("Selector") or ""),
                "sessionAffinity": self.first("Session Affinity"),
                "ports": ports,
            }
        }

    def _pod(self) -> Mapping[str, object]:
        node, _, host = (self.first("Node") or "").partition("/")
        phase = (self.first("Status") or "").partition(" ")[0]
        ready = self.below("Conditions").get("Ready")
        return {
            "metadata": {
                "name": self.first("Name"),
                "namespace": self.first("Namespace"),
                "labels": pairs(" ".join(self.said.get("Labels", []))),
                "deletionTimestamp": "?" if phase == "Terminating" else None,
            },
            "spec": {"nodeName": node or None},
            "status": {
                "phase": "Running" if phase == "Terminating" else phase,
                "podIP": self.first("IP"),
                "hostIP": host or None,
                "conditions": [{"type": "Ready", "status": ready}] if ready else [],
            },
        }

    def _node(self) -> Mapping[str, object]:
        said = self.below("Addresses")
        addresses = [{"type": kind, "address": address} for kind, address in said.items()]
        old = [word for word in words(self.first("Addresses")) if word[:1].isdigit()]
        addresses += [{"type": "InternalIP", "address": address} for address in old[:1]]
        status = self.below("Conditions").get("Ready", "").partition(" ")[0]
        return {
            "spec": {"unschedulable": (self.first("Unschedulable") or "") == "true"},
            "status": {
                "addresses": addresses,
                "conditions": [{"type": "Ready", "status": status}] if status else [],
                "nodeInfo": {"kubeletVersion": self.first("Kubelet Version")},
            },
        }


CITED = {
    "HostSubnet": {"Node": "host", "Node IP": "hostIP", "Pod Subnet": "subnet",
                   "Egress IPs": "egressIPs"},
    "NetNamespace": {"ID": "netid", "Egress IPs": "egressIPs"},
    "Route": {"Requested Host": "host", "Path": "path"},
    "Service": {"IP": "clusterIP", "Selector": "selector"},
    "Pod": {"IP": "podIP", "Node": "nodeName", "Status": "phase"},
    "Node": {"Addresses InternalIP": "address"},
}  # fmt: skip
"""Kind -> field of the text -> what rules call it."""


def read(path: str, text: str, first_line: int) -> ObjectSet:
    """Read every object of a text; each begins at its name."""
    found = ObjectSet(partial=True)
    block: Block | None = None
    blocks: list[Block] = []
    for line, said in enumerate(text.split("\n"), first_line):
        if said.startswith("Name:"):
            block = Block(path)
            blocks.append(block)
        if block is not None:
            block.take(line, said)
        elif said.strip():
            found.unread.append(Source.at(path, line, said))
    for each in blocks:
        if raw := each.made():
            found.objects.append(raw)
            found.kinds.add(raw.kind)
        else:
            line, said = each.lines["Name"]
            found.unread.append(Source.at(path, line, said))
    return found
