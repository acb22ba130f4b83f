"""The grammar of a line of `ovs-ofctl dump-flows`, for the lines that the fast path refuses.

Sample: ` cookie=0x0, duration=4.7s, table=253, n_packets=0, n_bytes=0, actions=note:00.0d`.
Open vSwitch writes it in lib/ofp-flow.c, `ofputil_flow_stats_format`; `ovs-appctl
bridge/dump-flows` in ofproto/ofproto.c, `flow_stats_ds`.
"""

from __future__ import annotations

import pyparsing as pp

from parsers.ovs_flow import Line

NUMBER = pp.Regex(r"\d{1,20}")
WORD = pp.Regex(r"[A-Za-z_][\w.]*(?:\[[\d.]*\])?")
QUOTED = pp.QuotedString('"', unquote_results=False)
BARE = pp.Regex(r"[^\s,\"]+")
# `ovs-appctl` prints two commas where a flow has neither priority nor match.
SEPARATOR = pp.Suppress(pp.Regex(r"[,\s]+"))

COOKIE = pp.Suppress("cookie=0x") + pp.Regex(r"[0-9a-fA-F]+")("cookie")
DURATION = pp.Suppress("duration=") + pp.Regex(r"\d+(?:\.\d*)?")("duration") + pp.Suppress("s")
TABLE = pp.Suppress(pp.Regex(r"table(?:_id)?=")) + NUMBER("table")
PACKETS = pp.Suppress("n_packets=") + NUMBER("n_packets")
BYTES = pp.Suppress("n_bytes=") + NUMBER("n_bytes")
OTHER = pp.Suppress(
    pp.Regex(
        r"(?:(?:idle_age|hard_age|idle_timeout|hard_timeout|importance|n_offload_\w+)=\d{1,20}"
        r"|send_flow_rem|reset_counts|check_overlap|no_packet_counts|no_byte_counts)[,\s]+"
    )
)
STATISTIC = (COOKIE | DURATION | TABLE | PACKETS | BYTES) + SEPARATOR | OTHER
PRIORITY = pp.Suppress("priority=") + NUMBER("priority")
FIELD = pp.Combine(WORD + "=" + (QUOTED | BARE)) | pp.Combine(WORD + ~pp.FollowedBy("="))
NO_FIELD = ~pp.Regex(r"(?:cookie|duration|table|n_packets|n_bytes|idle_age|priority|actions)=")
MATCH = NO_FIELD + FIELD("match*")
ACTIONS = pp.Suppress("actions=") + pp.Regex(r".*")("actions")
LINE = (
    pp.ZeroOrMore(STATISTIC)
    + pp.Optional(PRIORITY + SEPARATOR)
    + pp.ZeroOrMore(MATCH + SEPARATOR)
    + ACTIONS
).leave_whitespace()


def parse(line: str) -> Line | None:
    """Return the pieces of a flow's line, or None if it is no flow."""
    try:
        found = LINE.parse_string(line.strip(), parse_all=True)
    except pp.ParseException:
        return None
    text = found.as_dict()
    if not {"cookie", "n_packets", "priority", "table", "match"} & text.keys():
        return None
    return Line(
        text.get("cookie", ""),
        text.get("duration", ""),
        text.get("table", ""),
        text.get("n_packets", ""),
        text.get("n_bytes", ""),
        text.get("priority", ""),
        ",".join(text.get("match", ())),
        text["actions"].strip(),
    )
