"""Two bundles of one cluster: a fault that came is new, one that left is fixed, and only if seen."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.compare import compare as comparing
from analyzer.compare.comparison import Comparison
from analyzer.render import comparison as rendering
from tests.cluster import node_name
from tests.test_faults import FAULTS, HEALTHY

ROOT = Path(__file__).parents[2]
CHOSEN = [*FAULTS[::3], *(fault for fault in FAULTS if fault[0] == "subnet_outside")]


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("healthy")
    HEALTHY.write(folder)
    return folder


@pytest.fixture(scope="module")
def healthy_side(healthy: Path) -> comparing.Side:
    return side(healthy)


def side(folder: Path) -> comparing.Side:
    return comparing.side(str(folder), analysis.Options())


def artifact(folder: Path, file: str) -> Path:
    (found,) = folder.rglob(f"*{file}")
    return found


def broken(healthy: Path, to: Path, file: str, edit) -> Path:
    shutil.copytree(healthy, to)
    target = artifact(to, file)
    target.write_text(edit(target.read_text()))
    return to


def loud(comparison: Comparison) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for change in comparison.changes:
        if change.finding.severity != "info":
            found.setdefault(change.status, []).append(change.finding.rule)
    return found


@pytest.mark.parametrize("fault", CHOSEN, ids=lambda fault: fault[0])
def test_one_fault_is_new_then_fixed_and_never_fixed_when_out_of_sight(
    fault, healthy: Path, healthy_side: comparing.Side, tmp_path: Path
) -> None:
    _, rule, file, edit, _ = fault
    faulty = side(broken(healthy, tmp_path / "faulty", file, edit))
    came = loud(comparing.compare(healthy_side, faulty))
    assert set(came) == {"new"}
    assert len(came["new"]) == 1
    assert came["new"][0] in rule.split("|")
    left = loud(comparing.compare(faulty, healthy_side))
    assert left == {"fixed": came["new"]}
    assert loud(comparing.compare(faulty, faulty)) == {"still there": came["new"]}
    without = tmp_path / "without"
    shutil.copytree(healthy, without)
    artifact(without, file).unlink()
    blind = loud(comparing.compare(faulty, side(without)))
    assert blind.get("no longer checkable") == came["new"]
    assert "fixed" not in blind


def test_flows_routes_rules_and_objects_that_appeared_or_went(
    healthy: Path, healthy_side: comparing.Side, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(healthy, other)
    node = node_name(1)
    flows = artifact(other, f"nodes/{node}/flows")
    lines = flows.read_text().splitlines(keepends=True)
    (gone,) = [
        n for n, line in enumerate(lines) if "table=0" in line and "priority=100,arp " in line
    ]
    del lines[gone]
    text = "".join(lines)
    assert text.count("table=90, n_packets=0") >= 1 or "actions=drop" in text
    flows.write_text(text)
    routes = artifact(other, f"nodes/{node}/routes")
    routes.write_text(routes.read_text() + "10.99.0.0/16 via 192.168.122.1 dev eth0 \n")
    found = comparing.compare(healthy_side, side(other))
    states = {(s.kind, s.node): s for s in found.states}
    assert len(states["flows", node].gone) == 1
    assert "priority=100,arp" in states["flows", node].gone[0].replace(", ", ",")
    assert states["flows", node].appeared == ()
    assert states["routes", node].appeared == ("10.99.0.0/16 via 192.168.122.1 dev eth0",)
    assert set(states) == {("flows", node), ("routes", node)}
    assert found.not_compared == ()


def test_objects_and_counters(healthy: Path, healthy_side: comparing.Side, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(healthy, other)
    node = node_name(0)
    flows = artifact(other, f"nodes/{node}/flows")
    drop = next(line for line in flows.read_text().splitlines() if line.endswith("actions=drop"))
    counted = drop.replace("n_packets=0,", "n_packets=41,", 1)
    assert counted != drop
    flows.write_text(flows.read_text().replace(drop, counted, 1))
    netnamespaces = artifact(other, "netnamespaces")
    text = netnamespaces.read_text()
    assert "netid" in text
    artifact(other, "services").unlink()
    found = comparing.compare(healthy_side, side(other))
    (move,) = found.counters
    assert (move.node, move.before, move.after) == (node, 0, 41)
    assert "actions=drop" in move.what
    assert found.not_compared == ("Service: not in the later bundle, or only in part",)


def test_a_saved_report_compares_its_findings_alone(healthy: Path, tmp_path: Path) -> None:
    from analyzer.render import json as saved

    _, rule, file, edit, _ = CHOSEN[0]
    faulty = broken(healthy, tmp_path / "faulty", file, edit)
    before = tmp_path / "before.json"
    before.write_text(saved.dump(analysis.analyze([healthy])))
    found = comparing.compare(side(before), side(faulty))
    assert loud(found) == {"new": [rule]}
    assert found.states == ()
    assert found.not_compared == (comparing.NO_STATE,)


def test_the_command(healthy: Path, tmp_path: Path) -> None:
    _, rule, file, edit, _ = CHOSEN[0]
    faulty = broken(healthy, tmp_path / "faulty", file, edit)
    html, data = tmp_path / "c.html", tmp_path / "c.json"

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        code = "from analyzer.main import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, "compare", *map(str, words)],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    ended = run(healthy, faulty, "--html", html, "--json", data)
    assert ended.returncode == 1
    assert ended.stdout.startswith("1 new\n")
    assert f"(rule {rule})" in ended.stdout
    assert "1 went" in ended.stdout
    assert f"nodes/{node_name(1)}/flows" in html.read_text()
    assert json.loads(data.read_text())["headline"] == "1 new"
    assert run(faulty, healthy).returncode == 0
    assert run(faulty, tmp_path / "absent").returncode == 3


def test_a_redacted_comparison(healthy: Path, tmp_path: Path) -> None:
    _, rule, file, edit, _ = CHOSEN[0]
    faulty = broken(healthy, tmp_path / "faulty", file, edit)
    html, data, key = (str(tmp_path / name) for name in ("c.html", "c.json", "map"))
    code = "from analyzer.main import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", code, "compare", str(healthy), str(faulty), "--html", html,
         "--json", data, "--redact", key], cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    for text in (ended.stdout, Path(html).read_text(), Path(data).read_text()):
        for secret in (*(node_name(n).split(".")[0] for n in range(3)), "project1", str(tmp_path)):
            assert secret not in text, secret
    assert json.loads(Path(data).read_text())["changes"][0]["finding"]["rule"] == rule


def test_the_words_of_a_comparison_are_shown_not_obeyed(healthy_side: comparing.Side) -> None:
    from dataclasses import replace

    found = comparing.compare(healthy_side, healthy_side)
    hostile = replace(found, not_compared=("<script>alert(1)</script>\x1b[31m",))
    assert "\x1b" not in rendering.text(hostile, 80)
    assert "<script>alert" not in rendering.page(hostile)
