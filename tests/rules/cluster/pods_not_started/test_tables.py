"""Tables of pods say how old a pod is, and what it waits for."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis

HEAD = "NAMESPACE   NAME   READY   STATUS   RESTARTS   AGE   IP   NODE\n"


def rows(status: str, age: str) -> str:
    return HEAD + "".join(
        f"{namespace}   {name}   0/1   {status}   0   {age}   <none>   node1.example.com\n"
        for namespace, name in (("web", "one"), ("web", "two"), ("shop", "three"))
    )


@pytest.mark.parametrize(
    ("status", "age", "found"),
    [
        ("ContainerCreating", "12m", True),
        ("ContainerCreating", "2d3h", True),
        ("Pending", "1h", True),
        ("ContainerCreating", "4m59s", False),  # they have just come
        ("ContainerCreating", "<unknown>", False),
        ("ImagePullBackOff", "2d3h", False),  # no fault of the network
        ("Init:0/1", "2d3h", False),
    ],
)
def test_pods_that_wait(status: str, age: str, found: bool, tmp_path: Path) -> None:
    (tmp_path / "oc_get_pods.txt").write_text(rows(status, age))
    report = analysis.analyze([tmp_path], analysis.Options(select=("pods-not-started",)))
    assert {o.status for o in report.outcomes} == {"failed" if found else "passed"}
    assert [f.message for f in report.findings] == [
        "3 pods of node1.example.com do not start: web/one, web/two, shop/three"
    ] * found
