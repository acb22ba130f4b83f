"""Inside pods: the address of eth0, the routes, and whose they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.base import Artifact
from parsers.pod_networks import pod_of, read_addresses, read_routes

HERE = Path(__file__).parent


def test_addresses() -> None:
    path = "openshift-sdn-debug/nodes/node1/pods/web-1-x2x7q/addresses"
    fact = read_addresses(Artifact(path, (HERE / "clean.txt").read_bytes())).fact
    (network,) = fact.of("web-1-x2x7q")
    assert network.eth0 is not None
    assert (network.eth0.mtu, network.eth0.inet) == (1450, ("10.128.0.5/23",))
    assert network.routes is None


def test_garbled() -> None:
    parsed = read_addresses(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert parsed.fact.items[0].eth0.inet == ()
    assert [source.line for source in parsed.unread] == [2, 3]


def test_routes() -> None:
    text = "default via 10.128.0.1 dev eth0 \n10.128.0.0/14 dev eth0 \n224.0.0.0/4 dev eth0 \n"
    (network,) = read_routes(Artifact("pods/web-1/routes", text=text)).fact.items
    assert (network.pod, network.eth0) == ("web-1", None)
    assert network.routes is not None
    assert len(network.routes) == 3


@pytest.mark.parametrize(
    ("path", "command", "pod"),
    [
        ("node1/pods/frontend-4-bst5v-ip.txt", None, "frontend-4-bst5v"),
        ("a/pods/web-1/addresses", None, "web-1"),
        ("session.log", "oc exec -n shop web-1 -- ip addr", "web-1"),
        ("session.log", "nsenter -n -t 12 -- ip addr", None),
    ],
)
def test_whose(path: str, command: str | None, pod: str | None) -> None:
    assert pod_of(Artifact(path, text="", command=command)) == pod
