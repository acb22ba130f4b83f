"""Units of systemd in the three forms that collectors take."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.units import PARSER, read

HERE = Path(__file__).parent


def test_show() -> None:
    text = (HERE / "clean.txt").read_text()
    (unit,) = read(Artifact("x", text=text)).fact.items
    assert (unit.name, unit.load, unit.active, unit.sub) == (
        "atomic-openshift-node.service", "loaded", "failed", "auto-restart",
    )  # fmt: skip
    assert unit.sources["ActiveState"].line == 6
    assert PARSER.content.search(text)


def test_status() -> None:
    text = (
        "● openvswitch.service - Open vSwitch\n"
        "   Loaded: loaded (/usr/lib/systemd/system/openvswitch.service; enabled; vendor preset: disabled)\n"
        "   Active: active (exited) since Mon 2026-11-23 01:57:50 UTC; 2h ago\n"
        " Main PID: 1203 (code=exited, status=0/SUCCESS)\n\n"
        "Nov 23 01:57:50 node1 systemd[1]: Started Open vSwitch.\n"
    )
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    unit = parsed.fact.named("openvswitch")
    assert (unit.load, unit.active, unit.sub) == ("loaded", "active", "exited")
    assert unit.sources["Active"].line == 3
    assert PARSER.content.search(text)


def test_cat() -> None:
    text = "# /usr/lib/systemd/system/docker.service\n[Unit]\nDescription=Docker\n[Service]\nExecStart=/usr/bin/dockerd \\\n"
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    unit = parsed.fact.named("docker")
    assert (unit.active, unit.fields["Description"]) == (None, "Docker")


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert parsed.fact.named("docker").active is None
    assert [source.line for source in parsed.unread] == [3]
