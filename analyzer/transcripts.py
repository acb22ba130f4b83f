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
    r"|conntrack|route|ifconfig|hostname|getent|tcpdump|systemctl|chronyc|timedatectl|ntpstat|date|uptime|uname|head|tail|tc|arp)"
)
BARE_PROMPT = re.compile(rf"^(?:#{{1,3}}|\$|>|\+|sh#) ?(?P<command>{KNOWN}(?: .*)?)$")
HEAD_TAIL = re.compile(r"^==> (?P<command>\S.*) <==$")
PROMPT = re.compile(
    r"^(?:\[?[\w.-]+@[\w.-]+[^\n#$]*\]?[#$] |-?\w*sh-\d[\w.]*[#$] "
    rf"|(?:#{{1,3}}|\$|>|\+) ?{KNOWN}\b|==> \S.* <==$)",
    re.MULTILINE,
)
CONTAINER_PROMPT = re.compile(rf"^(?:/|~|/\S+) ?[#$] ?(?P<command>{KNOWN}(?: .*)?)$")
# What `oc debug` and `oc rsh` open: the shell prompts below are of that node or pod.
DEBUG = re.compile(r"\boc debug node/(?P<node>[\w.-]+)(?!.* -- )")
INSIDE = re.compile(
    r"\b(?:oc|kubectl) (?:.* )?(?:rsh|exec)\b(?!.* -- (?!(?:/bin/)?(?:ba)?sh\b))"
    r"(?: -\S+(?: (?!\S*(?:sdn|ovs)-)[\w-]+(?= ))?)*+ (?P<pod>[\w-]+)"
)
LEFT = {"exit", "logout"}
# What shells, pagers and `script` say between a command's lines; each leaves an empty line.
NOISE = re.compile(
    r"^(?:Starting pod/\S+ \.\.\.|To use host binaries, run `chroot /host`"
    r"|Removing debug pod \.\.\."
    r"|Pod IP: [\d.]+|If you don't see a command prompt, try pressing enter\."
    r"|Script (?:started|done)(?: on|, ).*|Default(?:ed|ing) (?:debug )?container .*"
    r"|command terminated with exit code \d+|Unable to use a TTY.*|~|\(END\)|logout|[#$]"
    r"|\+\+? (?:for \w+ in|lsns) .*"  # the trace of a loop that we asked for
    r"|Use 'oc describe pod/\S+ .*' to see all of the containers in this pod\.)\s*$"
)
LONGEST = 8_192
"""Characters of a line that may hold a prompt and a command."""
OPENS = "[#$>+-=/~abcdefghijklmnopqrstuvwxyz"
"""How a line with a prompt begins."""
COMMENT = re.compile(r"(?<!\s)\s{2,}# .*$")


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


def entered(command: str) -> tuple[str, str] | None:
    """Return where the shell prompts below a command are: ("node", name) or ("pod", name)."""
    if match := DEBUG.search(command):
        return "node", match["node"]
    if match := INSIDE.search(command):
        return "pod", match["pod"]
    return None


def prompt(line: str) -> tuple[str, str | None] | None:
    """Return (command, host) if a line is a prompt; the command may be empty."""
    if len(line) > LONGEST:
        return None
    if match := HOST_PROMPT.match(line):
        return COMMENT.sub("", match["command"]).strip(), match["host"]
    for pattern in (SHELL_PROMPT, BARE_PROMPT, CONTAINER_PROMPT, HEAD_TAIL):
        if match := pattern.match(line):
            command = COMMENT.sub("", match["command"]).strip()
            return (f"cat {command}" if pattern is HEAD_TAIL else command), None
    return None


def commands_in(text: str) -> list[str]:
    """Return the commands at the prompts of a text."""
    found = (prompt(line) for line in text.split("\n") if line[:1] in OPENS)
    return [each[0] for each in found if each and each[0]]


class _Splitter:
    """Cuts a text at its prompts, and knows on which machine each command ran."""

    def __init__(self, first_line: int) -> None:
        self.command = ""
        self.host: str | None = None
        self.start = first_line
        self.place: tuple[str, str] | None = None
        self.outside: str | None = None
        self.lines: list[str] = []
        self.continued = False

    def section(self) -> Iterator[Section]:
        """Yield what was gathered, if it is anything."""
        if self.command or any(line.strip() for line in self.lines):
            yield Section(self.command, self.host, self.start, "\n".join(self.lines))

    def take(self, number: int, line: str) -> Iterator[Section]:
        """Read one line; a prompt ends the section before it."""
        if self.continued:
            self.continued = line.endswith("\\")
            more = line.strip().removeprefix("> ").removesuffix("\\").strip()
            self.command = f"{self.command} {more}"
            self.start = number + 1
            return
        found = prompt(line) if line[:1] in OPENS and line else None
        if found is None:
            self.lines.append("" if NOISE.match(line) else line)
            return
        yield from self.section()
        self.open(*found, shell=SHELL_PROMPT.match(line) is not None)
        self.continued = self.command.endswith("\\")
        self.command = self.command.removesuffix("\\").strip()
        self.start, self.lines = number + 1, []

    def open(self, command: str, said: str | None, *, shell: bool) -> None:
        """Begin a section; below `oc debug` or `oc rsh` a shell's prompt is of another machine."""
        if said is not None:
            self.outside, self.place = said, None
        elif not shell:
            self.place = None
        self.command, self.host = command, self.outside
        if self.place is not None:
            kind, name = self.place
            if kind == "node":
                self.host = name
            elif command and command not in LEFT:
                self.command = f"oc exec {name} -- {command}"
        if command in LEFT:
            self.place = None
        self.place = entered(command) or self.place


def split(text: str, first_line: int = 1) -> Iterator[Section]:
    """Yield the sections of a transcript, in order; what stands before the first prompt is one."""
    splitter = _Splitter(first_line)
    for number, line in enumerate(text.split("\n"), first_line):
        yield from splitter.take(number, line)
    yield from splitter.section()


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
