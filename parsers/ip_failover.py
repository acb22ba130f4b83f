"""Reads the output of hack/ipf-debug.sh of openshift-sdn: whether IP failover can work.

The lines are the script's: `vips: ...`, `iptable rule on N to allow 224.0.0.18/32`, `keepalived is
running on node N`, `A ping B   --- PASSED`, `pod: P    node: N`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression

HEAD = expression(r"^(?P<key>dc|nodes|vips):\s*(?P<value>.*?)\s*$")
RULE = expression(r"^(?P<no>no )?iptables? rule on (?P<node>\S+) to allow 224\.0\.0\.18/32")
KEEPALIVED = expression(r"^keepalived is (?P<no>not )?running on node (?P<node>\S+)")
PING = expression(r"^(?P<source>\S+) ping (?P<target>\S+)\s+--- (?P<result>PASSED|FAILED)\s*$")
POD = expression(r"^pod: (?P<pod>\S+)\s+node: (?P<node>\S+)\s*$")


@dataclass(frozen=True, slots=True)
class IpFailover:
    """What the script said."""

    path: str
    vips: tuple[str, ...]
    nodes: tuple[str, ...]
    allowed: dict[str, bool]
    """Node -> whether its iptables let VRRP (224.0.0.18) in."""
    running: dict[str, bool]
    """Node -> whether keepalived runs there."""
    pings: tuple[tuple[str, str, bool], ...]
    """(from, to, passed)."""
    pods: dict[str, str]
    """Pod -> its node."""
    sources: dict[str, Source]
    """`vips`, `rule NODE`, `keepalived NODE`, `ping FROM TO` -> the line."""

    def __len__(self) -> int:
        return len(self.sources)


def read(artifact: Artifact) -> Parsed[IpFailover]:
    """Read the script's output, whatever part of it was pasted."""
    heads: dict[str, str] = {}
    allowed: dict[str, bool] = {}
    running: dict[str, bool] = {}
    pings: list[tuple[str, str, bool]] = []
    pods: dict[str, str] = {}
    sources: dict[str, Source] = {}
    unread: list[Source] = []
    for line, text in artifact.lines():
        source = artifact.source(line, text)
        if match := HEAD.match(text):
            heads[match["key"]] = match["value"]
            sources[match["key"]] = source
        elif match := RULE.match(text):
            allowed[match["node"]] = match["no"] is None
            sources[f"rule {match['node']}"] = source
        elif match := KEEPALIVED.match(text):
            running[match["node"]] = match["no"] is None
            sources[f"keepalived {match['node']}"] = source
        elif match := PING.match(text):
            pings.append((match["source"], match["target"], match["result"] == "PASSED"))
            sources[f"ping {match['source']} {match['target']}"] = source
        elif match := POD.match(text):
            pods[match["pod"]] = match["node"]
            sources[f"pod {match['pod']}"] = source
        elif text.strip():
            unread.append(source)
    fact = IpFailover(
        artifact.path,
        tuple(re.split(r"[\s,]+", heads.get("vips", ""))) if heads.get("vips") else (),
        tuple(re.split(r"[\s,]+", heads.get("nodes", ""))) if heads.get("nodes") else (),
        allowed,
        running,
        tuple(pings),
        pods,
        sources,
    )
    return Parsed(fact, tuple(unread))


PARSER = Parser(
    name="ipf-debug",
    fact=IpFailover,
    read=read,
    command="ipf-debug.sh (hack/ipf-debug.sh of openshift-sdn), run on a master",
    commands=re.compile(r"\bipf-debug\.sh\b"),
    content=re.compile(
        r"^vips: \S|^keepalived is (?:not )?running on node |^\S+ ping \S+\s+--- (?:PASSED|FAILED)"
        r"|^(?:no )?iptables? rule on \S+ to allow 224\.0\.0\.18",
        re.MULTILINE,
    ),
    per_node=False,
)
