"""Tells whether a dump of flows holds all flows of its bridge, or what else its reader must know.

Only from a whole dump may be concluded that a flow is not there. ovs-ofctl(8), "dump-flows",
says how flows are chosen; people choose with grep, and transfers and collectors cut.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from parsers.base import Artifact, Source
from parsers.ovs_flow import Flow

# `ovs-ofctl -O OpenFlow13 dump-flows br0 table=20 | grep 10.128.0.4`: what follows the subcommand.
CALL = re.compile(r"\bdump-flows(?P<words>[^|;&]*)(?P<rest>.*)")
NOT_WORDS = re.compile(r"(?:^|\s)(?:-[OFtm]\s*\S+|-\S+|\d?>+(?:&\d)?\s*\S*|#.*)|[\"']\s*$")
CHOOSES = re.compile(
    r"\|\s*(?:sudo )?(?:[efz]?grep|rg|ag|awk|head|tail|cut|uniq|sed\s+(?:-\S+\s+)*(?:-n|[\"']?/))\b"
)
FLOW = re.compile(r"^\s*(?:cookie=|duration=|table=\d|table_id=|n_packets=|priority=)")
ENDED = re.compile(r"^\s*(?:error: |ovs-(?:ofctl|appctl): |rpc error)")
FAILED = "\ncommand terminated with exit code"
JUMP = re.compile(r"\bgoto_table:(\d+)")
SENDS = re.compile(r"output:|\bNORMAL\b|goto_table|resubmit|FLOOD")
NOTE = 253
TAILED = ".tailed"
"""How sosreport names the file that holds but the end of an output."""


def limit(
    artifact: Artifact, tables: Collection[int], headers: int, unread: Sequence[Source]
) -> str:
    """Return why a dump may lack flows of its bridge; empty where it is whole."""
    if artifact.command and chosen(artifact.command):
        return f"holds what `{artifact.command}` chose"
    if artifact.path.endswith(TAILED):
        return "holds the end of a dump only"
    for source in unread:
        if ENDED.match(source.text):
            return f"the dump ended early: {source.text.strip()}"
        if FLOW.match(source.text):
            return f"line {source.line} is a flow cut short"
    if FAILED in artifact.text:
        return "the command that dumped it failed"
    # Every release has flows in table 0; without them the start is cut off, or somebody chose.
    if tables and 0 not in tables and (not headers or len(tables) == 1):
        return "holds no flow of table 0: a part of a dump"
    return ""


def ends_early(text: str, flows: Sequence[Flow]) -> bool:
    """Return whether a dump lacks its last tables.

    They are printed in order, and the note of table 253 comes last. Without it, flows that jump to
    a table after all that are there tell it, or a last table without its last flow. A set-up that
    stopped half way leaves the same, but a dump of it ends with its last line.
    """
    if text.endswith("\n"):
        return False
    numbers = {flow.table for flow in flows}
    if max(numbers) >= NOTE:
        return False
    if numbers == {0} and "in_port=" in text and not SENDS.search(text):
        return True  # a bridge of one table forwards there
    last = flows[-1]
    if numbers != {0} and last.table == max(numbers) and last.priority:
        return True
    return any(int(table) > max(numbers) for table in JUMP.findall(text))


def chosen(command: str) -> bool:
    """Tell whether a command prints some of the flows only."""
    if CHOOSES.search(command):
        return True
    call = CALL.search(command)
    # One word is the bridge; each other one is a match.
    return call is not None and len(NOT_WORDS.sub(" ", call["words"]).split()) > 1
