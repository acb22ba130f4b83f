"""Events, as objects and as the tables of both eras."""

from __future__ import annotations

from parsers.base import Artifact
from parsers.kube import catalog
from parsers.kube.events import Events
from parsers.kube.events_table import PARSER, read

YAML = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Event
  count: 7
  firstTimestamp: "2018-07-02T08:14:51Z"
  lastTimestamp: "2018-07-02T08:20:00Z"
  involvedObject:
    kind: Pod
    name: web-1-x2x7q
    namespace: shop
  message: 'Failed create pod sandbox: NetworkPlugin cni failed to set up pod'
  metadata:
    name: web-1-x2x7q.153d
    namespace: shop
  reason: FailedCreatePodSandBox
  source:
    component: kubelet
    host: node1.example.com
  type: Warning
"""


def test_objects() -> None:
    (parsed,) = catalog.read(Artifact("events.yaml", text=YAML))
    assert isinstance(parsed.fact, Events)
    (event,) = parsed.fact.of("FailedCreatePodSandBox")
    assert (event.about_kind, event.about_namespace, event.about_name) == (
        "Pod", "shop", "web-1-x2x7q",
    )  # fmt: skip
    assert (event.count, event.warning, event.host) == (7, True, "node1.example.com")
    assert event.last is not None
    assert event.last.minute == 20
    assert "cni failed" in event.message


def test_a_table_of_3_11() -> None:
    text = (
        "LAST SEEN   FIRST SEEN   COUNT     NAME          KIND      SUBOBJECT                 TYPE      REASON      SOURCE                       MESSAGE\n"
        "2m          1h           41        web-1-x2x7q   Pod       spec.containers{web}      Warning   Unhealthy   kubelet, node1.example.com   Readiness probe failed: dial tcp 10.128.0.5:8080: no route to host\n"
        "3m          3m           1         node2         Node                                Normal    NodeReady   kubelet, node2               ready\n"
    )
    parsed = read(Artifact("x", text=text, command="oc get events -n shop"))
    probe, ready = parsed.fact.items
    assert (probe.about_name, probe.reason, probe.count, probe.host, probe.warning) == (
        "web-1-x2x7q", "Unhealthy", 41, "node1.example.com", True,
    )  # fmt: skip
    assert (probe.namespace, probe.source.line) == ("shop", 2)
    assert (ready.about_kind, ready.warning) == ("Node", False)
    assert parsed.fact.partial
    assert PARSER.content.search(text)


def test_a_table_of_4_x_that_lost_its_alignment() -> None:
    text = (
        "NAMESPACE  LAST SEEN  TYPE  REASON  OBJECT  MESSAGE\n"
        "shop  5m  Warning  FailedCreatePodSandBox  pod/web-1  Failed to create pod sandbox\n"
        "rubbish\n"
    )
    parsed = read(Artifact("x", text=text))
    (event,) = parsed.fact.items
    assert (event.namespace, event.about_kind, event.about_name, event.reason) == (
        "shop", "Pod", "web-1", "FailedCreatePodSandBox",
    )  # fmt: skip
    assert [source.line for source in parsed.unread] == [3]
    assert PARSER.content.search(text)


def test_commands() -> None:
    assert PARSER.commands.search("oc get events --all-namespaces")
    assert not PARSER.commands.search("oc get events -o yaml")
