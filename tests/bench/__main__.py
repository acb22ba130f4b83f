"""Measures speed against references in the same run: `make bench`, or `python -m tests.bench flows archive`."""

from __future__ import annotations

import importlib
import sys

BENCHES = ("flows", "iptables", "yaml", "journal", "archive", "whole")


def main(names: list[str]) -> None:
    print("| job | ours | reference | ratio | bar |\n|---|---:|---:|---:|---|")
    for name in names or BENCHES:
        module = importlib.import_module(f"tests.bench.bench_{name}")
        for job, ours, reference, bar in module.rows():
            print(
                f"| {job} | {ours:.2f} s | {reference:.2f} s | {reference / ours:.2f} x | {bar} |",
                flush=True,
            )


main(sys.argv[1:])
