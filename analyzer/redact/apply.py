"""Redacts what one case gives, by a map file, and keeps what each replacement stands for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from analyzer.facts import Facts
from analyzer.redact import map_file, names, reports
from analyzer.redact.redactor import Redactor
from analyzer.report import Report


def redactor(path: str) -> Redactor:
    """Return the redactor of a map file, which is made where there is none; raises BadMap."""
    return Redactor(map_file.open_map(path))


def case(report: Report, facts: Facts, targets: Iterable[str], by: Redactor) -> Report:
    """Return the redacted report; the redactor then knows the names of the case."""
    by.learn(names.of(report, facts, [str(target) for target in targets]))
    return reports.redacted(report, by)


def keep(path: str, by: Redactor) -> None:
    """Add to the map file what was replaced; only then may the results be seen."""
    map_file.add(path, by.pairs)


def fingerprint(path: str | None) -> str:
    """Return what tells the keys of two map files apart; empty without one."""
    if path is None:
        return ""
    return hashlib.sha256(b"fingerprint" + map_file.open_map(path)).hexdigest()[:16]
