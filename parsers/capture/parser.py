"""Reads packet captures that tcpdump, dumpcap or Wireshark wrote: pcap and pcapng.

Captures are binary: they are recognised by their first bytes alone, never by command or name.
"""

from __future__ import annotations

import re
from typing import cast

from parsers.base import Artifact, Parsed, Parser
from parsers.capture.fact import Captures

NEVER = re.compile(r"(?!)")


def read(artifact: Artifact) -> Parsed[Captures]:
    """Read a capture as its bytes come; where its structure breaks, what follows is unread."""
    from parsers.capture.read import Reader  # loads numpy

    capture = Reader(artifact.path).read(artifact.chunks())
    unread = tuple(
        artifact.source(capture.damage.frames[kind], said)
        for kind, said in capture.damage.said.items()
        if kind != "cut"
    )
    return Parsed(Captures((capture,)), unread)


CAPTURE = Parser(
    name="capture",
    fact=Captures,
    read=read,
    command="tcpdump -nn -s 0 -i any -w node.pcap (on both nodes, while it fails)",
    commands=NEVER,
    content=NEVER,
    per_node=True,
    merge=Captures.merge,
    streams=True,
)
PARSER = cast("Parser[object]", CAPTURE)
