"""Finds the cases that paths, globs and URLs name, and gives each the name of its results."""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from analyzer.batch.storage import filesystem, is_url
from analyzer.batch.task import Source, Unusable
from analyzer.bundle.sniff import HEAD, sniff

UNFIT = re.compile(r"[^\w.@+=-]+", re.ASCII)
TOPS = frozenset(
    {"meta/", "sos_commands/", "cluster-scoped-resources/", "namespaces/", "host_service_logs/"}
)
"""Folders at the top of an unpacked debug.sh tarball, sosreport or must-gather."""
IMAGE = re.compile(r"-sha256-[0-9a-f]{64}/$")
"""What oc adm must-gather calls the folder of the image that collected."""
LONGEST = 120
"""Characters of a name: file names end at 255 bytes, and ours get endings."""


def sources(paths: Sequence[str], named: Mapping[str, str]) -> list[Source]:
    """Return the cases in the order given; raises Unusable if a path names none.

    A folder stands for the cases in it, each a file or a folder; a glob names cases themselves,
    and so does the folder of a single bundle. `named` holds the names that URLs have from
    earlier runs: they stay.
    """
    urls: dict[str, None] = {}
    for path in paths:
        found = list(_remote(path) if is_url(path) else _local(path))
        if not found:
            raise Unusable(f"no bundle in {path}")
        urls.update(dict.fromkeys(found))
    return list(_with_names(urls, named))


def _local(path: str) -> Iterator[str]:
    given = Path(path)
    if given.is_dir():
        yield from map(str, [given.resolve()] if is_bundle(given) else _inside(given.resolve()))
    elif given.exists():
        yield str(given.resolve())
    elif glob.has_magic(path):
        yield from (str(Path(p).resolve()) for p in sorted(glob.glob(path, recursive=True)))  # noqa: PTH207 - the pattern may be absolute
    else:
        raise Unusable(f"{path} does not exist")


def _inside(folder: Path) -> list[Path]:
    """Return what is in a folder, without what is hidden and without triage folders."""
    return sorted(
        p
        for p in folder.iterdir()
        if not p.name.startswith(".") and not (p / "records").is_dir()
    )  # fmt: skip


def is_bundle(folder: Path) -> bool:
    """Tell whether a folder is one case, by its own top level.

    It is if it holds what lies at the top of an unpacked bundle, or plain files and nothing else:
    command output saved file by file. A folder with archives or other folders holds cases.
    """
    inside = [p for p in folder.iterdir() if not p.name.startswith(".")]
    tops = {f"{p.name}/" for p in inside if p.is_dir()}
    if tops:
        return bool(TOPS & tops) or any(IMAGE.search(top) for top in tops)
    return bool(inside) and not any(map(_holds_a_case, inside))


def _holds_a_case(file: Path) -> bool:
    """Tell whether a file is an archive or a saved report: a case by itself."""
    try:
        with file.open("rb") as opened:
            head = opened.read(HEAD)
    except OSError:
        return True
    return bool(sniff(head)) or head.lstrip().startswith(b'{\n "schema_version"')


def _remote(url: str) -> Iterator[str]:
    opened, path = filesystem(url)
    try:
        if glob.has_magic(path):
            found = sorted(map(str, opened.glob(path)))
        elif opened.isdir(path):
            found = [name for name in sorted(opened.ls(path, detail=False)) if _below(path, name)]
        else:
            yield url
            return
    except FileNotFoundError as error:
        raise Unusable(f"{url} does not exist") from error
    except Exception as error:  # each file system has errors of its own
        raise Unusable(f"{url}: {error or type(error).__name__}") from error
    for name in found:
        yield str(opened.unstrip_protocol(name))


def _below(folder: str, name: str) -> bool:
    """Tell what is in a folder from the other links of a web page that lists it: up, sort by."""
    inside = name.removeprefix(folder.rstrip("/") + "/")
    return inside != name and not inside.startswith((".", "?")) and inside.strip("/") != ""


def _with_names(urls: Iterable[str], named: Mapping[str, str]) -> Iterator[Source]:
    """Give each URL a name: its last part, with the one before it where two are alike."""
    taken = set(named.values())
    for url in urls:
        if url in named:
            yield Source(url, named[url])
            continue
        parts = [part for part in url.partition("?")[0].split("/") if part]
        tries = (parts[-1], "-".join(parts[-2:]), f"{parts[-1]}-{_digest(url)}")
        name = next(n for n in map(fit, tries) if n not in taken)
        taken.add(name)
        yield Source(url, name)


def fit(name: str) -> str:
    """Return a name that any file system takes; what was changed keeps a digest of what it was."""
    fitting = UNFIT.sub("_", name).lstrip(".")[:LONGEST]
    return fitting if fitting == name else f"{fitting}-{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:6]
