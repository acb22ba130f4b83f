"""Containers: whose pods they are of, and whether they run."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.containers import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    registry, sandbox, ovs = parsed.fact.items
    assert (registry.name, registry.pod, registry.namespace, registry.running) == (
        "docker-registry", "docker-registry-1-j5f9k", "default", True,
    )  # fmt: skip
    assert (sandbox.name, sandbox.pod, sandbox.running) == ("POD", "web-1-x2x7q", False)
    assert (ovs.name, ovs.pod, ovs.id) == ("openvswitch", None, "0123456789ab")
    assert PARSER.content.search(text)


def test_a_paste_that_lost_its_alignment() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    (one,) = [c for c in parsed.fact if c.pod]
    assert (one.pod, one.namespace) == ("b", "c")
    assert [source.line for source in parsed.unread] == [3]


def test_crictl() -> None:
    text = (
        "CONTAINER           IMAGE               CREATED             STATE               NAME"
        "                ATTEMPT             POD ID\n"
        "87d3992f84f74       0123456789abc       2 days ago          Running             sdn "
        "                0                   fedcba9876543\n"
    )
    (one,) = read(Artifact("x", text=text)).fact.items
    assert (one.id, one.name, one.running) == ("87d3992f84f74", "sdn", True)
    assert PARSER.content.search(text)
