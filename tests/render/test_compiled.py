"""Compiled templates are kept beside the templates, and nothing depends on them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from analyzer.render import compiled, html
from tests.render.hostile import REPORT


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where compiled templates go: a folder of the test's own."""
    monkeypatch.setattr(compiled, "resources", SimpleNamespace(files=lambda _: tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    html.environment.cache_clear()
    yield tmp_path / "__pycache__"
    html.environment.cache_clear()


def again() -> str:
    html.environment.cache_clear()
    return html.render(REPORT)


def test_pages_are_the_same_from_what_was_kept(kept: Path) -> None:
    first = html.render(REPORT)
    files = sorted(kept.iterdir())
    assert len(files) >= 2
    written = [each.stat().st_mtime_ns for each in files]
    assert again() == first
    assert [each.stat().st_mtime_ns for each in files] == written


def test_what_is_spoiled_is_compiled_again(kept: Path) -> None:
    first = html.render(REPORT)
    good = {each: each.read_bytes() for each in kept.iterdir()}
    for number, each in enumerate(good):
        each.write_bytes((b"", b"nonsense", good[each][:-20])[number % 3])
    assert again() == first
    assert {each: each.read_bytes() for each in kept.iterdir()} == good


def test_a_folder_that_takes_nothing_is_left_alone(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.touch()  # a file in its place
    assert compiled.compiled() is None
    assert "node1" in again()
    kept.unlink()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    html.render(REPORT)
    assert not kept.exists()
