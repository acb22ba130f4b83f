"""What tshark and we say of every capture in the recorded bundles is the same, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analyzer.bundle.open import walk
from analyzer.bundle.sniff import CAPTURES
from tests.cases.judge import CASES
from tests.parsers.capture.oracle import ours, tshark

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is absent")
BUNDLES = sorted(CASES.glob("*/bundle.*")) if CASES.is_dir() else []


def captures(bundle: Path, folder: Path) -> Iterator[Path]:
    """Unpack the captures of a bundle."""
    for number, member in enumerate(walk(bundle)):
        whole = b"".join(member.chunks())
        if whole.startswith(CAPTURES):
            path = folder / f"{number}-{Path(member.path).name}"
            path.write_bytes(whole)
            yield path


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda path: path.parent.name)
def test_tshark_agrees(bundle: Path, tmp_path: Path) -> None:
    paths = list(captures(bundle, tmp_path))
    with ThreadPoolExecutor(2) as pool:
        for path, said in zip(paths, pool.map(tshark, paths), strict=True):
            assert ours(path) == said, path.name


def test_there_are_captures_with_faults(tmp_path: Path) -> None:
    counts = [len(list(captures(bundle, tmp_path))) for bundle in BUNDLES]
    assert sum(counts) >= 150
