"""Decides which parser reads a file: by the command that was run, then by content, then by name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer import transcripts
from analyzer.commands import TRANSPARENT
from parsers.base import Parser
from parsers.records import Tests

HEAD_BYTES = 65_536
"""What is looked at of a file before it is known what reads it."""
HEAD_TEXT = 8_192

# Tools whose output is what their command says: `ip route get` prints no routing table.
PLAIN_TOOL = re.compile(
    r"^(?:sudo )?(?:oc get|oc describe|oc adm|kubectl|ip|ovs-\w+|iptables|curl|dig|ping|tracepath"
    r"|telnet|ethtool|brctl|nmcli|lsmod|ss|netstat|nstat|conntrack|tc|docker ps|crictl|systemctl"
    r"|chronyc|timedatectl|ntpstat)\b"
)

ERRORS = re.compile(
    r"command not found|No such file or directory|Permission denied|is not a bridge or a socket"
    r"|Error from server|You must be logged in|the server doesn't have a resource type"
    r"|Unable to connect to the server|timeout: failed to run command|database connection failed"
    r"|version negotiation failed|failed to connect to socket|comando n.o encontrado"
    r"|コマンドが見つかりません|command terminated with exit code|Unable to use a TTY"
    r"|The connection to the server .* was refused|executable file not found|error: unable to"
    r"|error: the server|Operation not permitted",
    re.IGNORECASE,
)
NOT_RUN = re.compile(
    r"command not found|executable file not found|No such file|comando n.o encontrado"
    r"|コマンドが見つかりません|Error from server|error: unable"
)
ERROR_LINES = 12
"""A file with more lines than this is not taken for a collector's error."""

POD_INTERFACE = re.compile(r"^\d+: eth0@if\d+:", re.MULTILINE)
HOST_INTERFACE = re.compile(r"^\d+: (?:tun0|br0|docker0|ovs-system|vxlan_sys_\d+)\b", re.MULTILINE)
POD_ROUTE = re.compile(r"^224\.0\.0\.0/4 dev eth0\b", re.MULTILINE)
"""The SDN gives every pod a route for multicast; a node has none."""
NAMESPACE = re.compile(
    r"\bnsenter\b(?!.* (?:-t|--target)[ =]?1\b)(?=.* (?:-n|--net)\b).* |\bip netns exec\b"
)
"""Of process 1, the network namespace is the host's."""
POD_PATH = re.compile(r"/pods/[^/]+(?:/|-ip)[^/]*$")


@dataclass(frozen=True, slots=True)
class Claim:
    """What reads an artifact, and why it was chosen."""

    parser: Parser[object] | None
    """None: objects of Kubernetes, which have their own reader."""
    kind: str
    reason: str


def collector_error(text: str) -> str | None:
    """Return the collector's error if that is all that a file holds."""
    lines = [line for line in text.split("\n", ERROR_LINES + 1) if line.strip()]
    if not lines or len(lines) > ERROR_LINES:
        return None
    errors = [line for line in lines if ERRORS.search(line)]
    # `sysctl -a` complains of a key or two, and prints the others.
    return errors[0].strip()[:300] if len(errors) * 2 >= len(lines) else None


def of_pod(path: str, text: str, command: str | None = None) -> bool:
    """Return whether addresses or routes are those of a pod's network namespace, not a node's."""
    if command and NAMESPACE.search(command):
        return True
    if POD_ROUTE.search(text) and "tun0" not in text:
        return True
    if POD_INTERFACE.search(text) and not HOST_INTERFACE.search(text):
        return True
    return POD_PATH.search(path) is not None and "/logs/" not in path


class Recogniser:
    """Asks the parsers, in the catalogue's order, and then the reader of objects."""

    def __init__(self, parsers: tuple[Parser[object], ...]) -> None:
        self.parsers = parsers

    def claim(self, path: str, head: str, command: str | None) -> Claim | None:
        """Return what reads an artifact with this path, head and command; None if nothing does.

        A command's parser must find its content too: what a command printed may be an error.
        """
        from parsers.kube import documents  # loads a YAML reader

        by_command: Parser[object] | None = None
        if command and not TRANSPARENT.match(command):
            for parser in self.parsers:
                if parser.commands.search(command):
                    by_command = parser
                    if parser.content.search(head):
                        return Claim(parser, parser.name, f"command `{command}`")
        if not (command and by_command is None and PLAIN_TOOL.match(command)):
            # An event, or a config map, quotes anything.
            objects = documents.is_yaml(head) or documents.is_json(head)
            for parser in self.parsers:
                if (parser.objects or not objects) and parser.content.search(head):
                    return Claim(parser, parser.name, "content")
        if documents.claims(head, path, command):
            return Claim(None, "objects", "content")
        if by_command is not None and not collector_error(head):
            return Claim(by_command, by_command.name, f"command `{command}`")
        for parser in self.parsers:
            if parser.names and parser.names.search(path) and not collector_error(head):
                return Claim(parser, parser.name, "name")
        return None

    def named(self, name: str) -> Parser[object] | None:
        """Return a parser by its name."""
        return next((parser for parser in self.parsers if parser.name == name), None)

    def beside(self, name: str, text: str) -> list[Parser[object]]:
        """Return the parsers that look for their facts in artifacts of another, or in `objects`."""
        return [p for p in self.parsers if p.beside == name and p.content.search(text)]

    def is_whole(self, head: str) -> bool:
        """Return whether a text is one artifact, though some of its lines look like prompts."""
        for parser in self.parsers:
            if parser.whole and (match := parser.content.search(head)):
                before = transcripts.commands_in(head[: match.start()])
                # Below the prompts of other commands it is but one of many.
                return all(parser.commands.search(c) or "ofproto/trace" in c for c in before)
        return False

    def is_result(self, command: str | None, error: str) -> bool:
        """Return whether an error is what a test found, and no failure to run it."""
        return (
            command is not None
            and NOT_RUN.search(error) is None
            and any(p.commands.search(command) for p in self.parsers if issubclass(p.fact, Tests))
        )

    def is_log(self, head: str) -> bool:
        """Return whether a text reads as a log, which may quote any error."""
        return any(p.streams and p.content.search(head[:HEAD_TEXT]) for p in self.parsers)

    def expected(self, path: str, command: str | None) -> Parser[object] | None:
        """Return the parser that would have read a file that is empty or holds an error."""
        for parser in self.parsers:
            if command and parser.commands.search(command):
                return parser
            if parser.names and parser.names.search(path):
                return parser
        return None
