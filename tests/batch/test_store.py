"""What a triage folder tells later: SQL, pandas, case memory, judging again without bundles."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analyzer import analysis, case_memory
from analyzer.batch import records, version
from analyzer.batch.query import printed, query
from analyzer.batch.storage import Local
from analyzer.batch.task import Unusable
from analyzer.render import html
from tests.batch.cases import BAD, KINDS, ROOT, SAMPLES, batch, names_of, pack, sample_cases, tree


@pytest.fixture(scope="module")
def triage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six cases of three fault kinds with names of their own, and one that is no archive."""
    folder = tmp_path_factory.mktemp("store")
    sample_cases(folder / "cases", 6)
    (folder / "cases/bad.tgz").write_bytes(BAD)
    batch(folder / "out", folder / "cases")
    return folder / "out"


def test_sql_over_the_tables(triage: Path) -> None:
    found = query(
        "select rule, count(*) n from findings where root group by 1 order by 1", str(triage)
    )
    assert found.to_dict("list") == {
        "rule": ["host-ip-not-on-node", "pod-traffic-blocked", "remote-sender-unknown"],
        "n": [2, 2, 2],
    }
    found = query("select status, count(*) n from cases group by 1 order by 1", str(triage))
    assert found.to_dict("list") == {"status": ["analyzed", "failed"], "n": [6, 1]}
    flows = query(
        """select count(*) n from facts where fact = 'FlowTable' and "case" = 'case-0000.tgz'"""
        " and fields->>'table' = '10'",
        str(triage),
    )
    dumps = [p.read_text() for p in (SAMPLES / KINDS[0]).rglob("*") if p.is_file()]
    assert flows["n"][0] == sum(text.count(" table=10,") for text in dumps) > 0
    assert (
        query("select count(*) n from outcomes where status = 'crashed'", str(triage))["n"][0] == 0
    )
    assert query("select count(*) n from inputs", str(triage))["n"][0] > 60


def test_pandas_reads_the_store_and_the_csv(triage: Path) -> None:
    findings = pd.read_parquet(triage / "store/findings")
    assert set(findings["severity"]) >= {"error"}
    cases = pd.read_parquet(triage / "store/cases.parquet")
    table = pd.read_csv(triage / "cases.csv")
    assert list(table["case"]) == list(cases["case"])
    assert list(table["errors"]) == list(cases["errors"])


def test_what_is_wrong_with_a_query_is_said(triage: Path, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="nosuch"):
        query("select * from nosuch", str(triage))
    with pytest.raises(Unusable, match="holds no cases"):
        query("select 1", str(tmp_path))
    frame = pd.DataFrame({"a": ["\x1b[31mred", "b"], "n": [1, 2]})
    shown = "a            n\n\\x1b[31mred  1\nb            2\n"
    assert printed(frame, "table") == shown, "text of a bundle is shown, not obeyed"


def test_the_command(triage: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "from analyzer.main import main; main()", "query",
         "select count(*) as n from cases", str(triage), "--format", "csv"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ended.stdout == "n\n7\n"


def test_without_the_extras_all_but_sql_and_urls_work(tmp_path: Path) -> None:
    """`import` of an optional library fails here and in every process that is started."""
    blocker = tmp_path / "site/sitecustomize.py"
    blocker.parent.mkdir()
    blocker.write_text(
        "import sys\nfor name in ('pyarrow', 'duckdb', 'fsspec', 'distributed'):\n"
        "    sys.modules[name] = None\n"
    )
    sample_cases(tmp_path / "cases", 1)
    out = tmp_path / "out"

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        code = "from analyzer.main import main; main()"
        path = f"{blocker.parent}:{os.environ.get('PYTHONPATH', '')}"
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, words)], cwd=ROOT, capture_output=True,
            text=True, check=False, env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip

    ended = run("batch", tmp_path / "cases", "--out", out)
    assert ended.returncode == 1, ended.stderr
    assert (out / "index.html").is_file()
    assert (out / "cases.csv").read_text().count("\n") == 2
    assert not (out / "store").exists()
    extra = "pip install 'openshift-sdn-analyzer[batch]'"
    for words in (("query", "select 1", out), ("batch", "s3://b/c", "--out", out)):
        ended = run(*words)
        assert ended.returncode == 2
        assert extra in ended.stderr
    ended = run(
        "batch", tmp_path / "cases", "--out", out, "--engine", "dask", "--scheduler", "tcp://h:1"
    )
    assert (ended.returncode, "[cluster]" in ended.stderr) == (2, True)


