"""The command line as a user meets it: exit codes, streams, forms, errors that say the way out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from analyzer.main import arguments
from tests.cluster import Cluster

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "samples/tun-src-missing"
CODE = "from analyzer.main import main; main()"


def analyze(*words: object, stdin: bytes | None = None, **env: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", CODE, *map(os.fspath, words)],
        cwd=ROOT, input=stdin, capture_output=True, check=False,
        env={**os.environ, "COLUMNS": "100", **env},
    )  # fmt: skip


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("healthy")
    Cluster(nodes=2, pods=2, services=1).write(folder)
    return folder


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["b.tgz"], ["run", "b.tgz"]),
        (["--html", "r.html", "b.tgz"], ["run", "--html", "r.html", "b.tgz"]),
        (["./rules"], ["run", "./rules"]),
        (["rules"], ["rules"]),
        (["batch", "x"], ["batch", "x"]),
        (["-"], ["run", "-"]),
        (["--version"], ["--version"]),
        ([], ["--help"]),
    ],
)
def test_the_first_word(words: list[str], expected: list[str]) -> None:
    assert arguments(words) == expected


def test_findings_exit_1_and_go_to_stdout() -> None:
    ended = analyze(BROKEN)
    assert ended.returncode == 1
    assert ended.stdout.startswith(b"Broken: A node drops VXLAN from another node\n")
    assert ended.stderr == b"", "no progress and no noise in a pipe"


def test_a_healthy_bundle_exits_0(healthy: Path) -> None:
    ended = analyze(healthy)
    assert ended.returncode == 0, ended.stdout.decode()
    assert b"No fault found" in ended.stdout


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("error", 1), ("info", 1)])
def test_fail_on(fail_on: str, code: int) -> None:
    assert analyze(BROKEN, "--fail-on", fail_on).returncode == code


def test_every_form_at_once(tmp_path: Path) -> None:
    files = {form: tmp_path / f"out.{form}" for form in ("html", "json", "sarif", "markdown")}
    words = [part for form, file in files.items() for part in (f"--{form}", file)]
    ended = analyze(BROKEN, *words, "--quiet")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, b"", b"")
    assert all(file.stat().st_size > 500 for file in files.values())


def test_json_on_stdout_is_only_json() -> None:
    ended = analyze(BROKEN, "--json", "-")
    report = json.loads(ended.stdout)
    assert report["findings"][0]["rule"] == "remote-sender-unknown"
    assert report["causes"][0]["findings"] == [0]


def test_a_saved_json_renders_the_same_again(tmp_path: Path) -> None:
    saved, first, again = (tmp_path / name for name in ("r.json", "1.html", "2.html"))
    analyze(BROKEN, "--json", saved, "--html", first, "--quiet")
    ended = analyze(saved, "--html", again, "--quiet")
    assert ended.returncode == 1
    assert first.read_bytes() == again.read_bytes()


def test_standard_input(tmp_path: Path) -> None:
    archive = tmp_path / "b.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(BROKEN, "bundle")
    ended = analyze("-", stdin=archive.read_bytes())
    assert ended.returncode == 1
    assert b"remote-sender-unknown" in ended.stdout


def test_the_same_findings_whatever_the_wrapping(tmp_path: Path) -> None:
    """A directory, a tgz, a zip with another suffix, and a tar in a tar say the same."""
    said = set()
    tgz = tmp_path / "a.tgz"
    with tarfile.open(tgz, "w:gz") as tar:
        tar.add(BROKEN, ".")
    packed = Path(shutil.make_archive(str(tmp_path / "a"), "zip", BROKEN))
    packed = packed.rename(tmp_path / "misnamed.tar.xz")
    nested = tmp_path / "outer.tar"
    with tarfile.open(nested, "w") as tar:
        tar.add(tgz, "case/inner.txt")
    for bundle in (BROKEN, tgz, packed, nested):
        report = json.loads(analyze(bundle, "--json", "-").stdout)
        said.add(tuple(f["message"] for f in report["findings"]))
        if bundle is nested:
            assert report["findings"][0]["evidence"][0]["path"].startswith("case/inner.txt!/")
    assert len(said) == 1


def test_several_bundles_of_one_case(tmp_path: Path) -> None:
    """The objects come in one archive, the node's data in another: together they tell the fault."""
    top = BROKEN / "openshift-sdn-debug"
    for name, part in (("master.tgz", "master"), ("nodes.tgz", "nodes")):
        with tarfile.open(tmp_path / name, "w:gz") as tar:
            tar.add(top / part, part)
    files = [tmp_path / "master.tgz", tmp_path / "nodes.tgz"]
    ended = analyze(*files)
    assert ended.returncode == 2
    assert b"--case" in ended.stderr
    report = json.loads(analyze(*files, "--case", "--json", "-").stdout)
    assert [f["rule"] for f in report["findings"]] == ["remote-sender-unknown"]
    assert report["findings"][0]["evidence"][0]["path"] == "master.tgz!/master/hostsubnets"


