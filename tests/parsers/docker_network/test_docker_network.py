"""The options of docker's network."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.base import Artifact
from parsers.docker_network import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    (said,) = read(Artifact("x", text=text)).fact.items
    assert (said.bridge, said.options, said.source.line) == ("lbr0", "-b=lbr0 --mtu=1450", 3)
    assert PARSER.content.search(text)


@pytest.mark.parametrize(
    ("line", "bridge"),
    [
        ('DOCKER_NETWORK_OPTIONS="--bridge=docker1 --ip-masq=false"', "docker1"),
        ("DOCKER_NETWORK_OPTIONS=-b docker2", "docker2"),
        ("DOCKER_NETWORK_OPTIONS='--mtu=1450'", None),
        ("DOCKER_NETWORK_OPTIONS=", None),
    ],
)
def test_spellings(line: str, bridge: str | None) -> None:
    (said,) = read(Artifact("x", text=line)).fact.items
    assert said.bridge == bridge


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert [each.bridge for each in parsed.fact.items] == [None]
    assert [source.line for source in parsed.unread] == [3, 4]
