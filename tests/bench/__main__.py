"""Measures speed against references in one run: `make bench`, `python -m tests.bench flows`."""

from __future__ import annotations

import importlib
import os
import sys

BENCHES = ("flows", "iptables", "yaml", "journal", "archive", "capture", "whole", "scale")


def main(names: list[str]) -> None:
    # Installed packages have their bytecode, those of the references do: so has ours then.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print("| job | ours | reference | ratio | bar |\n|---|---:|---:|---:|---|")
    for name in names or BENCHES:
        module = importlib.import_module(f"tests.bench.bench_{name}")
        for job, ours, reference, bar in module.rows():
            ratio = (
                f"{ours / reference:.2f} x its time"
                if "its time" in bar
                else f"{reference / ours:.2f} x faster"
            )
            print(f"| {job} | {ours:.2f} s | {reference:.2f} s | {ratio} | {bar} |", flush=True)


main(sys.argv[1:])
