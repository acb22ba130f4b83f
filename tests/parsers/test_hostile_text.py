"""No text makes recognition or reading slow: expressions are linear on what repeats."""

from __future__ import annotations

import time

import pytest

from analyzer import transcripts
from analyzer.recognise import Recogniser
from analyzer.seen_from import IN_POD
from parsers.base import Artifact
from parsers.catalog import PARSERS
from parsers.kube import documents

REPEATED = ["\n", " ", "\t\n", "a", "1", "# \n", "; x\n", "- ", "1: ", "a=1,", "-A ", "--a ", "(", "Chain ",
            "10.0.0.1 ", "10.0.0.1\n", "x: y\n", "Name: a\n", " -n a", "1 1 ", "Trying ", "[Note] ", "0. ", "W0000 \n",
            "default via ", "port ", "PING a (1.1.1.1) ", "Rule: table=0 cookie=", "search a\n", "127.0.0.1 a\n"]  # fmt: skip
SECONDS = 1.0
"""Far above what any takes on a busy machine (10 ms), far below what backtracking takes."""


def quick(what: object, *arguments: object) -> None:
    start = time.process_time()
    what(*arguments)
    assert time.process_time() - start < SECONDS, repr(arguments)[:200]


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_recognition(piece: str) -> None:
    head = piece * (8192 // len(piece)) + "!"
    for parser in PARSERS:
        quick(parser.content.search, head)
        quick(parser.commands.search, "oc exec " + head[:2000])
    quick(documents.claims, head, "x", None)
    quick(transcripts.sections, head)
    quick(IN_POD.search, "oc exec" + head[:2000])
    quick(Recogniser(PARSERS).claim, "x", head, None)


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_reading(piece: str) -> None:
    for text in (piece * (12_000 // len(piece)), (piece * (500 // len(piece)) + "!\n") * 12):
        for parser in PARSERS:
            # The grammar of flows takes its time with each bad line, but no more for more lines.
            if parser.name not in {"capture", "dump-flows"}:
                quick(parser.read, Artifact("x", text=text, command=parser.command))
