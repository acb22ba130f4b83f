"""What a result depends on: the bundle's content, the code that read it, the code that judged."""

from __future__ import annotations

import ast
import functools
import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from analyzer import __version__
from analyzer.batch.task import Choices

ROOT = Path(__file__).parents[2]
ENTRY = ("analyzer/ingest.py", "analyzer/bundle", "parsers")
"""Where reading begins; what these import belongs to it."""
JUDGING = ("parsers", "rules", "analyzer", "templates")


def imported(parts: Sequence[str]) -> list[Path]:
    """Return the files of our packages that some of them import, themselves included, sorted."""
    queue = [file for part in parts for file in files_of(part)]
    seen: set[Path] = set()
    while queue:
        file = queue.pop()
        if file in seen or not file.is_file():
            continue
        seen.add(file)
        if file.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module:
                base = ROOT / node.module.replace(".", "/")
                queue.append(base.with_suffix(".py"))
                queue += [base / f"{alias.name}.py" for alias in node.names]
    return sorted(seen)


def files_of(part: str) -> list[Path]:
    """Return the files of a package, or a single file."""
    path = ROOT / part
    found = [path] if path.is_file() else path.rglob("*")
    # What was compiled says nothing new, and comes and goes.
    return sorted(
        f for f in found if f.is_file() and f.suffix != ".md" and f.parent.name != "__pycache__"
    )


def _of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256(__version__.encode())
    for file in files:
        digest.update(f"\0{file.relative_to(ROOT)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def reading() -> str:
    """Return the version of the code that turns a bundle into facts.

    While it stays, stored facts are what reading the bundle again would give.
    """
    return _of(imported(ENTRY))


@functools.cache
def judging() -> str:
    """Return the version of all that makes a report: rules, causes, pages."""
    return _of(file for part in JUDGING for file in files_of(part))


def of_choices(choices: Choices, key: str) -> str:
    """Return a digest of the options that change a report; `key` is that of the redaction."""
    said = (choices.select, choices.ignore, sorted(choices.limits.items()), key)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def content(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's files with their names."""
    if path.is_file():
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(path):
        folders.sort()
        for name in sorted(files):
            file = Path(folder) / name
            digest.update(os.fsencode(file.relative_to(path)) + b"\0")
            if file.is_symlink() or not file.is_file():
                digest.update(b"special")
                continue
            with file.open("rb") as opened:
                digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()
