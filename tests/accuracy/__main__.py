"""`make accuracy`: breaks healthy bundles in every release and mode, and writes docs/accuracy.md.

Each cluster is a process of its own, as many at once as ACCURACY_PROCESSES says (else: processors).
What is done lies in .accuracy/ until code changes: a run that was stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from tests.accuracy import page
from tests.accuracy.job import Job, Result, jobs

TOP = Path(__file__).parents[2]
PAGE = TOP / "docs" / "accuracy.md"
WRITING = {
    "__main__.py", "page.py", "explained.py", "scores.py", "unbroken.py", "breaks.py", "breaks_more.py",
}  # fmt: skip
DONE = TOP / ".accuracy"


def fingerprint() -> str:
    """Of all code that a result depends on; what writes the page is no part of it."""
    text = hashlib.sha256()
    for folder in ("analyzer", "parsers", "rules", "tests/accuracy"):
        for path in sorted((TOP / folder).rglob("*")):
            if path.suffix in {".py", ".txt"} and path.name not in WRITING:
                text.update(path.read_bytes())
    return text.hexdigest()[:16]


def work(job: Job, folder: Path) -> Result:
    """Run a job in a process of its own, or read what an earlier run left of it."""
    path = stored(job, folder)
    if not path.exists():
        spec = json.dumps(asdict(job), sort_keys=True)
        done = subprocess.run([sys.executable, "-m", "tests.accuracy.job", spec], cwd=TOP, check=False,
                              capture_output=True, text=True)  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{job}: {done.stderr}")
        partial = path.with_suffix(".part")
        partial.write_text(done.stdout)
        partial.rename(path)
    return Result.read(path.read_text())


def stored(job: Job, folder: Path) -> Path:
    """Return where a job's result lies, or will."""
    spec = json.dumps(asdict(job), sort_keys=True)
    return folder / f"{hashlib.sha256(spec.encode()).hexdigest()[:16]}.json"


def publish(todo: list[Job], results: list[Result], sample: int) -> None:
    text = page.write(results, todo[: len(results)], sample, todo[len(results) :])
    PAGE.write_text(text, encoding="utf-8")


def main(sample: int = 1) -> None:
    """Run all, or in each release one mutation of so many; the page holds what is done so far."""
    began = time.monotonic()
    folder = DONE / fingerprint()
    folder.mkdir(parents=True, exist_ok=True)
    todo = list(jobs(sample))
    results: list[Result] = []
    processes = int(os.environ.get("ACCURACY_PROCESSES", os.cpu_count() or 1))
    with ThreadPoolExecutor(processes) as pool:
        for job, result in zip(todo, pool.map(lambda each: work(each, folder), todo), strict=True):
            results.append(result)
            failed = sum(v.outcome in {"missed", "wrong first"} or bool(v.extra)
                         for v in result.verdicts)  # fmt: skip
            print(f"{time.monotonic() - began:5.0f} s  {len(results)}/{len(todo)}  {job}: "
                  f"{len(result.verdicts) + len(result.drawn)} mutations, {failed} not right, "
                  f"{len(result.alarms)} false alarms, {result.seconds:.0f} s, {result.megabytes} MB",
                  file=sys.stderr, flush=True)  # fmt: skip
            publish(todo, results, sample)
    print(PAGE.read_text(encoding="utf-8"))
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