def test_signatures_part_the_kinds_and_join_the_cases_of_one(triage: Path) -> None:
    rows = {r.name: r for r in records.read_all(Local(str(triage))) if r.status == "analyzed"}
    by_kind = [{rows[f"case-{n:04}.tgz"].signature for n in (k, k + 3)} for k in range(3)]
    assert all(len(signatures) == 1 for signatures in by_kind)
    assert len(set.union(*by_kind)) == 3


def test_case_memory_names_the_cases_with_the_same_cause(triage: Path, tmp_path: Path) -> None:
    case = pack(SAMPLES / "forward-drop", tmp_path / "new.tgz", names_of(77))
    report = case_memory.with_known(analysis.analyze([case]), str(triage))
    assert [k.case for k in report.known] == ["case-0002.tgz", "case-0005.tgz"]
    assert all(k.same for k in report.known)
    html, markdown, again = (tmp_path / n for n in ("r.html", "r.md", "r.json"))
    ended = subprocess.run(
        [sys.executable, "-c", "from analyzer.main import main; main()", str(case), "--known",
         str(triage), "--html", str(html), "--markdown", str(markdown), "--json", str(again)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "Seen before: case-0002.tgz" in ended.stdout
    assert "Seen before" in html.read_text()
    assert "case-0005.tgz" in markdown.read_text()
    assert [k["case"] for k in json.loads(again.read_text())["known"]] == [
        "case-0002.tgz", "case-0005.tgz",
    ]  # fmt: skip


def test_a_healthy_case_is_like_no_other(triage: Path) -> None:
    report = analysis.analyze(
        [SAMPLES / "forward-drop"], analysis.Options(ignore=("pod-traffic-blocked",))
    )
    assert case_memory.with_known(report, str(triage)).known == ()


def test_judging_again_equals_a_fresh_run(tmp_path: Path) -> None:
    """With a rule that the first run had not, and with the bundles gone."""
    out = tmp_path / "out"
    sample_cases(tmp_path / "cases", 3)
    batch(out, tmp_path / "cases", ignore=("pod-traffic-blocked",))
    assert (
        query("select sum(errors) n from cases where \"case\" = 'case-0002.tgz'", str(out))["n"][0]
        == 0
    )
    batch(tmp_path / "fresh", tmp_path / "cases")
    shutil.rmtree(tmp_path / "cases")
    assert batch(out, rerun=True).statuses == {"analyzed": 3}
    again, fresh = tree(out), tree(tmp_path / "fresh")
    new = json.loads(again.pop("reports/case-0002.tgz.json"))
    wanted = json.loads(fresh.pop("reports/case-0002.tgz.json"))
    around = (
        [f.pop("context") for f in new["findings"]],
        [f.pop("context") for f in wanted["findings"]],
    )
    assert new == wanted
    assert len(around[1][0][0]) > len(around[0][0][0]) == 1, (
        "the lines around new evidence are gone"
    )
    again.pop("reports/case-0002.tgz.html")
    fresh.pop("reports/case-0002.tgz.html")
    assert again == fresh
    assert batch(out, rerun=True).statuses == {"analyzed": 3}
    assert tree(out)["reports/case-0000.tgz.json"] == fresh["reports/case-0000.tgz.json"]


def test_judging_again_beside_the_bundles_equals_a_fresh_run_in_every_byte(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sample_cases(tmp_path / "cases", 3)
    batch(out, tmp_path / "cases", ignore=("pod-traffic-blocked",))
    batch(out, rerun=True)
    batch(tmp_path / "fresh", tmp_path / "cases")
    assert tree(out) == tree(tmp_path / "fresh")


def test_what_can_not_be_judged_again_keeps_its_result(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sample_cases(tmp_path / "cases", 2)
    batch(out, tmp_path / "cases")
    folder = Local(str(out))
    row = records.read(folder, "case-0000.tgz")
    assert row is not None
    replace(row, reading="other parsers").write(folder)
    (out / "facts/case-0001.tgz.zst").unlink()
    before = tree(out)
    outcome = batch(out, rerun=True)
    assert outcome.statuses == {"not-rerun": 2}
    assert [reason for _, reason in sorted(outcome.not_rerun)] == [
        "the bundle is needed: its facts were read by another version",
        "no stored facts (removed)",
    ]
    assert tree(out) == before
    assert version.reading() != version.judging()


def test_what_is_compiled_is_no_version() -> None:
    html.environment()  # keeps compiled templates beside the templates
    files = version.files_of("templates")
    assert [file.suffix for file in files if file.name == "report.html.j2"] == [".j2"]
    assert not [file for file in files if file.parent.name == "__pycache__"]
