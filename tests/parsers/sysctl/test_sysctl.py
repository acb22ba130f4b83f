"""What the kernel holds: key by key, from a list or from single answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers import sysctl
from parsers.base import Artifact
from parsers.sysctl import PARSER, Sysctl

HERE = Path(__file__).parent


def read(text: str, path: str = "sysctl", command: str | None = None) -> Sysctl:
    return sysctl.read(Artifact(path, text.encode(), command=command)).fact


def test_clean() -> None:
    parsed = sysctl.read(Artifact("sysctl", (HERE / "clean.txt").read_bytes()))
    values = parsed.fact
    assert parsed.unread == ()
    assert values.get("net.ipv4.ip_forward") == "0", "the last of a repeated key counts"
    assert values.source("net.ipv4.ip_forward").line == 6
    assert values.get("net.ipv4.conf.all.forwarding") == "1"
    assert values.get("net.ipv4.conf.eth0.40.rp_filter") == "2"
    assert values.get("net.ipv4.ip_local_reserved_ports") == ""
    assert values.get("net.ipv4.conf.tun0.forwarding") is None


def test_garbled() -> None:
    parsed = sysctl.read(Artifact("sysctl", (HERE / "garbled.txt").read_bytes()))
    assert [source.line for source in parsed.unread] == [1]
    assert parsed.fact.get("net.ipv4.ip_forward") == "1"


def test_a_bare_value_belongs_to_the_file_that_was_shown() -> None:
    values = read("0\n", command="cat /proc/sys/net/ipv4/ip_forward")
    assert values.get("net.ipv4.ip_forward") == "0"


def test_single_answers_are_united_and_keep_their_files() -> None:
    merged = PARSER.merge(
        [
            read("net.ipv4.ip_forward = 1\n", "a.txt"),
            read("net.ipv4.conf.tun0.forwarding = 0\nnet.ipv4.conf.all.forwarding = 1\n", "b.txt"),
        ]
    )
    assert merged.get("net.ipv4.ip_forward") == "1"
    assert merged.source("net.ipv4.ip_forward").path == "a.txt"
    assert merged.source("net.ipv4.conf.tun0.forwarding").path == "b.txt"


@pytest.mark.parametrize("path", ["etc/sysctl.conf", "etc/sysctl.d/99-router"])
def test_settings_are_not_what_the_kernel_holds(path: str) -> None:
    assert read("net.ipv4.ip_forward = 0\n", path).get("net.ipv4.ip_forward") is None
