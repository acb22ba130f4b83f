"""Reads debug.sh's `pod-connectivity` and `service-connectivity`: what a node's pods can reach.

Blocks of `LOCAL POD, DEFAULT NAMESPACE:`, `a -> b`, a trace each way, and what came of it:
`ping 10.1.2.3  ->  success`, `connect 172.30.0.1:443  ->  failed` (hack/debug.sh of
openshift/openshift-sdn). A test between namespaces of a multitenant cluster fails in good health.
network-tools prints `SUCCESS: Can ping ...` and `FAILURE: ...` instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers import ovs_trace
from parsers.base import Artifact, Parsed, Parser, Source
from parsers.expressions import expression
from parsers.ovs_trace import Trace
from parsers.records import NOWHERE, Seen, Tests

HEADING = expression(
    r"^(?P<what>(?:LOCAL|REMOTE) POD|SERVICE|EXTERNAL TRAFFIC)(?:, "
    r"(?P<namespace>[A-Z]+) NAMESPACE)?:\s*$"
)
PAIR = expression(r"^(?P<source>[\w.-]+) -> (?P<target>[\w.-]+)\s*$")
COMMAND = expression(r"^> (?P<command>\S.*)$")
RESULT = expression(
    r"^(?P<how>ping|connect) (?P<ip>[\d.]+)(?::(?P<port>\d{1,18}))?\s+->\s+(?P<result>success"
    r"|failed)\s*$"
)
NETWORK_TOOLS = expression(
    r"^(?P<result>SUCCESS|FAILURE|ERROR): (?P<said>(?:Can(?:not|'t)?|Could not|Unable to) "
    r"(?P<how>ping|connect)\b.*)$"
)
PROBLEM = expression(r"^Could not find (?:port for|VNID for) IP!?.*$|^No pods on .*$")


@dataclass(frozen=True, slots=True)
class Connectivity:
    """One test, with the traces of the packet there and back."""

    kind: str
    """`local-pod`, `remote-pod`, `service`, `external`; `overlay` of network-tools."""
    namespace: str
    """`default`, `same`, `different`, or nothing."""
    source_pod: str
    target: str
    how: str
    """`ping` or `connect`."""
    address: str | None
    port: int | None
    succeeded: bool | None
    """None where only the traces are there."""
    traces: tuple[Trace, ...]
    source: Source
    seen: Seen = NOWHERE


class ConnectivityTests(Tests[Connectivity]):
    """The tests of one node, or of network-tools' pods."""


class Reader:
    """Reads the blocks, line by line."""

    def __init__(self, artifact: Artifact) -> None:
        self.artifact = artifact
        self.found: list[Connectivity] = []
        self.unread: list[Source] = []
        self.kind = self.namespace = ""
        self.pair: tuple[str, str] | None = None
        self.at: Source | None = None
        self.traces: list[Trace] = []
        self.trace: list[tuple[int, str]] = []
        self.command = ""

    def read(self) -> None:
        """Read the whole text."""
        for line, text in self.artifact.lines():
            source = self.artifact.source(line, text)
            if match := HEADING.match(text):
                self.heading(match)
            elif match := PAIR.match(text):
                self.close()
                self.pair = self.pair or (match["source"], match["target"])
                self.at = self.at or source
            elif match := COMMAND.match(text):
                self.close()
                self.command = match["command"]
                self.trace = [(line, "")]
            elif match := RESULT.match(text):
                self.result(match, source)
            elif match := NETWORK_TOOLS.match(text):
                succeeded = match["result"] == "SUCCESS"
                self.keep(match["how"], None, None, succeeded, source, "overlay", match["said"])
            elif self.trace:
                self.trace.append((line, text))
            elif text.strip() and not PROBLEM.match(text):
                self.unread.append(source)
        self.finish()

    def heading(self, match: re.Match[str]) -> None:
        """Begin a block."""
        self.finish()
        self.kind = match["what"].split()[0].lower()
        self.kind = {"local": "local-pod", "remote": "remote-pod"}.get(self.kind, self.kind)
        self.namespace = (match["namespace"] or "").lower()

    def close(self) -> None:
        """Read the trace that ends here."""
        if self.trace:
            first = self.trace[0][0]
            text = "\n".join(said for _, said in self.trace)
            part = Artifact(self.artifact.path, text=text, command=self.command, first_line=first)
            parsed = ovs_trace.read(part)
            self.traces += parsed.fact.items
            self.unread += [
                source for source in parsed.unread if not source.text.startswith("ping ")
            ]
            self.trace = []

    def result(self, match: re.Match[str], source: Source) -> None:
        """Keep what came of the test."""
        self.close()
        port = int(match["port"]) if match["port"] else None
        self.keep(match["how"], match["ip"], port, match["result"] == "success", source)

    def keep(
        self,
        how: str,
        address: str | None,
        port: int | None,
        succeeded: bool | None,
        source: Source,
        kind: str = "",
        target: str = "",
    ) -> None:
        """Add a finished test."""
        pair = self.pair or ("", target)
        self.found.append(
            Connectivity(
                kind or self.kind,
                self.namespace,
                *pair,
                how,
                address,
                port,
                succeeded,
                tuple(self.traces),
                source,
            )
        )
        self.pair, self.at, self.traces = None, None, []

    def finish(self) -> None:
        """Keep traces that no result follows: `EXTERNAL TRAFFIC` has none."""
        self.close()
        if self.traces and self.at is not None:
            self.keep("ping", None, None, None, self.at)
        self.pair, self.at, self.traces = None, None, []


def read(artifact: Artifact) -> Parsed[ConnectivityTests]:
    """Read every block."""
    reader = Reader(artifact)
    reader.read()
    return Parsed(ConnectivityTests(artifact.path, tuple(reader.found)), tuple(reader.unread))


PARSER = Parser(
    name="pod-connectivity",
    fact=ConnectivityTests,
    read=read,
    command="debug.sh (hack/debug.sh of openshift-sdn), its pod-connectivity",
    commands=re.compile(r"(?!)"),
    content=re.compile(
        r"^(?:(?:LOCAL|REMOTE) POD|SERVICE), (?:DEFAULT|SAME|DIFFERENT) NAMESPACE:\s*$"
        r"|^EXTERNAL TRAFFIC:\s*$|^(?:SUCCESS|FAILURE): Can(?:not|'t)? (?:ping|connect)"
        r"|^(?:ping [\d.]+|connect [\d.]+:\d+)\s+->\s+(?:success|failed)\s*$",
        re.MULTILINE,
    ),
    names=re.compile(r"(?:^|/)(?:pod|service)-connectivity$|-node-connectivity/log$"),
    per_node=False,
    merge=ConnectivityTests.merge,
    whole=True,
)
