"""What is made to harm is told, not done."""

from __future__ import annotations

import gzip
import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from analyzer.bundle.open import Limits
from tests.bundle.make import COMPRESS, END, FILES, opened, special, tar, written, zipped

SMALL = Limits(bytes=64 << 20, ratio=500)


@pytest.mark.parametrize(
    ("member", "path", "detail"),
    [
        (special("../evil", tarfile.REGTYPE), "../evil", "`..`"),
        (special("a/../../evil", tarfile.REGTYPE), "a/../../evil", "`..`"),
        (special("/etc/passwd", tarfile.REGTYPE), "/etc/passwd", "absolute"),
        (special("C:\\evil", tarfile.REGTYPE), "C:\\evil", "absolute"),
        (special("a/out", tarfile.SYMTYPE, "../../etc/passwd"), "a/out", "out of the bundle"),
        (special("a/abs", tarfile.SYMTYPE, "/etc/passwd"), "a/abs", "out of the bundle"),
        (special("a/hard", tarfile.LNKTYPE, "/etc/passwd"), "a/hard", "out of the bundle"),
        (special("a/hard", tarfile.LNKTYPE, "../x"), "a/hard", "out of the bundle"),
        (special("dev/zero", tarfile.CHRTYPE), "dev/zero", "character device"),
        (special("dev/sda", tarfile.BLKTYPE), "dev/sda", "block device"),
        (special("pipe", tarfile.FIFOTYPE), "pipe", "FIFO"),
    ],
)
def test_refused_in_a_tar(tmp_path: Path, member: bytes, path: str, detail: str) -> None:
    result = written(tmp_path, member + tar({"good": b"x"}))
    assert result.status() == {path: "refused", "good": ""}
    assert detail in result.detail(path)
    assert result.content == {"good": b"x"}


def test_refused_in_a_zip(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, mode, data in (
            ("../evil", stat.S_IFREG, b"x"),
            ("/etc/passwd", stat.S_IFREG, b"x"),
            ("out", stat.S_IFLNK, b"../../etc/passwd"),
            ("in", stat.S_IFLNK, b"good"),
            ("pipe", stat.S_IFIFO, b""),
            ("good", stat.S_IFREG, b"x"),
        ):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, (mode | 0o644) << 16
            archive.writestr(info, data)
    result = written(tmp_path, out.getvalue())
    assert list(result.status().values()) == [
        "refused",
        "refused",
        "refused",
        "link",
        "refused",
        "",
    ]
    assert result.content == {"good": b"x"}


def test_refused_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    root = tmp_path / "case"
    root.mkdir()
    (root / "good").write_text("x")
    (root / "in").symlink_to("good")
    (root / "loop").symlink_to(".")
    (root / "out").symlink_to("../secret")
    (root / "dangling").symlink_to("nowhere")
    os.mkfifo(root / "pipe")
    os.link(root / "good", root / "hard")
    result = opened(root)
    assert result.status() == {
        "dangling": "link", "good": "", "hard": "link", "in": "link", "loop": "link",
        "out": "refused", "pipe": "refused",
    }  # fmt: skip


def test_a_name_cannot_reach_the_terminal(tmp_path: Path) -> None:
    names = ["a\nb", "\x1b]0;x\x07", "\u202etxt.exe", "caf\udce9"]
    data = b"".join(tar({"x": b"1"}, tarfile.GNU_FORMAT)[:0] + special_name(name) for name in names)
    result = written(tmp_path, data + END)
    assert [member.path for member in result.members] == [
        "a\\nb", "\\x1b]0;x\\x07", "\\u202etxt.exe", "caf\\xe9",
    ]  # fmt: skip
    assert all(member.path.isprintable() for member in result.members)


def special_name(name: str) -> bytes:
    return tarfile.TarInfo(name).tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


@pytest.mark.parametrize("compression", ["gzip", "xz", "bzip2", "zstd"])
def test_bombs(tmp_path: Path, compression: str) -> None:
    # 200 MB of zeros behind a text head, in a member and as the bundle itself.
    bomb = COMPRESS[compression](b"text\n" + bytes(200 << 20))
    result = written(tmp_path, tar({"bomb": bomb, "good": b"x"}), SMALL)
    assert any("limit" in note or "--max" in note for note in result.notes)
    assert sum(map(len, result.content.values())) <= 66 << 20


def test_a_ratio_is_no_crime_below_256_mb(tmp_path: Path) -> None:
    result = written(tmp_path, COMPRESS["zstd"](b"text\n" * (20 << 20)))
    assert result.status() == {"bundle": ""}


def test_the_ratio_stops_a_bomb(tmp_path: Path) -> None:
    frame = COMPRESS["zstd"](bytes(8 << 20))
    result = written(tmp_path, COMPRESS["zstd"](b"text\n" * 999) + frame * 200)
    assert result.status() == {"bundle": "truncated"}
    assert "--max-ratio" in " ".join(result.notes)
    assert len(result.content["bundle"]) < 300 << 20


def test_a_zip_bomb_by_its_own_word(tmp_path: Path) -> None:
    data = zipped({"bomb": bytes(300 << 20), "good": b"x"})
    result = written(tmp_path, data)
    assert result.status() == {"bomb": "refused", "good": ""}


def test_many_tiny_streams_do_not_hang(tmp_path: Path) -> None:
    assert written(tmp_path, gzip.compress(b"a\n") * 20_000).content == {"bundle": b"a\n" * 20_000}


def test_limits(tmp_path: Path) -> None:
    data = tar({"a": b"1" * 9, "b": b"2" * 2000, "c": b"3"})
    result = written(tmp_path, data, Limits(members=2))
    assert list(result.content) == ["a", "b"]
    assert "more than 2 files" in result.notes[0]
    result = written(tmp_path, data, Limits(member_bytes=1000))
    assert result.status() == {"a": "", "b": "refused", "c": ""}
    result = written(tmp_path, COMPRESS["gzip"](tar(FILES)), Limits(bytes=3_000_000))
    assert "more than 3,000,000 bytes" in " ".join(result.notes)
    assert FILES["b/a"] == result.content["b/a"]
    assert set(result.content) < set(FILES)


def test_depth(tmp_path: Path) -> None:
    data = b"text\n"
    for _ in range(12):
        data = COMPRESS["gzip"](tar({"inner": data}))
    result = written(tmp_path, data)
    assert [member.status for member in result.members] == ["refused"]
    assert "--max-depth" in " ".join(result.notes)


def test_a_gzip_that_holds_itself_many_times(tmp_path: Path) -> None:
    data = b"text\n"
    for _ in range(300):
        data = COMPRESS["gzip"](data)
    assert [m.status for m in written(tmp_path, data).members] == ["refused"]


def test_encrypted(tmp_path: Path) -> None:
    data = bytearray(zipped({"flows": b"x", "open": b"y"}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + at] |= 1
    result = written(tmp_path, bytes(data))
    assert result.status() == {"flows": "encrypted", "open": ""}
    assert "encrypted" in result.notes[0]
    pgp = b"\x8c\x0d\x04\x09\x03\x02" + os.urandom(100)
    result = written(tmp_path, tar({"sos.tar.xz.gpg": pgp, "x.7z": b"7z\xbc\xaf\x27\x1c..."}))
    assert result.status() == {"sos.tar.xz.gpg": "encrypted", "x.7z": "refused"}


def test_a_long_line(tmp_path: Path) -> None:
    assert len(written(tmp_path, b"x" * 10_000_000).content["bundle"]) == 10_000_000
