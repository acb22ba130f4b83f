"""Two faults on one node that look like one: each is a card, and names what is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_faults import FLOWS, HEALTHY, POD, PORTS, TABLES, Edit, analyze, put, without

OTHER = next(p for p in HEALTHY.pods if p.node == POD.node and p is not POD)
CASES: list[tuple[str, list[tuple[str, Edit]], dict[str, set[str]]]] = [
    # (name, edits by file, rule -> subjects that only its card may have)
    ("a port and another pod's flow",
     [(PORTS, put(rf" +\d+\({OTHER.veth}\).*\n.*\n.*\n.*\n", "")),
      (FLOWS, without(f"table=70.*nw_dst={POD.ip} "))],
     {"pod-port-missing": {OTHER.ip}, "pod-flows-missing": {POD.ip}}),
    ("the proxy's jumps and the masquerade",
     [(TABLES, without("-A (PREROUTING|OUTPUT) .*KUBE-SERVICES")),
      (TABLES, without("-A OPENSHIFT-MASQUERADE"))],
     {"kube-proxy-jumps-missing": {"PREROUTING"}, "masquerade-wrong": {"POSTROUTING"}}),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "due"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_each_is_a_card(
    edits: list[tuple[str, Edit]], due: dict[str, set[str]], tmp_path: Path
) -> None:
    HEALTHY.write(tmp_path)
    for file, edit in edits:
        path = tmp_path / "openshift-sdn-debug" / file
        path.write_text(edit(path.read_text()))
    report = analyze(tmp_path)
    roots = {report.findings[c.findings[0]].rule: report.findings[c.findings[0]]
             for c in report.causes}  # fmt: skip
    assert roots.keys() == due.keys(), [f.message for f in roots.values()]
    for rule, subjects in due.items():
        assert subjects <= set(roots[rule].subjects)
        for other in due.keys() - {rule}:
            assert not subjects & set(roots[other].subjects)
