"""Reads the tables of `oc get` by the offsets of their headers: names hold blanks, cells lack.

A paste that lost its alignment is cut at two blanks and more. The columns of each release:
pkg/printers/internalversion and pkg/oc/cli/describe of github.com/openshift/origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.base import Source
from parsers.kube.object_set import ObjectSet
from parsers.kube.objects import RawObject
from parsers.kube.rows import TABLES, Row, Table

COLUMN = re.compile(
    r"HOST IP|HOST SUBNET LENGTH|EGRESS (?:IPS|CIDRS)|CLUSTER NETWORKS?|SERVICE NETWORK|PLUGIN NAME"
    r"|TLS TERMINATION|NOMINATED NODE|READINESS GATES|DISPLAY NAME|\S+"
)
HEADER = re.compile(r"^(?:NAMESPACE[ \t]+)?NAME[ \t]+[A-Z][A-Z()/ \t_-]*$", re.MULTILINE)
NAME = re.compile(r"(?:[a-z.]+/)?[a-z0-9](?:[-a-z0-9.:]*[a-z0-9])?\Z")
OFTEN_EMPTY = {"EGRESS IPS", "EGRESS CIDRS"}
LISTS = {"LABELS", "SELECTOR", "IP(S)", "PORT(S)"}
Columns = list[tuple[str, int]]


def header_of(head: str) -> tuple[Table, re.Match[str]] | None:
    """Return the first header of a table that we know, and its kind."""
    for match in HEADER.finditer(head):
        names = set(COLUMN.findall(match.group())) - {"NAMESPACE"}
        for table in TABLES:
            if table.columns <= names and (not table.exact or table.columns == names):
                return table, match
    return None


def columns(header: str) -> Columns:
    """Return the names of a header's columns and where each starts."""
    return [(match.group(), match.start()) for match in COLUMN.finditer(header)]


def cells(line: str, where: Columns) -> Row | None:
    """Cut a row at the header's offsets, or at blanks where its alignment is lost.

    None where cells are missing, and which is not to be told.
    """
    if all(start == 0 or line[start - 1 : start] in {" ", ""} for _, start in where):
        ends = [start for _, start in where[1:]] + [len(line) + 1]
        row = {name: line[start:end].strip()
               for (name, start), end in zip(where, ends, strict=True)}  # fmt: skip
        if not any("  " in cell for cell in row.values()):
            return row
    names = [name for name, _ in where]
    for parts in (re.split(r" {2,}| *\t+ *", line.strip()), line.split()):
        if len(parts) == len(names):
            return dict(zip(names, parts, strict=True))
        if len(parts) < len(names) and OFTEN_EMPTY.issuperset(names[len(parts) :]):
            return dict(zip(names, [*parts, "", ""], strict=False))
    return None


class _Tables:
    """The tables of one text, line by line."""

    def __init__(self, path: str, namespace: str | None) -> None:
        self.path = path
        self.namespace = namespace
        self.found = ObjectSet()
        self.table: Table | None = None
        self.where: Columns = []
        self.row: tuple[Row, int, str] | None = None

    def line(self, line: int, said: str) -> None:
        """Read one line; a row waits for the lines that continue it."""
        header = header_of(said) if "NAME" in said else None
        if header is not None:
            self.flush()
            self.table, self.where = header[0], columns(said)
            self.found.kinds.add(self.table.kind or "List")
        elif self.table is None:
            self.found.unread.append(Source.at(self.path, line, said))
        elif said[0] == " " and self.row is not None and self._continues(said):
            return
        else:
            self.flush()
            row = cells(said, self.where)
            name = said.split()[min(1, len(said.split()) - 1) if "NAMESPACE" in dict(self.where)
                                else 0]  # fmt: skip
            if row is None or not NAME.match(row["NAME"]):
                self.found.lost |= row is None and NAME.match(name) is not None
                self.found.unread.append(Source.at(self.path, line, said))
            else:
                self.row = (row, line, said)

    def _continues(self, said: str) -> bool:
        """Add what a line without a name says to the row above: ports and labels of 3.0."""
        more = cells(said, self.where)
        if self.row is None or more is None or more["NAME"]:
            return False
        row = self.row[0]
        for name, cell in more.items():
            if cell and name in LISTS:
                row[name] = f"{row[name]},{cell}" if row[name] not in {"", "<none>"} else cell
        return True

    def flush(self) -> None:
        """Make an object of the row that waits."""
        if self.row is None or self.table is None:
            return
        (row, line, said), self.row = self.row, None
        try:
            data = self.table.convert(row)
        except (KeyError, ValueError):
            self.found.unread.append(Source.at(self.path, line, said))
            self.found.lost = True
            return
        kind = str(data.get("kind") or self.table.kind)
        metadata = data.get("metadata")
        data["metadata"] = {
            **(metadata if isinstance(metadata, dict) else {}),
            # `oc get all` writes `pod/name`.
            "name": row["NAME"].rpartition("/")[2],
            "namespace": row.get("NAMESPACE") or self.namespace,
        }
        self.found.kinds.add(kind)
        self.found.objects.append(
            RawObject(kind, data, self.path, {"": (line, said)}, from_table=True)
        )


def read(path: str, text: str, first_line: int, namespace: str | None) -> ObjectSet:
    """Read every table in a text; lines outside of tables are unread."""
    tables = _Tables(path, namespace)
    for line, said in enumerate(text.split("\n"), first_line):
        if said.strip():
            tables.line(line, said)
    tables.flush()
    return tables.found


def nodeinfo(path: str, text: str, first_line: int) -> Iterator[RawObject]:
    """Read debug.sh's meta/nodeinfo: a node and its address a line."""
    for line, said in enumerate(text.split("\n"), first_line):
        name, _, address = said.strip().partition(" ")
        if name and re.fullmatch(r"\d+(?:\.\d+){3}", address):
            status = {"addresses": [{"type": "InternalIP", "address": address}]}
            yield RawObject("Node", {"metadata": {"name": name}, "status": status}, path,
                            {"": (line, said)}, from_table=True)  # fmt: skip


def podinfo(path: str, text: str, first_line: int) -> Iterator[RawObject]:
    """Read meta/podinfo of debug.sh and network-tools: node, its address, pod, namespace, address.

    Only pods whose first container was ready, and that do not use the host's network, stand there.
    """
    for line, said in enumerate(text.split("\n"), first_line):
        words = said.split()
        if len(words) < 5 or not re.fullmatch(r"\d+(?:\.\d+){3}", words[4]):
            continue
        node, host_ip, name, namespace, pod_ip = words[:5]
        data: dict[str, object] = {
            "metadata": {"name": name, "namespace": namespace},
            "spec": {"nodeName": node},
            "status": {"phase": "Running", "hostIP": host_ip, "podIP": pod_ip},
        }
        yield RawObject("Pod", data, path, {"": (line, said)}, from_table=True)
