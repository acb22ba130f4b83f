"""Lookups: the name that was asked for, the addresses that came."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.dig import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_bytes()
    parsed = read(Artifact("x", text, command="dig +short www.example.com"))
    (lookup,) = parsed.fact.items
    assert (lookup.name, lookup.addresses) == ("www.example.com", ("1.2.3.4", "1.2.3.5"))
    assert [source.line for source in lookup.sources] == [1, 2]


def test_garbled() -> None:
    text = (HERE / "garbled.txt").read_bytes()
    parsed = read(Artifact("x", text, command="dig +short www.example.com"))
    assert parsed.fact.items[0].addresses == ("1.2.3.4",)
    assert [source.text for source in parsed.unread] == ["what is this"]


def test_records_name_themselves() -> None:
    text = "github.com.\t\t60\tIN\tA\t140.82.121.4\n"
    parsed = read(Artifact("x", text=text))
    assert parsed.fact.items[0].name == "github.com"
    assert PARSER.content.search(text)


def test_no_answer_is_an_answer() -> None:
    parsed = read(
        Artifact("x", text=";; connection timed out\n", command="dig +short a.example.com")
    )
    assert parsed.fact.items[0].addresses == ()
