"""Where the drop stands differs between builds; what none of its kind has is no fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis

DROP = "priority=300,udp,tp_dst={} actions=drop"
OLD, NEW = "v1.11.0+d4cacc0", "v1.14.6+8e46c0036"


def flow(table: int, rest: str) -> str:
    return f" cookie=0x0, duration=86400.1s, table={table}, n_packets=0, n_bytes=0, {rest}\n"


def lay(folder: Path, node: str, version: str, table: int, drop: str, kubelet: str) -> None:
    place = folder / "nodes" / node
    place.mkdir(parents=True)
    flows = flow(0, "priority=0 actions=drop") + (flow(table, drop) if drop else "")
    (place / "flows").write_text(
        f"OFPST_FLOW reply (OF1.3) (xid=0x2):\n{flows}"
        f"{flow(100, 'priority=0 actions=goto_table:101')}{flow(253, f'actions=note:02.{version}.00')}"
    )
    (place / "ovs-vsctl-show").write_text(
        '5d4f2f8c-0a4b-4a7e-9f0c-1e2d3c4b5a69\n    Bridge "br0"\n        fail_mode: secure\n'
        '        Port "vxlan0"\n            Interface "vxlan0"\n                type: vxlan\n'
        '                options: {dst_port="4789", key=flow, remote_ip=flow}\n'
    )
    (folder / f"node-{node}.yaml").write_text(
        f"apiVersion: v1\nkind: Node\nmetadata:\n  name: {node}\nstatus:\n"
        f"  nodeInfo:\n    kubeletVersion: {kubelet}\n"
    )


def said(folder: Path) -> list[tuple[str | None, str]]:
    options = analysis.Options(select=("pod-vxlan-allowed",))
    report = analysis.analyze([folder], options)
    assert [o.reason for o in report.outcomes if o.status == "crashed"] == []
    return [(f.node, f.message.partition("pods send")[2]) for f in report.findings]


@pytest.mark.parametrize(
    ("version", "table", "drop", "rest"),
    [
        ("08", 100, DROP.format(4789), None),
        ("09", 20, DROP.format(4789), None),  # moved by a backport
        ("0e", 20, DROP.format(4789), None),
        ("08", 100, "", ""),
        ("0d", 20, "", ""),
        ("06", 100, "", None),  # 3.9 has none
        ("0b", 20, DROP.format(4790), ", but table=20, priority=300,udp,tp_dst=4790 actions=drop"),
        ("08", 100, "priority=300,udp,tp_dst=4789 actions=output:2",
         ", but table=100, priority=300,udp,tp_dst=4789 actions=output:2"),
    ],
)  # fmt: skip
def test_one_node(version: str, table: int, drop: str, rest: str | None, tmp_path: Path) -> None:
    lay(tmp_path, "n1", version, table, drop, NEW)
    assert said(tmp_path) == ([] if rest is None else [("n1", rest)])


@pytest.mark.parametrize(
    ("kubelets", "drops", "wanted"),
    [
        ((OLD, OLD, OLD), (False, False, False), []),
        ((OLD, OLD, OLD), (True, True, True), []),
        ((OLD, OLD, OLD), (False, True, True), ["n1"]),
        ((OLD, OLD, OLD), (False, False, True), []),
        (("v1.11.0+later", OLD, OLD), (False, True, True), []),  # of another build
        ((NEW, NEW, NEW), (False, False, False), ["n1", "n2", "n3"]),
    ],
)
def test_builds_of_rule_version_07(
    kubelets: tuple[str, ...], drops: tuple[bool, ...], wanted: list[str], tmp_path: Path
) -> None:
    for number, (kubelet, drop) in enumerate(zip(kubelets, drops, strict=True), 1):
        lay(tmp_path, f"n{number}", "07", 100, DROP.format(4789) if drop else "", kubelet)
    assert [node for node, _ in said(tmp_path)] == wanted
