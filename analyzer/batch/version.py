"""What a result depends on: the bundle's content, the code that read it, the code that judged."""

from __future__ import annotations

import functools
import hashlib
import os
from importlib import metadata
from pathlib import Path

from analyzer.batch.task import Choices

ROOT = Path(__file__).parents[2]
READING = ("parsers", "analyzer/bundle", "analyzer/ingest.py", "analyzer/ingested.py",
           "analyzer/inputs.py", "analyzer/recognise.py", "analyzer/commands.py",
           "analyzer/transcripts.py", "analyzer/report.py")  # fmt: skip
"""What makes facts of a bundle: while it stays, stored facts are what reading would give."""
JUDGING = (*READING, "rules", "analyzer", "templates")


def _of(parts: tuple[str, ...]) -> str:
    digest = hashlib.sha256(metadata.version("openshift-sdn-analyzer").encode())
    for part in parts:
        path = ROOT / part
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if file.is_file() and file.suffix not in {".pyc", ".md"}:
                digest.update(f"\0{file.relative_to(ROOT)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def reading() -> str:
    """Return the version of the code that turns a bundle into facts."""
    return _of(READING)


@functools.cache
def judging() -> str:
    """Return the version of all that makes a report: rules, causes, pages."""
    return _of(JUDGING)


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
