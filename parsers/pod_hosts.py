r"""Reads `oc get pods --template='{{range .items}}HostIP: ... PodIP: ...{{end}}'`.

The template is the chapter's; with its `{{"\n"}}` behind `{{end}}` all pods stand on one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

PAIR = expression(r"HostIP:\s*(?P<host><no value>|[\d.]+)?\s*PodIP:\s*(?P<pod><no value>|[\d.]+)?")
SELECTOR = expression(r"(?:--selector[= ]|-l[= ]?)['\"]?(?P<selector>[\w./=,!-]+)")
IP = expression(r"\d+(?:\.\d+){3}$")


@dataclass(frozen=True, slots=True)
class PodHost:
    """A pod's address and that of its node."""

    host_ip: str | None
    pod_ip: str | None
    """None for a pod that has no address yet."""
    selector: str | None
    """That of the command: `router`, `docker-registry`."""
    source: Source


class PodHosts(Records[PodHost]):
    """The pods that the template printed."""


def address(said: str | None) -> str | None:
    """Return an address, or None for `<no value>`."""
    return said if said and IP.match(said) else None


def read(artifact: Artifact) -> Parsed[PodHosts]:
    """Read the pairs, however many stand on a line."""
    selector = SELECTOR.search(artifact.command or "")
    found: list[PodHost] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if text.strip() and PAIR.sub("", text).strip():
            unread.append(source)
        found += [
            PodHost(
                address(match["host"]),
                address(match["pod"]),
                selector["selector"] if selector else None,
                source,
            )
            for match in PAIR.finditer(text)
        ]
    return Parsed(PodHosts(artifact.path, tuple(found)), tuple(unread))


PARSER = Parser(
    name="pod-hosts",
    fact=PodHosts,
    read=read,
    command=(
        "oc get pods --all-namespaces --selector=router --template='{{range .items}}"
        'HostIP: {{.status.hostIP}} PodIP: {{.status.podIP}}{{"\\n"}}{{end}}\''
    ),
    commands=re.compile(r"\bget (?:pods?|po)\b.*(?:--template|go-template|jsonpath).*hostIP"),
    content=re.compile(r"^[ \t]*HostIP:\s*(?:[\d.]+|<no value>)?\s+PodIP:", re.MULTILINE),
    per_node=False,
    merge=PodHosts.merge,
)
