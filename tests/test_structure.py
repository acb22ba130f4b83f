"""The tree keeps its promises: import arrows, catalogues, sizes, lazy imports, generated pages."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from analyzer import rule_pages
from parsers.catalog import PARSERS
from parsers.kube.catalog import KINDS
from rules.base import Rule
from rules.catalog import RULES
from tests import docs

ROOT = Path(__file__).parents[1]
PACKAGES = ("analyzer", "parsers", "rules", "templates")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
ALLOWED = {
    "templates": {"templates"},
    "parsers": {"parsers"},
    "rules": {"rules", "parsers"},
    "analyzer": {"analyzer", "rules", "parsers", "templates"},
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert imports(path) & set(PACKAGES) <= ALLOWED[package]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 250


def test_every_rule_file_is_in_the_catalogue() -> None:
    files = {
        path.stem.replace("_", "-")
        for path in (ROOT / "rules").glob("*/*.py")
        if path.parent.name != "derived" and path.stem != "__init__"
        if "@rule(" in path.read_text()
    }
    assert files == {rule.name for rule in RULES}


def test_every_parser_file_is_in_the_catalogue() -> None:
    with_parser = [path.stem for path in (ROOT / "parsers").glob("*.py")
                   if "= Parser(" in path.read_text()]  # fmt: skip
    modules = {parser.read.__module__.split(".")[-1] for parser in PARSERS}
    assert set(with_parser) <= modules | {"ovs_vsctl"}
    assert len(KINDS) >= 11


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_documented_and_explains_rules_that_exist(rule: Rule) -> None:
    names = {other.name for other in RULES}
    assert set(rule.explains) <= names, set(rule.explains) - names
    known = names | {other.group for other in RULES}
    assert set(rule.explained_by) <= known, set(rule.explained_by) - known
    assert rule.name not in rule.explains
    assert rule.invariants
    assert rule.section.startswith("39.")
    assert len(rule.doc.remedy) > 20


def test_rule_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_rules_page_is_current() -> None:
    assert (ROOT / "rules/README.md").read_text() == rule_pages.readme(), "run `make docs`"


def test_the_samples_page_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert (ROOT / "samples/README.md").read_text() == docs.samples(), "run `make docs`"


def test_the_page_of_invariants_is_current() -> None:
    assert (ROOT / "docs/invariants.md").read_text() == docs.invariants(), "run `make docs`"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_names_invariants_that_are_listed(rule: Rule) -> None:
    assert set(rule.invariants) <= docs.catalogue().keys()


HEAVY = {"pandas", "scapy", "numpy", "pyparsing", "jinja2", "yaml", "rich", "re2",
         "duckdb", "pyarrow", "fsspec", "distributed"}  # fmt: skip


def loaded(*arguments: str) -> set[str]:
    """Top-level modules that a run of the command line has loaded at its end."""
    code = (
        f"import sys\nfrom analyzer import main\nsys.argv[1:] = {list(arguments)!r}\n"
        "try:\n    main.main()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(ended.stderr.split())


def test_help_loads_nothing_heavy() -> None:
    assert loaded("--help") & (HEAVY - {"rich"}) == set()


def test_a_small_bundle_loads_no_pandas_scapy_numpy_or_pyparsing(tmp_path: Path) -> None:
    html = str(tmp_path / "r.html")
    seen = loaded("samples/tun-src-missing", "--quiet", "--html", html)
    assert seen & {"pandas", "scapy", "numpy", "pyparsing"} == set()


def test_the_wheel_holds_just_the_packages(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir",
         str(tmp_path), str(ROOT)],
        check=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {t for t in tops if not t.endswith(".dist-info")} == set(PACKAGES)
    assert "templates/report.html.j2" in names
