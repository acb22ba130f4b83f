"""Many cases out of ../shared/cases: each a copy with names of its own. `make campaign` runs 1,000.

Shown: the throughput of two cores against one, memory bounded by the jobs, the size of the index.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

from analyzer.batch import records
from analyzer.batch.storage import Local
from analyzer.batch.workers import Workers
from tests.batch.cases import batch
from tests.cases.judge import truths

SURNAMES = ("acme", "globex", "initech", "umbrella", "stark", "wayne", "hooli", "tyrell")
NODES = ("atlas", "borea", "cetus", "draco", "edison", "fermi", "gauss")


def renames(number: int) -> list[tuple[re.Pattern[bytes], bytes]]:
    """Other names for nodes and domain, other for each number.

    Projects and services keep theirs: kube-proxy's chains are named by a hash of them.
    """
    firm = f"{SURNAMES[number % 8]}{number}"
    node = NODES[number % 7]

    def word(old: str, new: str) -> tuple[re.Pattern[bytes], bytes]:
        return re.compile(rb"(?<![A-Za-z0-9-])" + old.encode() + rb"(?![A-Za-z0-9])"), new.encode()

    return [
        word(r"example\.com", f"{firm}.com"),
        *(word(f"node{n}", f"{node}{n}") for n in (1, 2, 3)),
    ]


def renamed(data: bytes, names: list[tuple[re.Pattern[bytes], bytes]]) -> bytes:
    """A file's content, or an archive inside, under other names; binary files as they are."""
    if data[:6] == b"\xfd7zXZ\0":
        return tar(data, names, "xz")
    if b"\0" in data[:4096]:
        return data
    for pattern, new in names:
        data = pattern.sub(new, data)
    return data


def tar(data: bytes, names: list[tuple[re.Pattern[bytes], bytes]], form: str) -> bytes:
    """A tar with names and contents changed."""
    sink = io.BytesIO()
    level = {"preset": 0} if form == "xz" else {"compresslevel": 1}
    with (
        tarfile.open(fileobj=io.BytesIO(data)) as source,
        tarfile.open(fileobj=sink, mode=f"w:{form}", **level) as target,
    ):
        for member in source:
            member.name = renamed(member.name.encode(), names).decode()
            if member.isfile():
                opened = source.extractfile(member)
                content = renamed(opened.read() if opened else b"", names)
                member.size = len(content)
                target.addfile(member, io.BytesIO(content))
            else:
                member.linkname = renamed(member.linkname.encode(), names).decode()
                target.addfile(member)
    return sink.getvalue()


def copy(bundle: Path, to: Path, number: int) -> None:
    """Write a copy of a recorded bundle under other names."""
    names = renames(number)
    data = bundle.read_bytes()
    if not zipfile.is_zipfile(bundle):
        to.write_bytes(tar(data, names, "gz"))
        return
    with (
        zipfile.ZipFile(bundle) as source,
        zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            new = renamed(name.encode(), names).decode()
            target.writestr(new, renamed(source.read(name), names))


def make(folder: Path, count: int) -> dict[str, str]:
    """Write so many cases; returns the recorded case that each is a copy of."""
    folder.mkdir(parents=True, exist_ok=True)
    found = truths()
    made = {}
    for number in range(count):
        name, bundle, _ = found[number % len(found)]
        ending = "".join(bundle.suffixes[-2:]) if "tar" in bundle.name else bundle.suffix
        case = f"{SURNAMES[number % 8]}-{number:04}{ending}"
        copy(bundle, folder / case, number)
        made[case] = name
    return made


def measure(count: int) -> None:
    """Print what a run of so many cases takes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root / "cases", count)
        peak = {}
        for size in (count // 10, count):
            with Workers() as workers:
                from analyzer.batch import local

                begun = time.perf_counter()
                cases = sorted((root / "cases").iterdir())[:size]
                batch(
                    root / f"whole{size}", *cases, jobs=2,
                    engine=lambda tasks, jobs, w=workers: local.through(w, tasks, jobs),
                )  # fmt: skip
                took = time.perf_counter() - begun
                peak[size] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                print(
                    f"{size} cases: {took:.0f} s, {size / took:.1f} cases/s, "
                    f"{workers.peak} MiB for the largest case, {peak[size]} MiB for the run"
                )
        out = root / f"whole{count}"
        index = (out / "index.html").stat().st_size
        print(f"index.html of {count} cases: {index / 1e6:.2f} MB (bar: 5)")
        rows = list(records.read_all(Local(str(out))))
        print(
            json.dumps({"analyzed": sum(r.status == "analyzed" for r in rows), "rows": len(rows)})
        )
        some = sorted((root / "cases").iterdir())[: min(count, 40)]
        rates: dict[int, list[float]] = {1: [], 2: []}
        for turn in range(2):
            for jobs in (1, 2):
                begun = time.perf_counter()
                batch(root / f"t{turn}{jobs}", *some, jobs=jobs, force=True)
                rates[jobs].append(len(some) / (time.perf_counter() - begun))
        print("cases/s on one core:", [f"{r:.1f}" for r in rates[1]])
        print("cases/s on two cores:", [f"{r:.1f}" for r in rates[2]])
        print(f"two cores / one: {max(rates[2]) / max(rates[1]):.2f} (bar: 1.7)")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
