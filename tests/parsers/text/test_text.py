"""What `clean` makes of the ways in which text reaches a support engineer."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.text import clean, clean_blocks, clean_lines, is_binary

FLOW = " cookie=0x0, table=10, priority=100 actions=drop\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"plain\nlines\n", "plain\nlines\n"),
        (b"no end", "no end"),
        (b"\xef\xbb\xbfmarked\n", "marked\n"),
        ("zürich €\n".encode(), "zürich €\n"),
        (b"z\xfcrich\n", "zürich\n"),
        ("ü ".encode() + b"\xfc\n", "ü ü\n"),
        (FLOW.encode("utf-16"), FLOW),
        (FLOW.encode("utf-16-le"), FLOW),
        (FLOW.encode("utf-16-be"), FLOW),
        (b"\xff\xfe" + FLOW.encode("utf-16-le") + b"\x41", FLOW + "\ufffd"),
        ("a\u00a0b\u202fc\u200bd\n".encode(), "a b cd\n"),
        (b"a\xa0b\n", "a b\n"),
        (b"one\r\ntwo\r\n", "one\ntwo\n"),
        (b"one\r\r\ntwo\r\n", "one\ntwo\n"),
        (b"10%\r50%\r100%\nnext\n", "100%\nnext\n"),
        (b"10%\r100%\r\nnext\n", "100%\nnext\n"),
        (b"mac\rlines\r", "mac\nlines\n"),
        (b"\x1b[1;31mError\x1b[0m from\n", "Error from\n"),
        (b"\x1b]0;root@node: ~\x07# ip a\n", "# ip a\n"),
        (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\n", "link\n"),
        (b"\x1b]0;never ended\nnext\n", "\nnext\n"),
        (b"\x1b(B\x1b[m\x1b=a\x1b", "a"),
        (b"\x1b[?2004h# ovs\x1b[K\n", "# ovs\n"),
        (b"iip\b\bp a\n", "ip a\n"),
        (b"ipp\b \b a\n", "ip a\n"),
        (b"\b\bx\n", "x\n"),
        (b"b_\bo_\bl_\bd\n", "bold\n"),
        (b"log\0\0\0 goes on\n", "log goes on\n"),
    ],
)
def test_clean(data: bytes, text: str) -> None:
    assert clean(data) == text


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_clean_never_fails_and_can_be_written(data: bytes) -> None:
    clean(data).encode()
    is_binary(data)


@given(
    st.lists(
        st.text(st.sampled_from("ab \x1b[0m]\x07\b\rü\0"), max_size=12), min_size=2, max_size=8
    )
)
@settings(max_examples=300, deadline=None)
def test_a_line_keeps_its_number(lines: list[str]) -> None:
    data = "\n".join(["first", *lines, "end"]).encode()
    cleaned = clean(data).split("\n")
    assert len(cleaned) == len(lines) + 2
    assert cleaned[-1] == "end"


@given(
    st.binary(max_size=200).filter(lambda data: b"\0" not in data and data[:1] not in b"\xfe\xff"),
    st.integers(1, 9),
)
@settings(max_examples=200, deadline=None)
def test_blocks_of_any_size_give_the_same_text(data: bytes, step: int) -> None:
    data = b"head\n" + data + b"\nend"
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    by_line = "".join(clean(line) for line in re.findall(rb"[^\n]*\n|[^\n]+", data))
    assert "".join(clean_blocks(pieces)) == by_line


def test_lines_of_a_stream() -> None:
    assert list(clean_lines([b"on", b"e\r\ntw", b"o\nthree"])) == ["one", "two", "three"]
    assert list(clean_lines([b"one\n\n"])) == ["one", ""]
    assert list(clean_lines([])) == []


def test_utf_16_in_pieces() -> None:
    data = ("\ufeff" + FLOW * 3).encode("utf-16-le")
    pieces = [data[at : at + 7] for at in range(0, len(data), 7)]
    assert "".join(clean_lines(pieces)) == FLOW.rstrip("\n") * 3


def test_a_long_line_is_linear() -> None:
    # Quadratic work on these 10 MB would take hours.
    assert len(clean(b"x" * 10_000_000 + b"\r\ny\rz\n")) == 10_000_003
    assert clean(b"\x1b" * 1_000_000) == ""
    assert clean(b"\x1b]" * 1_000_000) == ""
    assert clean(b"ab\b" * 1_000_000 + b"\n").count("a") == 1_000_000


@pytest.mark.parametrize(
    ("head", "binary"),
    [
        (b"", False),
        (b"text\n", False),
        (FLOW.encode("utf-16-le"), False),
        (FLOW.encode("utf-16"), False),
        (b"\xef\xbb\xbfx", False),
        (b"z\xfcrich und m\xfcnchen\n", False),
        ("日本語のログ\n".encode()[:-2], False),
        (b"\x1b[31mred\x1b[0m\n", False),
        (b"a log\n" * 20 + b"\0" * 60, False),
        (b"\0" * 100, True),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 9, True),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", True),
        (b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + b"\0" * 16, True),
        (bytes(range(256)), True),
    ],
)
def test_binary(head: bytes, binary: bool) -> None:
    assert is_binary(head) is binary
