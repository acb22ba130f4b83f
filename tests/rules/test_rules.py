"""Every rule against its two tiny bundles, and against each of them with one artifact taken out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.identity import NotOurs
from analyzer.report import Report
from rules.catalog import RULES

HERE = Path(__file__).parent
FOLDERS = {
    folder.name.replace("_", "-"): folder
    for group in HERE.iterdir()
    if group.is_dir()
    for folder in group.iterdir()
    if (folder / "fail").is_dir() or (folder / "pass").is_dir()
}
NAMES = [rule.name for rule in RULES]


def analyze(bundle: Path, name: str) -> Report:
    return analysis.analyze([bundle], analysis.Options(select=(name,)))


def printed(report: Report) -> str:
    """The findings as expected.txt holds them: a line each, then their evidence."""
    lines = []
    for finding in sorted(report.findings, key=lambda f: (f.node or "", f.message)):
        lines.append(f"{finding.severity} {finding.rule} {finding.node or '-'}: {finding.message}")
        lines += [f"  {s.path}:{s.line}: {s.text.strip()}" for s in finding.evidence]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_has_its_folder(name: str) -> None:
    folder = FOLDERS.get(name)
    assert folder, f"tests/rules/*/{name.replace('-', '_')}/ with pass/, fail/ and expected.txt"
    assert (folder / "pass").is_dir()
    assert (folder / "fail").is_dir()
    assert (folder / "expected.txt").is_file()


def test_no_folder_without_its_rule() -> None:
    assert sorted(FOLDERS) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_pass(name: str) -> None:
    report = analyze(FOLDERS[name] / "pass", name)
    assert [f.message for f in report.findings if f.severity != "info"] == []
    statuses = {outcome.status for outcome in report.outcomes}
    crashes = [o.reason for o in report.outcomes if o.status == "crashed"]
    assert not crashes, crashes[0]
    assert "passed" in statuses, [(o.node, o.status, o.reason, o.missing) for o in report.outcomes]


@pytest.mark.parametrize("name", NAMES)
def test_fail(name: str) -> None:
    report = analyze(FOLDERS[name] / "fail", name)
    crashes = [o.reason for o in report.outcomes if o.status == "crashed"]
    assert not crashes, crashes[0]
    assert printed(report) == (FOLDERS[name] / "expected.txt").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_without_an_artifact_it_is_never_green_by_mistake(name: str, tmp_path: Path) -> None:
    """Take each file out of fail/: the rule finds no other fault, and says what it lacks.

    It may still fail (another artifact holds the fault) or pass where the file was optional; it
    must not report something that is not in the whole bundle.
    """
    bundle = FOLDERS[name] / "pass"
    blind = False
    for file in sorted(p for p in bundle.rglob("*") if p.is_file()):
        copy = tmp_path / "copy"
        shutil.copytree(bundle, copy)
        (copy / file.relative_to(bundle)).unlink()
        try:
            report = analyze(copy, name)
        except NotOurs:
            blind = True
            continue
        finally:
            shutil.rmtree(copy)
        assert not [o.reason for o in report.outcomes if o.status == "crashed"]
        assert [f.message for f in report.findings if f.severity != "info"] == [], file
        lacking = [o for o in report.outcomes if o.status == "not-evaluated"]
        refused = any(o.status == "not-applicable" for o in report.outcomes)
        blind = blind or bool(lacking) or refused or not report.outcomes
        for outcome in lacking:
            assert outcome.missing, "what is missing is named"
    assert blind, "no artifact is needed at all"
