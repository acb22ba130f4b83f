"""Each message of the table, as its release wrote it, is found, and its parts are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parsers.log_patterns import PATTERNS, by_id

GROUP = re.compile(r" (?=[a-z_]+=)")
MESSAGES = [
    line.split("|", 1) for line in (Path(__file__).parent / "messages.txt").read_text().splitlines()
]


def found(text: str) -> dict[str, dict[str, str]]:
    lower = text.lower()
    return {
        p.id: {k: v.strip() for k, v in match.groupdict().items() if v}
        for p in PATTERNS
        if p.literal in lower and (match := p.match(text))
    }


def named(key: str) -> tuple[str, dict[str, str]]:
    """`id a=1 b=2`: a value reaches to the next of the pattern's own group names."""
    name, _, rest = key.partition(" ")
    names = "|".join({g for p in PATTERNS if p.id == name for g in re.compile(p.regex).groupindex})
    parts = re.split(rf"(?:^| )({names})=", rest) if rest else []
    return name, dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize(("key", "text"), MESSAGES)
def test_a_message_is_found_with_its_parts(key: str, text: str) -> None:
    name, groups = named(key)
    assert found(text)[name] == groups


@pytest.mark.parametrize(("key", "text"), MESSAGES)
def test_case_does_not_matter(key: str, text: str) -> None:
    assert named(key)[0] in found(text.upper())


def test_every_row_has_a_message() -> None:
    texts = [text for _, text in MESSAGES]
    lacking = [
        f"{p.id}: {p.regex}"
        for p in PATTERNS
        if not any(p.literal in text.lower() and p.match(text) for text in texts)
    ]
    assert lacking == []
    assert {named(key)[0] for key, _ in MESSAGES} == set(by_id())


def test_literals_are_lower_case_without_what_json_escapes() -> None:
    for row in PATTERNS:
        assert row.literal == row.literal.lower()
        assert row.literal.isascii()
        assert not set(row.literal) & set("\"'\\<>&")


@pytest.mark.parametrize(
    "text",
    [
        "CNI_DEL web/a-1",  # a pod was deleted, as it should be
        'SyncLoop (ADD, "api"): "a-1_web(570ac92c)"',
        "cacher (*networking.NetworkPolicy): initialized",
        'Watch ADDED event for HostSubnet "node2.example.com"',
        "Output of adding table=0,actions=output:1: ",  # cut: the rest is in the next record
    ],
)  # fmt: skip
def test_what_is_no_trouble_is_not_found(text: str) -> None:
    names = found(text)
    assert not {name for name in names if by_id()[name].severity != "info"}
