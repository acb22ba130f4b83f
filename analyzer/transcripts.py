"""Splits a terminal transcript at its prompts, so that each command reads as if collected alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer import commands

# `[root@node1 ~]# cmd`, `root@node1:~# cmd`, `-sh-4.2$ cmd`, `sh-4.4# cmd`, `> cmd`, `# cmd`,
# `$ cmd`, `+ cmd`, `### cmd`. A lone sign is a prompt only before a command that we know.
HOST_PROMPT = re.compile(
    r"^\[?(?P<user>[\w.-]+)@(?P<host>[\w.-]+)(?:[ :][^\]\n#$]*)?\]?[#$] ?(?P<command>.*)$"
)
SHELL_PROMPT = re.compile(r"^-?(?:ba|c|k|z)?sh-\d[\w.]*[#$] ?(?P<command>.*)$")
KNOWN = (
    r"(?:sudo |nsenter [^\n]*-- )?(?:oc|oadm|kubectl|ovs-\w+|ip|iptables(?:-save)?|sysctl|curl"
    r"|dig|ping|tracepath|telnet|ethtool|journalctl|docker|crictl|cat|brctl|nmcli|lsmod|ss|netstat|nstat"
    r"|conntrack|route|ifconfig|hostname|getent|tcpdump|systemctl|date|uptime|uname|head|tail|tc|arp)"
)
BARE_PROMPT = re.compile(rf"^(?:#{{1,3}}|\$|>|\+|sh#) ?(?P<command>{KNOWN}(?: .*)?)$")
HEAD_TAIL = re.compile(r"^==> (?P<command>\S.*) <==$")
PROMPT = re.compile(
    r"^(?:\[?[\w.-]+@[\w.-]+[^\n#$]*\]?[#$] |-?\w*sh-\d[\w.]*[#$] "
    rf"|(?:#{{1,3}}|\$|>|\+) ?{KNOWN}\b|==> \S.* <==$)",
    re.MULTILINE,
)
COMMENT = re.compile(r"\s{2,}# .*$")


@dataclass(frozen=True, slots=True)
class Section:
    """One command of a transcript and its output."""

    command: str
    host: str | None
    first_line: int
    """Of the output, in the file."""
    text: str


def looks_like_one(head: str) -> bool:
    """Return whether a file's head has a prompt with a command near its start."""
    return PROMPT.search(head[:4000]) is not None


def prompt(line: str) -> tuple[str, str | None] | None:
    """Return (command, host) if a line is a prompt; the command may be empty."""
    if match := HOST_PROMPT.match(line):
        return COMMENT.sub("", match["command"]).strip(), match["host"]
    for pattern in (SHELL_PROMPT, BARE_PROMPT, HEAD_TAIL):
        if match := pattern.match(line):
            command = COMMENT.sub("", match["command"]).strip()
            return (f"cat {command}" if pattern is HEAD_TAIL else command), None
    return None


def split(text: str, first_line: int = 1) -> Iterator[Section]:
    """Yield the sections of a transcript, in order; what stands before the first prompt is one."""
    command, host, start = "", None, first_line
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), first_line):
        found = prompt(line) if line[:1] in "[#$>+-=abcdefghijklmnopqrstuvwxyz" and line else None
        if found is None:
            lines.append(line)
            continue
        if command or any(line.strip() for line in lines):
            yield Section(command, host, start, "\n".join(lines))
        command, said = found
        host = said or host
        start, lines = number + 1, []
    if command or any(line.strip() for line in lines):
        yield Section(command, host, start, "\n".join(lines))


def sections(text: str) -> tuple[Section, ...]:
    """Return a file's sections if it is a transcript of several commands, else nothing.

    A setup script's trace in a journal, or a policy's comment, is no transcript: what is at the
    prompts must be commands, and the first of them near the top.
    """
    if not looks_like_one(text):
        return ()
    found = tuple(split(text))
    if commands.header(text) and sum(1 for s in found if s.command) < 2:
        return ()
    return found
