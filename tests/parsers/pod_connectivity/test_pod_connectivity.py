"""debug.sh's connectivity files: what was tried, what came of it, the traces there and back."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.pod_connectivity import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    local, service, external = parsed.fact.items
    assert (local.kind, local.namespace, local.source_pod, local.target) == (
        "local-pod", "default", "cart-2-2j2hv", "docker-registry-1-j5f9k",
    )  # fmt: skip
    assert (local.how, local.address, local.succeeded) == ("ping", "10.128.0.4", False)
    assert [trace.dropped for trace in local.traces] == [False, True]
    assert local.traces[1].sources[-1].line == 27
    assert local.source.line == 29
    assert (service.kind, service.how, service.port, service.succeeded) == (
        "service", "connect", 8088, True,
    )  # fmt: skip
    assert service.traces == ()
    assert (external.kind, external.target, external.succeeded) == ("external", "example.com", None)
    assert external.traces[0].fields["nw_dst"] == "192.0.2.1"
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    (test,) = parsed.fact.items
    assert (test.kind, test.namespace, test.succeeded) == ("remote-pod", "same", False)
    assert [source.line for source in parsed.unread] == [4]


def test_network_tools() -> None:
    text = (
        "SUCCESS: Can ping hostsubnet/node2 on the overlay\nFAILURE: Cannot ping hostsubnet/node3\n"
    )
    good, bad = read(Artifact("x", text=text)).fact.items
    assert (good.kind, good.succeeded, bad.succeeded) == ("overlay", True, False)
    assert "hostsubnet/node3" in bad.target
