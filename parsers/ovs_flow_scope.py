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
JUMP = re.compile(r"goto_table:(\d+)")
SENDS = re.compile(r"output:|\bNORMAL\b|goto_table|resubmit|FLOOD")
STARTS = re.compile(r"\bin_port=|\bct\(table=0\)")
"""How table 0 begins, from which all else goes on."""
NOTE = 253
FROM_PODS, FROM_PODS_3_2, MODERN = 20, 2, 10
"""The table of what pods send, from 3.5 on and before; from 3.5 on tables are numbered by tens."""
POD_TABLES = {2, 3, 20}
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
    stopped half way leaves the same, and no flows of nodes and pods: a dump of it ends with its
    last line. That table 253 alone is not there is no cut, but a fault.
    """
    numbers = {flow.table for flow in flows}
    top = max(numbers)
    if top >= NOTE:
        return False
    whole_lines = text.endswith("\n")
    jumps = {int(table) for table in set(JUMP.findall(text))}
    from_pods = FROM_PODS if max(jumps, default=0) >= MODERN else FROM_PODS_3_2
    if whole_lines and top >= from_pods and not any(map(of_object, flows)):
        return False
    if numbers == {0} and STARTS.search(text) and not SENDS.search(text):
        return True  # a bridge of one table forwards there
    last = flows[-1]
    # Of 3.0 and 3.1, which learn, nothing tells what comes last: they have no note.
    noted = not whole_lines or "learn(" not in text
    if numbers != {0} and last.table == top and last.priority and noted:
        return True
    return any(table > top for table in jumps)


def of_object(flow: Flow) -> bool:
    """Tell whether a flow is one of another node or of a pod, which come after the set-up."""
    return "tun_src" in flow.match or ("in_port" in flow.match and flow.table in POD_TABLES)


def chosen(command: str) -> bool:
    """Tell whether a command prints some of the flows only."""
    if CHOOSES.search(command):
        return True
    call = CALL.search(command)
    # One word is the bridge; each other one is a match.
    return call is not None and len(NOT_WORDS.sub(" ", call["words"]).split()) > 1
