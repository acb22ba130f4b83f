"""Lookups: the name that was asked for, the addresses that came."""

from __future__ import annotations

from pathlib import Path

import pytest

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


WHOLE = """\
; <<>> DiG 9.9.4-RedHat-9.9.4-61.el7 <<>> foo.example.com
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 50233
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1

;; QUESTION SECTION:
;foo.example.com.\t\tIN\tA

;; Query time: 4 msec
;; SERVER: 192.168.122.1#53(192.168.122.1)
"""


def test_a_whole_message_names_its_question_status_and_server() -> None:
    parsed = read(Artifact("x", text=WHOLE))
    (lookup,) = parsed.fact.items
    assert (lookup.name, lookup.status, lookup.server) == (
        "foo.example.com", "NXDOMAIN", "192.168.122.1",
    )  # fmt: skip
    assert [source.line for source in lookup.said] == [4, 11]
    assert parsed.unread == ()
    assert PARSER.content.search(WHOLE)


def test_search_finds_the_name_in_a_wildcard_domain() -> None:
    text = "github.com.apps.example.com. 60 IN A 192.168.122.46\n"
    command = "dig +search +noall +answer github.com"
    (lookup,) = read(Artifact("x", text=text, command=command)).fact.items
    assert (lookup.name, lookup.answered) == ("github.com", ("github.com.apps.example.com",))


def test_an_alias_belongs_to_the_name_that_has_it() -> None:
    text = "www.a.com.\t60\tIN\tCNAME\tlb.b.com.\nlb.b.com.\t60\tIN\tA\t1.2.3.4\n"
    (lookup,) = read(Artifact("x", text=text)).fact.items
    assert (lookup.name, lookup.addresses, lookup.answered) == (
        "www.a.com", ("1.2.3.4",), ("www.a.com", "lb.b.com"),
    )  # fmt: skip


def test_no_server_answers() -> None:
    text = ";; connection timed out; no servers could be reached\n"
    (lookup,) = read(Artifact("x", text=text, command="dig @10.1.1.1 foo")).fact.items
    assert (lookup.name, lookup.status, lookup.server) == ("foo", "SILENT", "10.1.1.1")


def test_host_and_nslookup() -> None:
    (lookup,) = read(Artifact("x", text="a.example.com has address 1.2.3.4\n")).fact.items
    assert (lookup.name, lookup.addresses) == ("a.example.com", ("1.2.3.4",))
    text = "Server:\t\t10.0.0.1\nAddress:\t10.0.0.1#53\n\nName:\ta.example.com\nAddress: 1.2.3.4\n"
    (lookup,) = read(Artifact("x", text=text, command="nslookup a.example.com")).fact.items
    assert (lookup.server, lookup.addresses) == ("10.0.0.1", ("1.2.3.4",))


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("dig_foo.example.com.txt", "1.2.3.4\n", [("foo.example.com", ("1.2.3.4",))]),
        ("case/dig+short_www.example.com", "lb.example.com.\n1.2.3.4\n1.2.3.5\n",
         [("www.example.com", ("1.2.3.4", "1.2.3.5"))]),
        ("dig-short-www.example.com.log", "1.2.3.4\n", [("www.example.com", ("1.2.3.4",))]),
        ("paste.txt", "1.2.3.4\n1.2.3.5\n", []),
    ],
)  # fmt: skip
def test_addresses_alone_are_known_and_named_by_their_file(
    path: str, text: str, found: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert PARSER.content.search(text)
    parsed = read(Artifact(path, text=text))
    assert [(each.name, each.addresses) for each in parsed.fact.items] == found
    assert parsed.unread == ()
    assert bool(parsed.notes) is not bool(found)


@pytest.mark.parametrize(
    "text",
    [
        "node1.example.com\n", "1.2.3.4 node1\n", "nameserver 1.2.3.4\n", "br0\n", "1\n", "",
        "10.128.0.0/14\n", "1.2.3.4\nnode1.example.com\n", "1.2.3.4\n" * 17, "lb.example.com.\n",
    ],
)  # fmt: skip
def test_what_is_not_addresses_alone_is_left_to_others(text: str) -> None:
    assert not PARSER.content.search(text)
