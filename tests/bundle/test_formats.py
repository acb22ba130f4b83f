"""Every format yields the same files with the same bytes."""

from __future__ import annotations

import io
import sys
import tarfile
import threading
import zipfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import cast

import pytest

from analyzer.bundle.open import Member, walk
from tests.bundle.make import COMPRESS, END, opened, special, tar, zipped

FILES = {
    "b/flows": b"OFPST_FLOW reply\n" * 9000,
    "b/empty": b"",
    "b/one": b"1",
    "b/block": b"x" * 512,
    f"b/{'long/' * 30}name-{'n' * 120}": b"long",
    "b/zürich": b"utf-8",
    "b/journal": bytes(range(32, 127)) * 40_000,
    "b/last": b"end\n",
}


@pytest.mark.parametrize("compression", COMPRESS)
@pytest.mark.parametrize("format_", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar(tmp_path: Path, format_: int, compression: str) -> None:
    target = tmp_path / "no suffix"
    target.write_bytes(COMPRESS[compression](tar(FILES, format_)))
    result = opened(target)
    assert result.content == FILES
    assert list(result.content) == list(FILES)
    assert result.notes == []


@pytest.mark.parametrize("compression", ["gzip", ""])
def test_without_isal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compression: str) -> None:
    monkeypatch.setitem(sys.modules, "isal", None)
    data = COMPRESS[compression](tar(FILES))
    target = tmp_path / "bundle"
    target.write_bytes(data)
    assert opened(target).content == FILES
    target.write_bytes(data[: len(data) // 2])
    assert "truncated" in opened(target).notes[0] or not compression


def test_ustar_prefix_and_leading_dot(tmp_path: Path) -> None:
    name = "./" + "directory/" * 12 + "file"
    target = tmp_path / "bundle.tar"
    target.write_bytes(tar({name: b"x"}, tarfile.USTAR_FORMAT))
    assert opened(target).content == {name[2:]: b"x"}


def test_v7_tar_without_magic(tmp_path: Path) -> None:
    header = bytearray(tar({"a": b"text"}, tarfile.USTAR_FORMAT)[:512])
    header[257:512] = bytes(255)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    target = tmp_path / "old"
    target.write_bytes(bytes(header) + b"text".ljust(512, b"\0") + END)
    assert opened(target).content == {"a": b"text"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_zip(tmp_path: Path, method: int) -> None:
    target = tmp_path / "bundle"
    target.write_bytes(zipped(FILES, method))
    result = opened(target)
    assert result.content == FILES
    assert result.notes == []


def test_zip_from_windows(tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    target.write_bytes(zipped({"b/n1/flows": b"x"}).replace(b"b/n1/flows", b"b\\n1\\flows"))
    assert opened(target).content == {"b/n1/flows": b"x"}


def test_folder(tmp_path: Path) -> None:
    for name, data in FILES.items():
        path = tmp_path / "case" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert opened(tmp_path / "case").content == FILES


@pytest.mark.parametrize("pack", [tar, zipped, lambda files: COMPRESS["gzip"](tar(files))])
def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pack(FILES))))
    assert opened("-").content == FILES


@pytest.mark.parametrize("compression", COMPRESS)
def test_a_single_file_keeps_its_name(tmp_path: Path, compression: str) -> None:
    text = b"cookie=0x0, table=0 actions=drop\n" * 9000
    target = tmp_path / "flows.txt.z"
    target.write_bytes(COMPRESS[compression](text))
    assert opened(target).content == {"flows.txt.z": text}


@pytest.mark.parametrize("compression", ["gzip", "xz", "bzip2", "zstd"])
def test_concatenated_streams_and_padding(tmp_path: Path, compression: str) -> None:
    compress = COMPRESS[compression]
    target = tmp_path / "log"
    padding = b"" if compression == "zstd" else bytes(4096)
    target.write_bytes(compress(b"one\n") + compress(b"two\n" * 999) + compress(b"") + padding)
    result = opened(target)
    assert result.content == {"log": b"one\n" + b"two\n" * 999}
    assert result.notes == []


def test_concatenated_tars(tmp_path: Path) -> None:
    target = tmp_path / "bundle"
    target.write_bytes(tar({"a": b"1"}) + tar({"b": b"2"}) + b"garbage" * 200)
    assert opened(target).content == {"a": b"1", "b": b"2"}


def test_nested_archives(tmp_path: Path) -> None:
    sos = COMPRESS["xz"](tar({"sos/ip_addr": b"1: lo\n"}))
    inner = zipped({"flows": b"table=0\n", "sos.tar.xz": sos})
    outer = {
        "case/a.zip": inner,
        "case/log.gz": COMPRESS["gzip"](b"line\n" * 400_000),
        "case/program.jar": zipped({"META-INF/MANIFEST.MF": b"x"}),
        "case/after": b"still read\n",
    }
    target = tmp_path / "case.tar.gz"
    target.write_bytes(COMPRESS["gzip"](tar(outer)))
    result = opened(target)
    assert list(result.content) == [
        "case/a.zip!/flows",
        "case/a.zip!/sos.tar.xz!/sos/ip_addr",
        "case/log.gz",
        "case/program.jar",
        "case/after",
    ]
    assert result.content["case/a.zip!/sos.tar.xz!/sos/ip_addr"] == b"1: lo\n"
    assert result.content["case/log.gz"] == b"line\n" * 400_000
    assert result.content["case/after"] == b"still read\n"
    assert [note.split(" is ")[0] for note in result.notes] == [
        "case/a.zip",
        "case/a.zip!/sos.tar.xz",
    ]


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_members_may_be_left_unread(tmp_path: Path, taken: int) -> None:
    files = {f"{n}.gz" if n % 2 else f"{n}": bytes([65 + n]) * 3_000_000 for n in range(8)}
    packed = {n: COMPRESS["gzip"](d) if n.endswith("gz") else d for n, d in files.items()}
    target = tmp_path / "bundle"
    target.write_bytes(COMPRESS["gzip"](tar({**packed, "end": b"end"})))
    paths = []
    for number, member in enumerate(walk(target)):
        paths.append(member.path)
        if taken and number % taken == 0:
            first = next(member.chunks())
            assert first[:1] == (files | {"end": b"end"})[member.path][:1]
    assert paths == [*files, "end"]


def test_an_abandoned_walk_leaves_no_thread(tmp_path: Path) -> None:
    target = tmp_path / "bundle"
    target.write_bytes(COMPRESS["gzip"](tar({"a": b"a" * 9_000_000, "b": b"b" * 9_000_000})))
    members = cast("Generator[Member]", walk(target))
    next(members)
    members.close()
    assert not [t for t in threading.enumerate() if t.name == "decompress"]


def test_links_are_aliases(tmp_path: Path) -> None:
    target = tmp_path / "bundle"
    target.write_bytes(
        tar({"sos/cmd/ip_addr": b"1: lo\n"})[:1024]
        + special("sos/ip_addr", tarfile.SYMTYPE, "cmd/ip_addr")
        + special("sos/same", tarfile.LNKTYPE, "sos/cmd/ip_addr")
        + special("sos/cmd", tarfile.DIRTYPE)
        + END
    )
    members = opened(target).members
    assert [(m.path, m.status, m.target) for m in members] == [
        ("sos/cmd/ip_addr", "", None),
        ("sos/ip_addr", "link", "sos/cmd/ip_addr"),
        ("sos/same", "link", "sos/cmd/ip_addr"),
    ]


def test_sparse_members(tmp_path: Path) -> None:
    # Old GNU: the map lies in the header; 3 bytes at 0 and 3 at 1000 of 1003.
    info = tarfile.TarInfo("var/log/lastlog")
    info.size, info.type = 1024, b"S"
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    for at, value in ((386, 0), (398, 512), (410, 1000), (422, 3), (483, 1003)):
        header[at : at + 12] = b"%011o\0" % value
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    data = b"abc".ljust(512, b"\0") + b"xyz".ljust(512, b"\0")
    target = tmp_path / "bundle"
    target.write_bytes(
        tar({"before": b"1"})[:1024] + bytes(header) + data + tar({"after": b"2"}) + END
    )
    result = opened(target)
    assert result.content == {
        "before": b"1",
        "var/log/lastlog": b"abc" + bytes(997) + b"xyz",
        "after": b"2",
    }


def test_companions_are_told_but_not_read(tmp_path: Path) -> None:
    names = ["a.tar.xz.sha256", "__MACOSX/b/flows", "b/._flows", "b/.DS_Store", "b/Thumbs.db"]
    target = tmp_path / "bundle"
    target.write_bytes(tar(dict.fromkeys(names, b"x") | {"b/flows": b"y"}))
    result = opened(target)
    assert result.status() == dict.fromkeys(names, "companion") | {"b/flows": ""}
    assert result.content == {"b/flows": b"y"}
