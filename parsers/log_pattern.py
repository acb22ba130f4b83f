"""One row of the table of log messages, and the pieces that their expressions share."""

from __future__ import annotations

import re
from dataclasses import dataclass

FLAGS = re.IGNORECASE | re.ASCII
Q = r"""(?:\\?["'])?"""
"""A quote, escaped where a kubelet line holds it inside err="..."."""
POD = rf"{Q}(?P<namespace>[\w.-]+)/(?P<pod>[\w.-]+?){Q}"
SERVICE = rf"{Q}(?P<service>[\w./:-]+?){Q}"
IP = r"[0-9a-fA-F:.]+"

ERROR, WARNING, INFO = "error", "warning", "info"
MINUTES = 60


@dataclass(frozen=True, slots=True)
class Pattern:
    """One message: how it is found, what it means, how bad it is while nothing contradicts it."""

    id: str
    literal: str
    """Lower case, ASCII, without quotes; every line that matches holds it."""
    regex: str
    """With a named group for each thing that the message is about."""
    since: str
    """First release, or first and last one."""
    meaning: str
    severity: str
    """`error`, `warning` or `info`."""
    repeats: int = 0
    """Seconds within which the message comes again while its cause lasts; 0: it is said once."""

    def match(self, text: str) -> re.Match[str] | None:
        """Find the message in a line; compiled on first use, so that starting up is free."""
        return re.compile(self.regex, FLAGS).search(text)


def pattern(
    name: str,
    literal: str,
    regex: str,
    since: str,
    meaning: str,
    severity: str,
    repeats: int = 0,
) -> Pattern:
    """Make a row of the table; an empty regex is the literal itself."""
    return Pattern(name, literal, regex or re.escape(literal), since, meaning, severity, repeats)
