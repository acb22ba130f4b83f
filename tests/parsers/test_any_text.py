"""No text, however damaged, makes a reader raise: what is not understood is unread."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.base import Artifact
from parsers.catalog import PARSERS
from parsers.kube import catalog

HERE = Path(__file__).parent
# What damages a dump: cut numbers, lost line ends, signs of other formats, numbers out of range.
JUNK = ["", "\n", " ", "\t", ":", "=", "/", "-", "--", '"', "'", "{", "}", "[", "]", "(", ")", "@",
        "/99", "999999999999", "-1", "0x", "\u0663", "\u00b2", "\ufffd", "\\", "#", "|", "&a", "*a"]  # fmt: skip
PODS = """\
apiVersion: v1
items:
- apiVersion: v1
  kind: Pod
  metadata:
    creationTimestamp: "2018-07-02T08:14:51Z"
    labels:
      app: web
    name: web-1-x2x7q
    namespace: shop
  spec:
    containers:
    - name: web
      ports:
      - containerPort: 8080
    nodeName: node1.example.com
  status:
    conditions:
    - status: "True"
      type: Ready
    hostIP: 192.168.122.46
    phase: Running
    podIP: 10.128.0.4
kind: List
"""
SUBNETS = """\
[{"apiVersion": "v1", "kind": "HostSubnet", "host": "node1", "hostIP": "192.168.122.46",
 "subnet": "10.128.0.0/23", "egressIPs": ["10.1.2.3"], "metadata": {"name": "node1"}},
 {"kind": "Service", "metadata": {"name": "a", "namespace": "b"}, "spec": {"clusterIP": "172.30.0.1",
  "ports": [{"port": 80, "protocol": "TCP", "targetPort": "http"}], "selector": {"app": "web"}}}]
"""
NODES = """\
NAMESPACE   NAME        ENDPOINTS                                         AGE
default     router      10.128.0.4:80,10.128.0.4:443,10.128.0.4:1936      3d
shop        web         10.128.0.5:8080,10.128.2.7:8080 + 3 more...       3d
shop        idle        <none>                                            3d
"""


def damaged(text: str) -> st.SearchStrategy[str]:
    """Cut a text in up to four places, put something else there."""
    places = st.integers(0, len(text))
    cuts = st.lists(st.tuples(places, st.integers(0, 40), st.sampled_from(JUNK)), max_size=4)

    def damage(where: list[tuple[int, int, str]]) -> str:
        found = text
        for start, length, junk in where:
            found = found[:start] + junk + found[start + length :]
        return found

    return cuts.map(damage)


def samples(folder: str) -> list[str]:
    return [path.read_text() for path in sorted((HERE / folder).glob("*.txt"))]


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_readers_text(parser: object, data: st.DataObject) -> None:
    texts = [st.text(max_size=200)]
    texts += [
        damaged(text)
        for text in samples(parser.read.__module__.split(".")[-1])
        if len(text) < 9_000
    ]
    text = data.draw(st.one_of(texts))
    parsed = parser.read(Artifact("file", text=text))
    assert len(parsed.fact) >= 0
    lines = text.count("\n") + 1
    assert all(0 <= source.line <= lines for source in parsed.unread)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), *map(damaged, [PODS, SUBNETS, NODES])))
def test_objects(text: str) -> None:
    for parsed in catalog.read(Artifact("pods.yaml", text=text)):
        assert len(parsed.fact) >= 0
        lines = text.count("\n") + 1
        assert all(0 <= source.line <= lines for source in parsed.unread)
