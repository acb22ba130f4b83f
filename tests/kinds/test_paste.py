"""Every file of the recorded cases, renamed to paste.txt with CRLF and a byte order mark, is known.

It is told by its content alone, and read as what it was in its bundle.
"""

from __future__ import annotations

import functools

import pytest

from analyzer.bundle.limits import Limits
from analyzer.bundle.member import Member
from analyzer.bundle.open import walk
from analyzer.ingest import Ingest
from analyzer.inputs import Input
from parsers.catalog import PARSERS
from tests.cases.judge import CASES, truths
from tests.kinds import tree
from tests.kinds.layouts import LAYOUTS


def paste(data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")


def read(path: str, data: bytes) -> Input:
    ingest = Ingest(PARSERS)
    ingest.take(Member(path, len(data), iter([data])))
    return ingest.result.inputs[0]


@functools.cache
def files() -> dict[bytes, str]:
    """Content -> where it was first found; most files come in several cases."""
    found: dict[bytes, str] = {}
    for _, bundle, _ in truths():
        for member in walk(bundle, Limits(), lambda _: None):
            if member.readable:
                data = b"".join(member.chunks())
                found.setdefault(data, f"{bundle.parent.name}/{member.path}")
    return found


@pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is absent")
def test_every_recorded_file_is_known_by_its_content() -> None:
    wrong = []
    for data, path in files().items():
        if path.endswith(".pcap") or not data.split(b"\n\n", 1)[-1].strip():
            continue
        there, here = read(path, data), read("paste.txt", paste(data))
        if not here.kinds or here.kinds == ["transcript"] or here.status == "crashed":
            wrong.append(f"{path}: {here.status}")
        # An empty List has no kind but the one that its name says.
        elif set(here.kinds) - set(there.kinds) - {"objects"} and there.kinds:
            wrong.append(f"{path}: {there.kinds} became {here.kinds}")
        elif here.unread > there.unread:
            wrong.append(f"{path}: {here.unread} lines unread: {here.details}")
    assert "\n".join(wrong) == ""
    assert len(files()) > 1000


@pytest.mark.parametrize("kind", LAYOUTS)
def test_every_file_of_every_kind_is_known_by_its_content(kind: str) -> None:
    wrong = []
    for file in tree.files(kind):
        if file.artifacts == ("capture",) or file.text in {"", *tree.NAMELESS_TEXTS}:
            continue
        here = read("paste.txt", paste(file.data))
        if not (file.error or set(file.artifacts) & tree.NAMELESS) and not set(
            file.artifacts
        ) <= set(here.kinds):
            wrong.append(f"{file.path}: {here.kinds or here.status} is not {file.artifacts}")
    assert wrong == []
