"""The files of a triage folder, on a disk or wherever fsspec writes; each is there whole or not."""

from __future__ import annotations

import contextlib
import os
import socket
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from analyzer.batch.scratch import alive
from analyzer.batch.task import EXTRA, Unusable

if TYPE_CHECKING:
    from fsspec.spec import AbstractFileSystem


PACKAGES = {
    "http": "aiohttp", "https": "aiohttp", "s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs",
}  # fmt: skip
"""What opens a scheme besides fsspec."""


class Folder(Protocol):
    """Files by their names below one root; names use `/`."""

    root: str

    def read(self, name: str) -> bytes | None:
        """Return a file's content, or None if there is none."""

    def write(self, name: str, data: bytes) -> None:
        """Put a file in place at once: a reader sees the old content or the new one."""

    def names(self, folder: str) -> list[str]:
        """Return the sorted names of the files in a folder, without the folder's own."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""


class Local:
    """A folder of this machine, or of a file system that it mounts."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._path = Path(root)

    def read(self, name: str) -> bytes | None:
        """Return a file's content, or None if there is none."""
        try:
            return (self._path / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, name: str, data: bytes) -> None:
        """Write beside, then rename: `kill -9` leaves a `.part` file and nothing half."""
        target = self._path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{uuid.uuid4().hex}.{socket.gethostname()}.{os.getpid()}.part")
        try:
            part.write_bytes(data)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def names(self, folder: str) -> list[str]:
        """Return the sorted names of the files in a folder."""
        try:
            return sorted(
                entry.name
                for entry in os.scandir(self._path / folder)
                if not entry.name.startswith(".")
            )
        except FileNotFoundError:
            return []

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self._path / name).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what killed processes of this machine left half written."""
        for part in self._path.rglob(".*.part"):
            *_, host, pid, _ = part.name.rsplit(".", 3)
            ours = part.name.count(".") >= 4 and socket.gethostname() in part.name
            if ours and host and pid.isdecimal() and not alive(int(pid)):
                with contextlib.suppress(OSError):
                    part.unlink()


class Remote:
    """A folder that fsspec reaches: s3://, gs://, memory:// ... Its puts are whole or nothing."""

    def __init__(self, url: str) -> None:
        self.root = url.rstrip("/")
        self._fs, self._path = filesystem(self.root)

    def read(self, name: str) -> bytes | None:
        """Return a file's content, or None if there is none."""
        try:
            data: bytes = self._fs.cat_file(f"{self._path}/{name}")
        except FileNotFoundError:
            return None
        return data

    def write(self, name: str, data: bytes) -> None:
        """Put a whole object."""
        path = f"{self._path}/{name}"
        self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._fs.pipe_file(path, data)

    def names(self, folder: str) -> list[str]:
        """Return the sorted names of the objects in a folder."""
        try:
            self._fs.invalidate_cache()
            found = self._fs.ls(f"{self._path}/{folder}", detail=False)
        except FileNotFoundError:
            return []
        return sorted(name.rstrip("/").rpartition("/")[2] for name in found)

    def remove(self, name: str) -> None:
        """Remove an object, if it is there."""
        with contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(f"{self._path}/{name}")


def is_url(path: str) -> bool:
    """Tell whether a path names a place beyond this machine's files."""
    return "://" in path


def open_folder(root: str) -> Folder:
    """Return a triage folder by its path or URL."""
    if root.startswith("file://"):
        root = root.removeprefix("file://")
    return Remote(root) if is_url(root) else Local(root)


def filesystem(url: str) -> tuple[AbstractFileSystem, str]:
    """Return what opens a URL, and the path that it knows it by.

    Raises Unusable with the command that installs what is missing.
    """
    scheme = url.partition("://")[0]
    try:
        import fsspec  # an extra
    except ImportError as error:
        raise Unusable(f"{scheme}:// needs fsspec: {EXTRA}") from error
    try:
        opened, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        package = PACKAGES.get(scheme)
        # Of other schemes fsspec says itself what opens them: "Install adlfs to access Azure".
        needs = f"{package}: pip install {package}" if package else f"one package more: {error}"
        raise Unusable(f"{scheme}:// needs {needs}") from error
    except ValueError as error:
        raise Unusable(f"{url}: {error}") from error
    return opened, path
