"""Reads the options that docker's network is started with: `DOCKER_NETWORK_OPTIONS`.

debug.sh's docker-network-file, NetworkCheck's, or /run/openshift-sdn/docker-network itself, which
the SDN of 3.0 to 3.3 writes: `DOCKER_NETWORK_OPTIONS='-b=lbr0 --mtu=1450'`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.records import Records

OPTIONS = expression(r"^\s*DOCKER_NETWORK_OPTIONS=(?P<quote>['\"]?)(?P<value>.*?)(?P=quote)\s*$")
OTHER = expression(r"^\s*(?:$|#|[A-Za-z_]\w*=)")
BRIDGE = expression(r"(?:^|\s)(?:-b|--bridge)[ =](?P<bridge>[\w.-]+)")


@dataclass(frozen=True, slots=True)
class DockerNetwork:
    """One setting of the options."""

    options: str
    bridge: str | None
    """The bridge that docker attaches containers to; None where it makes its own."""
    source: Source


class DockerNetworks(Records[DockerNetwork]):
    """The settings of one node."""


def read(artifact: Artifact) -> Parsed[DockerNetworks]:
    """Read the settings; other variables are of no concern to the network."""
    items: list[DockerNetwork] = []
    unread: list[Source] = []
    for line, text in artifact.lines():
        if match := OPTIONS.match(text):
            bridge = BRIDGE.search(match["value"])
            source = artifact.source(line, text)
            items.append(
                DockerNetwork(match["value"], bridge["bridge"] if bridge else None, source)
            )
        elif not OTHER.match(text):
            unread.append(artifact.source(line, text))
    return Parsed(DockerNetworks(artifact.path, tuple(items)), tuple(unread))


PARSER = Parser(
    name="docker-network",
    fact=DockerNetworks,
    read=read,
    command="cat /run/openshift-sdn/docker-network /etc/sysconfig/docker-network",
    commands=re.compile(r"\bcat\b.*/(?:openshift-sdn|sysconfig)/docker-network\b"),
    content=re.compile(r"^\s*DOCKER_NETWORK_OPTIONS=", re.MULTILINE),
    names=re.compile(r"(?:^|/)(?:docker|crio)-network(?:-file)?$"),
    merge=DockerNetworks.merge,
)
