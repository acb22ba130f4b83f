"""A table of `oc get` that ends before several objects that it must hold was cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis

NAMES = ("default", "kube-system", "openshift-sdn", "shop", "tools", "web")


def lay(folder: Path, rows: tuple[str, ...]) -> None:
    numbers = {name: number for number, name in enumerate(NAMES)}
    (folder / "oc_get_netnamespaces.txt").write_text(
        "NAME   NETID   EGRESS IPS\n" + "".join(f"{name}   {numbers[name]}   []\n" for name in rows)
    )
    objects = "".join(
        f"- apiVersion: v1\n  kind: Namespace\n  metadata:\n    name: {name}\n  status:\n"
        "    phase: Active\n"
        for name in NAMES
    )
    (folder / "namespaces.yaml").write_text(f"apiVersion: v1\nkind: List\nitems:\n{objects}")
    (folder / "clusternetworks.yaml").write_text(
        "apiVersion: network.openshift.io/v1\nkind: ClusterNetwork\nmetadata:\n  name: default\n"
        "network: 10.128.0.0/14\npluginName: redhat/openshift-ovs-multitenant\n"
        "serviceNetwork: 172.30.0.0/16\n"
    )


@pytest.mark.parametrize(
    ("rows", "missing", "cut"),
    [
        (NAMES, [], False),
        (NAMES[:3], [], True),
        (NAMES[:4], [], True),
        (NAMES[:5], ["web"], False),  # one alone is a fault
        ((*NAMES[:3], NAMES[4]), ["shop", "web"], False),  # one lacks in the middle
        ((NAMES[1], NAMES[0], NAMES[2]), ["shop", "tools", "web"], False),  # somebody sorted it
    ],
)
def test_netnamespaces(
    rows: tuple[str, ...], missing: list[str], cut: bool, tmp_path: Path
) -> None:
    lay(tmp_path, rows)
    options = analysis.Options(select=("netnamespace-missing", "artifact-cut-off"))
    report = analysis.analyze([tmp_path], options)
    assert [o.reason for o in report.outcomes if o.status == "crashed"] == []
    said = [(f.rule, f.severity, f.message) for f in report.findings]
    expected = [
        ("netnamespace-missing", "error", f"namespace {name} has no NetNamespace")
        for name in missing
    ]
    if cut:
        left = [name for name in NAMES if name not in rows]
        expected.append(
            ("artifact-cut-off", "info",
             "oc_get_netnamespaces.txt is cut off: the table of NetNamespace objects ends with "
             f"{rows[-1]}, before all that it lacks: namespace {', '.join(left)}")
        )  # fmt: skip
    assert sorted(said) == sorted(expected)
