"""From the words of the command line to the report of one case, and errors that say the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.cli import fail
from analyzer.main import EXIT_UNREADABLE, EXIT_USAGE

if TYPE_CHECKING:
    from analyzer.facts import Facts
    from analyzer.report import Report


def analyzed(
    bundles: list[str], limits: object, select: list[str], ignore: list[str], show: object,
    *, known: str | None = None, redact: str | None = None,
) -> Report:  # fmt: skip
    """Return the report of one case: analyzed, or loaded from a saved JSON."""
    from analyzer import analysis  # so that --help stays quick
    from analyzer.bundle.limits import BundleError
    from analyzer.identity import NotOurs
    from analyzer.render import json as saved

    try:
        if len(bundles) == 1 and (report := saved.load_if_saved(bundles[0])):
            if redact is not None:
                raise fail("--redact needs the bundle: a saved report does not tell names", 2)
            return with_known(report, known)
        options = analysis.Options(limits, tuple(select), tuple(ignore), show)  # type: ignore[arg-type]
        check_rules(*select, *ignore)
        if redact is None:
            return with_known(analysis.analyze(bundles, options), known)
        report, facts = analysis.analyze_with_facts(bundles, options)
        return redacted(with_known(report, known), facts, bundles, redact)
    except (BundleError, NotOurs, saved.UnreadableReport) as error:
        raise fail(str(error), EXIT_UNREADABLE) from error


def redacted(report: Report, facts: Facts, bundles: list[str], map_file: str) -> Report:
    """Return the report without names and addresses; the map file tells what they were."""
    from analyzer.redact import apply  # so that --help stays quick
    from analyzer.redact.map_file import BadMap

    try:
        redactor = apply.redactor(map_file)
        report = apply.case(report, facts, bundles, redactor)
        apply.keep(map_file, redactor)
    except BadMap as bad:
        raise fail(str(bad), EXIT_USAGE) from bad
    return report


def with_known(report: Report, folder: str | None) -> Report:
    """Return the report with the earlier cases of a triage folder that are like it."""
    if folder is None:
        return report
    from analyzer import case_memory  # so that --help stays quick
    from analyzer.batch.task import Unusable

    try:
        return case_memory.with_known(report, folder)
    except Unusable as unusable:
        raise fail(str(unusable), EXIT_USAGE) from unusable


def check_rules(*chosen: str) -> None:
    """Refuse the name of no rule."""
    if not chosen:
        return
    from rules.catalog import RULES  # loads every rule

    names = {rule.name for rule in RULES}
    for name in chosen:
        if name not in names:
            raise fail(f"there is no rule {name}; `analyze rules` lists them", EXIT_USAGE)
