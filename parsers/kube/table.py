"""Reads the tables of `oc get` by the offsets of their headers: names hold blanks, cells lack.

A paste that lost its alignment is cut at two blanks and more. Rows become the shape that the same
object has in YAML, so that one builder serves both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from parsers.base import Source
from parsers.kube.documents import ObjectSet
from parsers.kube.objects import RawObject, integer

COLUMN = re.compile(
    r"HOST IP|HOST SUBNET LENGTH|EGRESS (?:IPS|CIDRS)|CLUSTER NETWORKS?|SERVICE NETWORK|PLUGIN NAME"
    r"|TLS TERMINATION|NOMINATED NODE|READINESS GATES|DISPLAY NAME|INTERNAL-IP|EXTERNAL-IP|\S+"
)
HEADER = re.compile(r"^(?:NAMESPACE {2,})?NAME {2,}\S.*$", re.MULTILINE)
NONE = {"", "<none>", "[]", "<unknown>"}
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of table: the columns that tell it, and what a row becomes."""

    kind: str
    columns: frozenset[str]
    convert: Callable[[Row], dict[str, object]]


def words(cell: str) -> list[str]:
    """Return the items of a cell like `[10.1.2.3]`, `["10.1.2.3"]` or `a, b`."""
    return [word.strip("\" '") for word in cell.strip("[] ").split(",") if word.strip("\" '")]


def given(cell: str | None) -> str | None:
    """Return a cell's text, or None where it is empty."""
    return None if cell is None or cell in NONE else cell


def _hostsubnet(row: Row) -> dict[str, object]:
    return {
        "host": row["HOST"],
        "hostIP": row["HOST IP"],
        "subnet": row["SUBNET"],
        "egressIPs": words(row.get("EGRESS IPS", "")),
        "egressCIDRs": words(row.get("EGRESS CIDRS", "")),
    }


def _netnamespace(row: Row) -> dict[str, object]:
    return {
        "netname": row["NAME"],
        "netid": integer(row["NETID"]),
        "egressIPs": words(row.get("EGRESS IPS", "")),
    }


def _clusternetwork(row: Row) -> dict[str, object]:
    said = row.get("CLUSTER NETWORKS") or row.get("CLUSTER NETWORK") or ""
    networks: list[dict[str, object]] = []
    for word in words(said):
        cidr, _, length = word.partition(":")
        networks.append({"CIDR": cidr, "hostSubnetLength": integer(length)})
    return {
        "clusterNetworks": networks,
        "network": row.get("NETWORK"),
        "hostsubnetlength": integer(row.get("HOST SUBNET LENGTH")),
        "serviceNetwork": row.get("SERVICE NETWORK"),
        "pluginName": row.get("PLUGIN NAME"),
    }


def _node(row: Row) -> dict[str, object]:
    status = row.get("STATUS", "").split(",")
    address = given(row.get("INTERNAL-IP"))
    return {
        "spec": {"unschedulable": "SchedulingDisabled" in status},
        "status": {
            "conditions": [{"type": "Ready", "status": str("Ready" in status)}],
            "addresses": [{"type": "InternalIP", "address": address}] if address else [],
            "nodeInfo": {"kubeletVersion": row.get("VERSION")},
        },
    }


def _pod(row: Row) -> dict[str, object]:
    status = row["STATUS"]
    ready, _, wanted = row["READY"].partition("/")
    ended = {"Completed": "Succeeded", "Succeeded": "Succeeded", "Error": "Failed",
             "Evicted": "Failed", "Failed": "Failed", "Pending": "Pending",
             "ContainerCreating": "Pending"}  # fmt: skip
    name = row["NAME"]
    return {
        "metadata": {"deletionTimestamp": "?"} if status == "Terminating" else {},
        "spec": {"nodeName": given(row.get("NODE"))},
        "status": {
            "phase": ended.get(status, "Running"),
            "podIP": given(row.get("IP")),
            "conditions": [{"type": "Ready", "status": str(ready == wanted)}] if name else [],
        },
    }


def _service(row: Row) -> dict[str, object]:
    ports = []
    for word in words(row.get("PORT(S)", "")):
        number, _, protocol = word.partition("/")
        port, _, node_port = number.partition(":")
        ports.append({"port": integer(port), "protocol": protocol or "TCP",
                      "nodePort": integer(node_port)})  # fmt: skip
    address = row.get("CLUSTER-IP") or row.get("CLUSTER_IP") or row.get("IP(S)") or ""
    spec: dict[str, object] = {"clusterIP": given(address), "ports": ports,
                               "type": row.get("TYPE", "ClusterIP")}  # fmt: skip
    if "SELECTOR" in row:
        pairs = (word.partition("=") for word in words(given(row["SELECTOR"]) or ""))
        spec["selector"] = {key: value for key, _, value in pairs}
    return {"spec": spec}


