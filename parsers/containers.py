"""Reads `docker ps` and `crictl ps`: the containers of a node, and whose pods they are of.

docker names a pod's container `k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT` (pkg/kubelet/dockershim of
Kubernetes); `POD` is the pod's sandbox. The columns are cut at the header's offsets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

HEADER = expression(r"^CONTAINER(?: ID)?\s+IMAGE\b.*|^POD ID\s+CREATED\b.*")
COLUMN = expression(r"CONTAINER ID|POD ID|[A-Z]+")
KUBERNETES = expression(
    r"^k8s_(?P<container>[^_]+)_(?P<pod>[^_]+)_(?P<namespace>[^_]+)_(?P<uid>[0-9a-f-]+)_(?P<attempt>\d{1,18})$"
)


@dataclass(frozen=True, slots=True)
class Container:
    """One container."""

    id: str
    image: str
    status: str
    """`Up 2 days`, `Exited (1) 3 hours ago`; of crictl `Running`, `Exited`."""
    name: str
    """The container's own name, without what Kubernetes puts around it."""
    pod: str | None
    namespace: str | None
    source: Source

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self.status.startswith(("Up", "Running", "CONTAINER_RUNNING", "Ready"))


class Containers(Records[Container]):
    """The containers of one node."""


def cells(text: str, where: list[tuple[str, int]]) -> dict[str, str] | None:
    """Cut a row at the header's offsets, or at two blanks where its alignment is lost."""
    names = [name for name, _ in where]
    if all(start == 0 or text[start - 1 : start] in {" ", ""} for _, start in where):
        ends = [start for _, start in where[1:]] + [len(text) + 1]
        return {
            name: text[start:end].strip() for (name, start), end in zip(where, ends, strict=True)
        }
    parts = re.split(r" {2,}|\t+", text.strip())
    if len(parts) == len(names) - 1 and "PORTS" in names:
        names.remove("PORTS")  # most containers publish none
    return dict(zip(names, parts, strict=True)) if len(parts) == len(names) else None


def container(row: dict[str, str], source: Source) -> Container:
    """Make a container of a row."""
    name = (row.get("NAMES") or row.get("NAME") or "").strip()
    match = KUBERNETES.match(name)
    return Container(
        (row.get("CONTAINER ID") or row.get("CONTAINER") or row.get("POD ID") or "").strip(),
        row.get("IMAGE", ""),
        row.get("STATUS") or row.get("STATE") or "",
        match["container"] if match else name,
        match["pod"] if match else row.get("POD") or None,
        match["namespace"] if match else row.get("NAMESPACE") or None,
        source,
    )


def read(artifact: Artifact) -> Parsed[Containers]:
    """Read the table."""
    where: list[tuple[str, int]] = []
    found: list[Container] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if HEADER.match(text):
            where = [(match.group(), match.start()) for match in COLUMN.finditer(text)]
        elif (
            where
            and text.strip()
            and (row := cells(text, where))
            and row.get("NAMES", row.get("NAME"))
        ):
            found.append(container(row, source))
        elif text.strip():
            unread.append(source)
    return Parsed(Containers(artifact.path, tuple(found)), tuple(unread))


PARSER = Parser(
    name="containers",
    fact=Containers,
    read=read,
    command="docker ps -a",
    commands=re.compile(r"\b(?:docker|podman) (?:container )?(?:ps|ls)\b|\bcrictl (?:ps|pods)\b"),
    content=re.compile(
        r"^CONTAINER(?: ID)?\s+IMAGE\s+(?:COMMAND|CREATED)\s|^POD ID\s+CREATED\s+STATE",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|/)(?:docker-ps|crio-ps|crictl-ps\S*)$"),
    merge=Containers.merge,
)
