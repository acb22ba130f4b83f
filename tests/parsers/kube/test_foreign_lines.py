"""Standard error, or a prompt, in the middle of what oc prints: the objects are whole all the same."""

from __future__ import annotations

import pytest

from parsers.kube.documents import is_yaml
from parsers.kube.yaml_documents import read_yaml_objects

POD = """- apiVersion: v1
  kind: Pod
  metadata:
    name: app-{0}
    namespace: web
  spec:
    nodeName: node1
  status:
    message: |
      first

      second
    phase: Running
    podIP: 10.128.0.{0}
"""
LIST = "apiVersion: v1\nitems:\n" + POD.format(1) + POD.format(2) + POD.format(3) + "kind: List\n"
WANTED = {"Pod": {"": ("metadata", "name"), "podIP": ("status", "podIP")}}
NOISE = [
    "W1123 03:44:43.123456   12345 warnings.go:70] policy/v1beta1 is deprecated in v1.21+",
    "Warning: apps.openshift.io/v1 DeploymentConfig is deprecated in v4.14+",
    'Error from server (NotFound): namespaces "x" not found',
    "error: unable to upgrade connection: container not found",
    "bash: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)",
    '{"level":"warn","msg":"slow"}',
    "[root@master ~]# ",
]


@pytest.mark.parametrize("noise", NOISE, ids=lambda noise: noise[:8])
def test_wherever_it_stands(noise: str) -> None:
    lines = LIST.split("\n")
    clean = read_yaml_objects("f", LIST, 1, WANTED)
    whole = [raw.data for raw in clean.objects]
    assert [raw["status"]["podIP"] for raw in whole] == [f"10.128.0.{i}" for i in (1, 2, 3)]
    for at in range(1, len(lines)):
        text = "\n".join([*lines[:at], noise, *lines[at:]])
        found = read_yaml_objects("f", text, 10, WANTED)
        assert not found.lost, at
        for index, raw in enumerate(found.objects):
            assert raw.data == whole[index]
            assert raw.data["status"]["podIP"] == f"10.128.0.{index + 1}"
            number, line = raw.lines["podIP"]
            assert text.split("\n")[number - 10] == line
        assert len(found.objects) == 3
        assert [(source.line, source.text) for source in found.unread] == [(at + 10, noise)]


def test_before_the_first_line() -> None:
    assert all(is_yaml(f"{noise}\n{LIST}") for noise in NOISE[:6])
    assert not is_yaml("nothing of the kind\n" + LIST)


def test_half_an_object_is_none() -> None:
    """What no reader takes to its end is lost, and said: half a pod would look like another."""
    text = LIST.replace("    phase: Running\n    podIP: 10.128.0.2", "   phase: x: y\n  podIP: z")
    found = read_yaml_objects("f", text, 1, WANTED)
    assert [raw.name for raw in found.objects] == ["app-1", "app-3"]
    assert found.lost
    assert found.unread
