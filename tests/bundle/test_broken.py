"""What is broken is read up to the break, and what can't be opened is said to be so."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.bundle.open import BundleError, Limits
from tests.bundle.make import COMPRESS, FILES, opened, stream_of_frames, tar, written, zipped

SMALL = Limits(bytes=64 << 20, ratio=500)


@pytest.mark.parametrize("compression", ["gzip", "xz", "bzip2", "zstd", "zstd-stream"])
@pytest.mark.parametrize("eighths", [4, 7])
def test_truncated_streams(tmp_path: Path, compression: str, eighths: int) -> None:
    data = COMPRESS[compression](tar(FILES))
    result = written(tmp_path, data[: len(data) * eighths // 8])
    assert "truncated" in " ".join(result.notes)
    for path, content in result.content.items():
        assert FILES[path].startswith(content)
        whole = content == FILES[path]
        assert whole == (result.status()[path] == ""), path
    if eighths == 7:
        assert len(result.content) >= 4


def test_a_truncated_large_member_is_known_once_it_is_read(tmp_path: Path) -> None:
    data = tar({"log": b"line\n" * 1_000_000})
    result = written(tmp_path, COMPRESS["gzip"](data)[:-2000])
    assert result.status() == {"log": "truncated"}
    assert "of its 5,000,000 bytes" in result.detail("log")
    assert 1_000_000 < len(result.content["log"]) < 5_000_000


def test_a_plain_tar_without_its_end(tmp_path: Path) -> None:
    data = tar({"a": b"x" * 2000, "b": b"y" * 2000})
    assert "end mark" in written(tmp_path, data[: 512 + 2048]).notes[0]
    assert written(tmp_path, data[:3600]).status() == {"a": "", "b": "truncated"}


@pytest.mark.parametrize("cut", [100, 3000, 9000, -10, -200])
def test_truncated_zip(tmp_path: Path, cut: int) -> None:
    data = zipped(FILES, zipfile.ZIP_DEFLATED)
    result = written(tmp_path, data[:cut])
    assert "truncated or damaged" in result.notes[0]
    for path, content in result.content.items():
        assert FILES[path].startswith(content)
    if cut < 0:
        assert result.content == FILES


def test_truncated_zip_that_was_streamed(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    assert written(tmp_path, out.getvalue()[:-30]).content == FILES


def test_damage_within_a_tar_is_passed_over(tmp_path: Path) -> None:
    data = bytearray(tar({"a": b"1", "b": b"2", "c": b"3"}))
    data[1024 + 20 : 1024 + 40] = b"?" * 20
    result = written(tmp_path, bytes(data))
    assert result.content == {"a": b"1", "c": b"3"}
    assert "damaged" in result.notes[0]


def test_damage_within_a_gzip(tmp_path: Path) -> None:
    data = bytearray(COMPRESS["gzip"](tar(FILES)))
    data[len(data) // 2] ^= 0xFF
    result = written(tmp_path, bytes(data))
    assert "damaged" in result.notes[0]
    assert result.content["b/a"] == FILES["b/a"]


def test_a_wrong_checksum_is_said(tmp_path: Path) -> None:
    data = bytearray(COMPRESS["gzip"](b"text\n" * 100))
    data[-6] ^= 1
    result = written(tmp_path, tar({"x.gz": bytes(data)}))
    assert result.status() == {"x.gz": "truncated"}
    assert "damaged" in result.detail("x.gz")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (os.urandom(5000), "neither an archive nor text"),
        (b"Rar!\x1a\x07\x00", "a RAR archive"),
        (b"-----BEGIN PGP MESSAGE-----\n", "gpg -d"),
        (gzip.compress(b"")[:-8], "truncated"),
    ],
)
def test_what_cannot_be_opened(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(BundleError, match="bundle.*" + words):
        written(tmp_path, data)


def test_targets_that_are_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="nowhere does not exist"):
        opened(tmp_path / "nowhere")
    with pytest.raises(BundleError, match="device"):
        opened("/dev/zero")
    with pytest.raises(BundleError, match="can't be read"):
        opened("a\0b")


SEEDS = [
    pack(tar({"b/flows": b"table=0\n" * 50, "b/in.zip": zipped({"x": b"y"})}))
    for pack in COMPRESS.values()
] + [zipped({"b/flows": b"table=0\n" * 50}), stream_of_frames(b"text\n" * 99)]


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8),
    st.integers(0, 4000),
)
@settings(max_examples=250, deadline=2000, suppress_health_check=list(HealthCheck))
def test_broken_archives_never_crash(
    tmp_path: Path, seed: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(seed)
    for at, value in changes:
        data[at % len(data)] = value
    target = tmp_path / "bundle"
    target.write_bytes(bytes(data[: max(cut, 1)]))
    try:
        result = opened(target, SMALL)
    except BundleError:
        return
    finally:
        assert [path.name for path in tmp_path.iterdir()] == ["bundle"]
    assert all(member.path.isprintable() for member in result.members)