def test_a_bundle_of_something_else_exits_3(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("milk, eggs\n")
    ended = analyze(tmp_path)
    assert ended.returncode == 3
    assert b"nothing here is of OpenShift SDN" in ended.stderr
    assert b"notes.txt" in ended.stderr


def test_another_network_plugin_exits_3(tmp_path: Path) -> None:
    folder = tmp_path / "must-gather/cluster-scoped-resources/config.openshift.io"
    folder.mkdir(parents=True)
    (folder / "networks.yaml").write_text(
        "---\napiVersion: config.openshift.io/v1\nitems:\n- apiVersion: config.openshift.io/v1\n"
        "  kind: Network\n  metadata:\n    name: cluster\n  spec:\n    clusterNetwork:\n"
        "    - cidr: 10.128.0.0/14\n      hostPrefix: 23\n    networkType: OVNKubernetes\n"
        "    serviceNetwork:\n    - 172.30.0.0/16\nkind: NetworkList\nmetadata: {}\n"
    )
    ended = analyze(tmp_path)
    assert ended.returncode == 3
    assert b"OVNKubernetes" in ended.stderr


def test_what_is_not_there_exits_3() -> None:
    ended = analyze("no-such-bundle.tgz")
    assert ended.returncode == 3
    assert b"no-such-bundle.tgz" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


def test_a_truncated_archive_is_read_and_marked(tmp_path: Path) -> None:
    whole = tmp_path / "b.tgz"
    with tarfile.open(whole, "w:gz") as tar:
        tar.add(BROKEN, ".")
    cut = tmp_path / "cut.tgz"
    cut.write_bytes(whole.read_bytes()[:-4000])
    report = json.loads(analyze(cut, "--json", "-").stdout)
    assert report["bundle"]["notes"]
    assert any(entry["status"] == "read" for entry in report["inputs"])


def test_usage_exits_2() -> None:
    assert analyze("--no-such-option", BROKEN).returncode == 2
    ended = analyze(BROKEN, "--select", "no-such-rule")
    assert ended.returncode == 2
    assert b"analyze rules" in ended.stderr
    assert analyze(BROKEN, "--fail-on", "sometimes").returncode == 2


def test_a_bug_exits_70(tmp_path: Path) -> None:
    code = (
        "import analyzer.analysis as a\n"
        "def broken(*_): raise ZeroDivisionError('boom')\n"
        "a.analyze = broken\n" + CODE
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, BROKEN], cwd=ROOT, capture_output=True, check=False
    )
    assert ended.returncode == 70
    assert b"bug of the analyzer" in ended.stderr


def test_colour_only_where_wanted() -> None:
    assert b"\x1b[" not in analyze(BROKEN).stdout
    assert b"\x1b[" in analyze(BROKEN, "--color", "always").stdout


def test_rules_are_listed_and_explained() -> None:
    listing = analyze("rules").stdout.decode()
    assert "remote-sender-unknown" in listing
    assert "FH-01" in listing
    page = analyze("rules", "remote-sender-unknown").stdout.decode()
    assert "Remedy:" in page
    assert analyze("rules", "no-such-rule").returncode == 2


def test_help_teaches() -> None:
    text = analyze("--help").stdout.decode()
    assert "analyze bundle.tgz --html report.html" in text
    assert "batch" in text
    assert "Exit codes" in text


def test_batch(tmp_path: Path, healthy: Path) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    with tarfile.open(cases / "broken.tgz", "w:gz") as tar:
        tar.add(BROKEN, ".")
    shutil.copytree(healthy, cases / "healthy")
    (cases / "bad.tgz").write_bytes(b"\x1f\x8b\x08\x00garbage")
    out = tmp_path / "triage"
    ended = analyze("batch", cases, "--out", out)
    assert ended.returncode == 3, "one case could not be read"
    assert b"3 cases: 1 with errors, 1 without, 1 not analyzed" in ended.stdout
    index = (out / "index.html").read_text()
    assert "broken.tgz.html" in index
    assert "bad.tgz" in index
    assert (out / "reports/healthy.html").is_file()
    (cases / "bad.tgz").unlink()
    assert analyze("batch", cases, "--out", out).returncode == 1
    assert analyze("batch", cases, "--out", out, "--fail-on", "never").returncode == 0


def test_nothing_escapes_and_nothing_is_left_behind(tmp_path: Path) -> None:
    before = sorted(p for p in BROKEN.rglob("*"))
    empty = tmp_path / "tmp"
    empty.mkdir()
    analyze(BROKEN, TMPDIR=str(empty))
    assert sorted(p for p in BROKEN.rglob("*")) == before
    assert list(empty.iterdir()) == []
