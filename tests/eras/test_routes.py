"""Rules on routes judge each release by what that release installs: healthy nodes stay silent."""

from __future__ import annotations

import pytest

from parsers import ip_route
from parsers.base import Artifact
from rules.base import Finding, Node, NotApplicable, Severity
from rules.local.service_route_missing import service_route_missing
from tests.eras.test_eras import CLUSTER

# As the chapter prints them for 3.0: no route of the services.
OLD = """\
default via 192.168.122.1 dev eth0
10.128.0.0/14 dev tun0 proto kernel scope link
10.128.0.0/23 dev lbr0 proto kernel scope link src 10.128.0.1
192.168.122.0/24 dev eth0 proto kernel scope link src 192.168.122.46
"""
NODE = Node("node1")


def check(text: str) -> list[Finding]:
    routes = ip_route.read(Artifact("routes", text=text)).fact
    return list(service_route_missing.check(NODE, routes, CLUSTER, None, None, None))


def test_3_0_has_no_route_of_services() -> None:
    with pytest.raises(NotApplicable, match="lbr0"):
        check(OLD)


def test_later_releases_have_one() -> None:
    later = "".join(line for line in OLD.splitlines(keepends=True) if "lbr0" not in line)
    (finding,) = check(later)
    assert finding.severity is Severity.WARNING
    assert "172.30.0.0/16" in finding.subjects
