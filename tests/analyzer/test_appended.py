"""Files that NetworkCheck appended to: two artifacts, two runs; lines keep their numbers."""

from __future__ import annotations

from analyzer.appended import parts
from parsers.base import Artifact

ROUTES = "default via 192.168.122.1 dev eth0 \n10.128.0.0/14 dev tun0 scope link \n"
OBJECTS = "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Route\nkind: List\n"


def test_routes_and_then_objects() -> None:
    table, objects = parts(Artifact("master/routes", text=ROUTES + OBJECTS), "ip-route")
    assert table.text == ROUTES
    assert (objects.text, objects.first_line) == (OBJECTS, 3)


def test_of_two_runs_the_last_counts() -> None:
    later = ROUTES.replace("tun0", "tun1")
    text = ROUTES + OBJECTS + later + OBJECTS.replace("Route", "Other")
    table, objects = parts(Artifact("master/routes", text=text, first_line=11), "ip-route")
    assert (table.text, table.first_line) == (later, 18)
    assert "Other" in objects.text
    assert objects.text.count("apiVersion") == 2


def test_addresses_of_two_runs() -> None:
    text = "1: lo: <LOOPBACK> mtu 1\n2: eth0: <UP> mtu 1500\n1: lo: <LOOPBACK> mtu 1\n2: eth0: <UP> mtu 9000\n"
    (last,) = parts(Artifact("addresses", text=text), "ip-addr")
    assert last.first_line == 3
    assert "9000" in last.text
    assert "1500" not in last.text


def test_nothing_appended() -> None:
    artifact = Artifact("routes", text=ROUTES)
    assert parts(artifact, "ip-route") == [artifact]
