"""The trace of the SDN's set-up script in a node's log, `Output of setup script:` of 3.0 and 3.1.

The node logged what `openshift-sdn-*-setup.sh`, run under `set -x`, wrote to its standard streams:
each line is a record of the journal of its own, or a line without any head in a container's log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from parsers.base import Source
from parsers.log_time import Head

MAX_LINES = 5_000
COMMAND = re.compile(r"\++ ")
# What iproute2, ovs-vsctl, brctl, iptables and the shell say when a command fails.
FAILURE = re.compile(
    r"RTNETLINK answers:|^ovs-(?:vs|of|db|app)ctl: |does not exist|No such device"
    r"|Cannot find device|^Error: |: command not found|No such file or directory|Permission denied"
    r"|Operation not permitted|is not a bridge or a socket|^iptables(?:-restore)?(?: v[\d.]+)?: "
    r"|^can't |Device or resource busy|^sysctl: (?:cannot|error)|: No such process"
)
HARMLESS = re.compile(r"RTNETLINK answers: File exists|already exists|already a member")
"""What the command would have made is there."""
IGNORED_BY = {"true", ":"}
REMOVAL = re.compile(r"\b(?:del|delete|del-\w+|delbr|delif|rm|flush)\b|\s-D\b")
ABSENT = re.compile(
    r"No such|Cannot find device|does not exist|no (?:port|bridge|row)|doesn't exist|Bad rule"
    r"|No chain/target/match"
)


@dataclass(frozen=True, slots=True)
class SetupCommand:
    """One command of the script, and what it printed."""

    text: str
    source: Source
    output: tuple[Source, ...] = ()
    messages: tuple[str, ...] = ()
    """The texts of `output` without the heads of their lines."""
    ignored: bool = False
    """True if the script does not mind: `command || true`, `set +e`."""
    last: bool = False
    """True if no command follows, though the trace is whole."""

    @property
    def errors(self) -> tuple[Source, ...]:
        """The lines by which the command says that it failed, where that matters."""
        if self.ignored:
            return ()
        return tuple(
            source
            for source, text in zip(self.output, self.messages, strict=True)
            if FAILURE.search(text) and not HARMLESS.search(text) and not self.in_vain(text)
        )

    def in_vain(self, message: str) -> bool:
        """Return whether what was to be removed was not there, and the script went on."""
        return not self.last and bool(REMOVAL.search(self.text) and ABSENT.search(message))


@dataclass(frozen=True, slots=True)
class SetupRun:
    """One run of the script."""

    source: Source
    """The line `Output of setup script:`."""
    commands: tuple[SetupCommand, ...]
    time: datetime | None
    host: str
    complete: bool = True
    """False if the log ends before the trace does."""

    @property
    def failed(self) -> tuple[SetupCommand, ...]:
        """The commands that failed, in order."""
        return tuple(command for command in self.commands if command.errors)


@dataclass(slots=True)
class SetupTrace:
    """Collects the lines of a run as they come."""

    source: Source
    head: Head
    lines: list[tuple[str, Source]] = field(default_factory=list)

    def takes(self, head: Head) -> bool | None:
        """Tell whether a line is the trace's; None if another process wrote it in between."""
        if len(self.lines) >= MAX_LINES:
            return False
        if head.unit and (head.unit, head.pid) != (self.head.unit, self.head.pid):
            return None if self.head.unit else False
        return not head.stamp

    def run(self, *, complete: bool) -> SetupRun:
        """Return what was collected."""
        traced: list[tuple[str, Source, list[tuple[str, Source]]]] = []
        for text, source in self.lines:
            if match := COMMAND.match(text):
                traced.append((text[match.end() :], source, []))
            elif traced and text:
                traced[-1][2].append((text, source))
        texts = [text for text, _, _ in traced]
        minds = True
        commands = []
        for number, (text, source, said) in enumerate(traced):
            minds = {"set -e": True, "set +e": False}.get(text, minds)
            commands.append(
                SetupCommand(
                    text=text,
                    source=source,
                    output=tuple(line for _, line in said),
                    messages=tuple(message for message, _ in said),
                    ignored=not minds or went_on(texts[number + 1 :]),
                    last=complete and number + 1 == len(traced),
                )
            )
        return SetupRun(self.source, tuple(commands), self.head.time, self.head.host, complete)


def went_on(following: list[str]) -> bool:
    """Return whether a command's failure was caught: `|| true`, perhaps around its function."""
    after = next((text for text in following if not text.startswith("return")), "")
    return after in IGNORED_BY