def _endpoints(row: Row) -> dict[str, object]:
    cell = row["ENDPOINTS"]
    truncated = re.search(r"\+ \d+ more", cell) is not None
    subsets: dict[str, dict[str, None]] = {}
    for word in words(re.sub(r"\+ \d+ more\.*", "", cell) if given(cell) else ""):
        address, _, port = word.rpartition(":")
        subsets.setdefault(port, {})[address] = None
    return {
        "truncated": truncated,
        "subsets": [
            {"addresses": [{"ip": address} for address in addresses],
             "ports": [{"port": integer(port)}]}
            for port, addresses in subsets.items()
        ],
    }  # fmt: skip


def _route(row: Row) -> dict[str, object]:
    port = given(row.get("PORT"))
    host = row["HOST/PORT"]
    refused = host if host in {"HostAlreadyClaimed", "RouteNotAdmitted"} else None
    return {
        "spec": {
            "host": None if refused else host.split(" ")[0],
            "path": given(row.get("PATH")),
            "to": {"name": (row.get("SERVICES") or row.get("SERVICE") or "").split(":")[0]},
            "port": {"targetPort": port if port != "<all>" else None},
        },
        "status": {"ingress": [{"conditions": [
            {"type": "Admitted", "status": "False", "reason": refused}]}]} if refused else {},
    }  # fmt: skip


def _plain(_: Row) -> dict[str, object]:
    return {}


TABLES = (
    Table("HostSubnet", frozenset({"HOST", "HOST IP", "SUBNET"}), _hostsubnet),
    Table("NetNamespace", frozenset({"NETID"}), _netnamespace),
    Table("ClusterNetwork", frozenset({"CLUSTER NETWORKS"}), _clusternetwork),
    Table("ClusterNetwork", frozenset({"CLUSTER NETWORK"}), _clusternetwork),
    Table("ClusterNetwork", frozenset({"NETWORK", "HOST SUBNET LENGTH"}), _clusternetwork),
    Table("Endpoints", frozenset({"ENDPOINTS"}), _endpoints),
    Table("Route", frozenset({"HOST/PORT"}), _route),
    Table("Service", frozenset({"PORT(S)"}), _service),
    Table("Pod", frozenset({"READY", "STATUS", "RESTARTS"}), _pod),
    Table("NetworkPolicy", frozenset({"POD-SELECTOR"}), _plain),
    Table("Node", frozenset({"STATUS", "VERSION"}), _node),
    Table("Namespace", frozenset({"DISPLAY NAME", "STATUS"}), _plain),
)


def header_of(head: str) -> tuple[Table, re.Match[str]] | None:
    """Return the first header of a table that we know, and its kind."""
    for match in HEADER.finditer(head):
        names = set(COLUMN.findall(match.group()))
        for table in TABLES:
            if table.columns <= names:
                return table, match
    return None


def columns(header: str) -> list[tuple[str, int]]:
    """Return the names of a header's columns and where each starts."""
    return [(match.group(), match.start()) for match in COLUMN.finditer(header)]


def cells(line: str, where: list[tuple[str, int]]) -> Row:
    """Cut a row at the header's offsets, or at blanks where its alignment is lost."""
    aligned = all(start == 0 or line[start - 1 : start] in {" ", ""} for _, start in where)
    if aligned:
        ends = [start for _, start in where[1:]] + [len(line) + 1]
        return {name: line[start:end].strip()
                for (name, start), end in zip(where, ends, strict=True)}  # fmt: skip
    parts = re.split(r" {2,}|\t+", line.strip())
    parts += [""] * (len(where) - len(parts))
    return {name: part for (name, _), part in zip(where, parts, strict=False)}


def read(path: str, text: str, first_line: int, namespace: str | None) -> ObjectSet:
    """Read every table in a text; lines outside of tables are unread."""
    found = ObjectSet()
    where: list[tuple[str, int]] = []
    table: Table | None = None
    for line, said in enumerate(text.split("\n"), first_line):
        header = header_of(said)
        if header is not None:
            table, where = header[0], columns(said)
            found.kinds.add(table.kind)
        elif table is not None and said.strip():
            row = cells(said, where)
            try:
                found.objects.append(_object(table, row, path, line, said, namespace))
            except (KeyError, ValueError):
                found.unread.append(Source.at(path, line, said))
        elif said.strip():
            found.unread.append(Source.at(path, line, said))
    return found


def _object(
    table: Table, row: Row, path: str, line: int, said: str, namespace: str | None
) -> RawObject:
    data = table.convert(row)
    metadata = data.get("metadata")
    data["metadata"] = {
        **(metadata if isinstance(metadata, dict) else {}),
        "name": row["NAME"],
        "namespace": row.get("NAMESPACE") or namespace,
    }
    if not row["NAME"]:
        raise ValueError(said)
    return RawObject(table.kind, data, path, {"": (line, said)}, from_table=True)


def nodeinfo(path: str, text: str, first_line: int) -> Iterator[RawObject]:
    """Read debug.sh's meta/nodeinfo: a node and its address a line."""
    for line, said in enumerate(text.split("\n"), first_line):
        name, _, address = said.strip().partition(" ")
        if name and re.fullmatch(r"\d+(?:\.\d+){3}", address):
            status = {"addresses": [{"type": "InternalIP", "address": address}]}
            yield RawObject("Node", {"metadata": {"name": name}, "status": status}, path,
                            {"": (line, said)}, from_table=True)  # fmt: skip
