"""HostIP and PodIP: one pod a line, or all on one."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.pod_hosts import PARSER, read

HERE = Path(__file__).parent
COMMAND = "oc get pods --all-namespaces --selector=router --template='{{range .items}}HostIP: {{.status.hostIP}} PodIP: {{.status.podIP}}{{end}}'"


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text, command=COMMAND))
    assert [(p.host_ip, p.pod_ip, p.selector) for p in parsed.fact] == [
        ("192.168.122.202", "10.128.0.4", "router"), ("192.168.122.46", None, "router"),
    ]  # fmt: skip
    assert PARSER.content.search(text)
    assert PARSER.commands.search(COMMAND)


def test_all_on_one_line() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert [(p.host_ip, p.pod_ip) for p in parsed.fact] == [
        ("192.168.122.202", "10.128.0.4"), ("192.168.122.46", "10.129.0.4"),
    ]  # fmt: skip
    assert [source.text for source in parsed.unread] == ["HostIP 1.2.3.4"]
