"""Stored facts: whole, judged as if they had just been read, and harmless whoever wrote them."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
import zstandard

from analyzer import analysis
from analyzer.batch import stored_facts, version
from tests.batch.cases import KINDS, ROOT, SAMPLES
from tests.cases.judge import truths

BUNDLES = [*(SAMPLES / kind for kind in KINDS), *(bundle for _, bundle, _ in truths())]


@pytest.mark.parametrize(
    "bundle", BUNDLES, ids=lambda p: p.name if p in BUNDLES[:3] else p.parent.name
)
def test_stored_facts_give_the_same_report(bundle: Path) -> None:
    ingested, notes = analysis.read([bundle], analysis.Options())
    again, notes_again = stored_facts.load(stored_facts.dump(ingested, notes))
    first, _ = analysis.judge([bundle], ingested, notes, analysis.Options())
    second, _ = analysis.judge([bundle], again, notes_again, analysis.Options())
    assert first.findings == second.findings
    assert first.outcomes == second.outcomes
    assert first.inputs == second.inputs
    assert first.bundle == second.bundle


class Evil:
    def __init__(self, *what: object) -> None:
        self.what = what

    def __reduce__(self) -> tuple[object, ...]:
        return self.what  # type: ignore[return-value]


@pytest.mark.parametrize(
    "evil",
    [
        Evil(os.system, ("touch pwned",)),
        Evil(getattr, (dict, "__subclasses__")),
        Evil(getattr, ({}, "pop")),
        Evil(eval, ("1",)),
        Evil(analysis.analyze, (["/etc"],)),
    ],
)
def test_a_pickle_with_anything_else_is_refused(evil: Evil) -> None:
    data = zstandard.compress(pickle.dumps((evil, [])))
    with pytest.raises(stored_facts.Unfit):
        stored_facts.load(data)


@pytest.mark.parametrize("data", [b"", b"garbage", zstandard.compress(b"garbage")])
def test_what_is_no_stored_fact_is_refused(data: bytes) -> None:
    with pytest.raises(stored_facts.Unfit):
        stored_facts.load(data)


def test_the_version_of_reading_covers_what_reading_imports_and_no_rule() -> None:
    found = {str(file.relative_to(ROOT)) for file in version.imported(version.ENTRY)}
    assert {"analyzer/ingest.py", "analyzer/inputs.py", "analyzer/bundle/tar.py"} <= found
    assert {"parsers/ovs_flow.py", "parsers/kube/pods.py", "analyzer/recognise.py"} <= found
    assert not any(name.startswith(("rules/", "analyzer/render", "templates")) for name in found)
