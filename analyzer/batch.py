"""Analyzes many bundles: each in a process of its own, a report for each, and an index page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from analyzer.main import EXIT_FINDINGS, EXIT_UNREADABLE
from analyzer.render import json as saved
from analyzer.render.batch_index import BatchRow
from analyzer.render.batch_index import render as render_index

TIMEOUT = 1_800
"""Seconds for one case."""


class NothingToDo(Exception):  # noqa: N818 - a usage error with its message
    """No bundle was found at the given paths."""


def bundles_in(paths: Sequence[Path]) -> list[Path]:
    """Return the cases: each given file, and each file or folder in a given folder."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if not p.name.startswith("."))
            # A folder of bundles is a batch; a folder that holds one case each level down as well.
            found.extend(inside)
        elif path.exists():
            found.append(path)
        else:
            raise NothingToDo(f"{path} does not exist")
    if not found:
        raise NothingToDo(f"no bundle in {', '.join(map(str, paths))}")
    return found


def run(paths: Sequence[Path], out: Path, jobs: int, say: Callable[[str], None]) -> list[BatchRow]:
    """Analyze every bundle and write `out/index.html`; returns a row a case, in the given order."""
    cases = bundles_in(paths)
    out.mkdir(parents=True, exist_ok=True)
    names = _unique([case.name for case in cases])
    done = 0

    def one(case: Path, name: str) -> BatchRow:
        nonlocal done
        row = analyze_one(case, name, out)
        done += 1
        state = row.reason if row.status == "failed" else f"{row.errors} errors"
        say(f"[{done}/{len(cases)}] {case}: {state}")
        return row

    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        rows = list(pool.map(one, cases, names))
    (out / "index.html").write_text(render_index(rows), encoding="utf-8")
    return rows


def analyze_one(case: Path, name: str, out: Path) -> BatchRow:
    """Analyze one case in a process of its own, so that nothing it does can stop the others."""
    html, json = out / f"{name}.html", out / f"{name}.json"
    command = [
        sys.executable, "-c", "from analyzer.main import main; main()",
        "run", os.fspath(case), "--quiet", "--html", os.fspath(html), "--json", os.fspath(json),
    ]  # fmt: skip
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return BatchRow.failed(name, f"not finished after {TIMEOUT} s")
    if ended.returncode not in {0, EXIT_FINDINGS} or not json.exists():
        last = ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"]
        return BatchRow.failed(name, last[-1].removeprefix("analyze: "))
    return BatchRow.of(name, html.name, saved.load(json.read_text(encoding="utf-8")))


def _unique(names: Sequence[str]) -> list[str]:
    """Return the names, numbered where two cases have the same."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return result


def summary(rows: Sequence[BatchRow], out: Path) -> str:
    """Return the lines that end a batch."""
    failed = [row for row in rows if row.status == "failed"]
    broken = sum(1 for row in rows if row.errors)
    rest = len(rows) - broken - len(failed)
    lines = [f"{len(rows)} cases: {broken} with errors, {rest} without, {len(failed)} not analyzed"]
    lines += [f"  {row.name}: {row.reason}" for row in failed]
    lines.append(f"index: {out / 'index.html'}")
    return "\n".join(lines) + "\n"


def exit_code(rows: Sequence[BatchRow], fail_on: str) -> int:
    """Return 3 if a case could not be read, else 1 if one has findings from `fail_on`, else 0."""
    if any(row.status == "failed" for row in rows):
        return EXIT_UNREADABLE
    found = {
        "never": 0,
        "error": sum(row.errors for row in rows),
        "warning": sum(row.errors + row.warnings for row in rows),
        "info": sum(row.errors + row.warnings + row.infos for row in rows),
    }[fail_on]
    return EXIT_FINDINGS if found else 0
