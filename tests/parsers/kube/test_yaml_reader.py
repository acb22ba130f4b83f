"""Our reader reads what PyYAML reads, or says that the text is unusual."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.bundle.open import walk
from parsers.kube.documents import is_yaml
from parsers.kube.yaml_reader import read_yaml
from parsers.kube.yaml_scalars import Unusual
from parsers.text import clean
from tests.cases.judge import SHARED, truths

READ = [
    ("a: b\n", {"a": "b"}),
    ("a: 'it''s'\n", {"a": "it's"}),
    ('a: "x\\ty \\"q\\" \\u00e9"\n', {"a": 'x\ty "q" \xe9'}),
    ("a: yes\nb: Off\nc: null\nd: ~\ne:\n", {"a": True, "b": False, "c": None, "d": None, "e": None}),
    ("a: 17\nb: -3\nc: 1.5\nd: 10.128.0.0/14\n", {"a": 17, "b": -3, "c": 1.5, "d": "10.128.0.0/14"}),
    ("a: 1e67e142-728d\nb: v1.11.0+d4cacc0\n", {"a": "1e67e142-728d", "b": "v1.11.0+d4cacc0"}),
    ("a: 2018-07-02T08:14:51Z\n", {"a": datetime(2018, 7, 2, 8, 14, 51, tzinfo=UTC)}),
    ("a: {}\nb: []\n", {"a": {}, "b": []}),
    ("a:\n- b\n- c: d\n  e: f\n-   - x\n", None),
    ("a:\n- b\n- c: d\n  e: f\n- - x\n  - y\n", {"a": ["b", {"c": "d", "e": "f"}, ["x", "y"]]}),
    ("a:\n  - b\nc: d\n", {"a": ["b"], "c": "d"}),
    ("a: |\n  one\n\n    two\nb: c\n", {"a": "one\n\n  two\n", "b": "c"}),
    ("a: |-\n  [{\n  }]\nb: c\n", {"a": "[{\n}]", "b": "c"}),
    ("a: |+\n  one\n\nb: c\n", {"a": "one\n\n", "b": "c"}),
    ("a: long words\n  that go on\nb: c\n", {"a": "long words that go on", "b": "c"}),
    ("a: 'one\n\n  two'\nb: c\n", {"a": "one\ntwo", "b": "c"}),
    ('a: "one\\\n  \\ two"\nb: c\n', {"a": "one two", "b": "c"}),
    ('f:x:\n  k:{"type":"Ready"}:\n    .: {}\n', {"f:x": {'k:{"type":"Ready"}': {".": {}}}}),
    ("'a': b\n\"c d\": e\n", {"a": "b", "c d": "e"}),
    ("---\na: b\n", {"a": "b"}),
    ("- a: b\n- c\n", [{"a": "b"}, "c"]),
]  # fmt: skip
LEFT_TO_PYYAML = [
    "a: &x b\nc: *x\n", "a: {b: c}\n", "a: >\n  folded\n", "a: |2\n   b\n", "a: 0x1f\n", "a: 0777\n",
    "a: 1:30\n", "a: 2018-07-02\n", "a: .inf\n", "a: b # comment\n", "# c\na: b\n", "? a\n: b\n",
    "a: !!str 1\n", "1: b\n", "a:\tb\n", "a: 'x\n", "a: \"\\ud83d\"\n", "a: b: c\n", "a: @b\n",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ, ids=[text for text, _ in READ])
def test_what_oc_writes(text: str, value: object) -> None:
    if value is None:
        with pytest.raises(Unusual):
            read_yaml(text)
        return
    assert read_yaml(text) == value == yaml.load(text, yaml.CSafeLoader)


@pytest.mark.parametrize("text", LEFT_TO_PYYAML)
def test_what_oc_does_not_write_is_left_to_pyyaml(text: str) -> None:
    with pytest.raises(Unusual):
        read_yaml(text)


def test_what_is_skipped_reads_as_nothing() -> None:
    text = "a:\n  env:\n  - name: |\n      x\n\n    value: y\n  z: 1\nenv: prod\n"
    assert read_yaml(text, {"env"}) == {"a": {"env": None, "z": 1}, "env": "prod"}


TEXT = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(["yes", "null", "1", "0x1", "- a", "a: b", "a #b", " a", "'", '"', "\\", "", "~"]),
    st.from_regex(r"[ -~]{0,120}", fullmatch=True),
    st.from_regex(r"[0-9.:eE_+-]{1,12}", fullmatch=True),
)  # fmt: skip
VALUES = st.recursive(
    st.one_of(TEXT, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(TEXT, VALUES, min_size=1, max_size=5), st.sampled_from([40, 80, 9999]))
def test_any_object_reads_as_pyyaml_reads_it(value: dict[str, object], width: int) -> None:
    text = yaml.safe_dump(value, default_flow_style=False, width=width, allow_unicode=True)
    try:
        found = read_yaml(text)
    except Unusual:
        return
    assert found == yaml.load(text, yaml.CSafeLoader)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(
    ["a: b", "  c: d", "- e", "  - f: g", "    h: 'i", "j'", "k: |", "   l", "", "m:", '  n: "o', 'p"',
     "  q r", "- - s", "t: {}", "  # u", "v: w: x", "---", "...", "    ", "- ", "-", "  y: - z"],
), max_size=12))  # fmt: skip
def test_any_lines_read_as_pyyaml_reads_them_or_not_at_all(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    try:
        found = read_yaml(text)
    except (Unusual, IndexError):
        return
    assert found == yaml.load(text, yaml.CSafeLoader)


def yaml_files(bundle: Path) -> Iterator[tuple[str, str]]:
    for member in walk(bundle):
        head = b"".join(islice(chunks := member.chunks(), 1))
        text = clean(head[:4096])
        header = len("\n".join(text.split("\n", 2)[:2])) + 1 if text.startswith("> ") else 0
        if is_yaml(text[header:]) and (member.size or 0) < 200_000:
            yield member.path, clean(head + b"".join(chunks))[header:]


def test_recorded_yaml_reads_as_pyyaml_reads_it() -> None:
    bundles = [bundle for _, bundle, _ in truths()] + sorted((SHARED / "real").glob("*.tar.xz"))
    if not bundles:
        pytest.skip("../shared is absent")
    unusual, read = [], 0
    for bundle in bundles:
        for path, text in yaml_files(bundle):
            read += 1
            try:
                found = read_yaml(text)
            except Unusual:
                unusual.append(path)
                continue
            assert found == yaml.load(text, yaml.CSafeLoader), path
    assert read > 2_000
    assert len(unusual) < read / 100, unusual
