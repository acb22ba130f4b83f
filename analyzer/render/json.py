"""The report as versioned JSON (docs/report.schema.json), and back without loss."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import MISSING, asdict, fields
from pathlib import Path

from analyzer.render.ledger import STATUSES, VERDICTS
from analyzer.render.verdict import SEVERITIES
from analyzer.report import SCHEMA_VERSION, Report

Reader = Callable[[object, str], object]


class UnreadableReport(ValueError):  # noqa: N818 - says what the file is
    """Raised where a text is not a report that this version can read; says why."""


def dump(report: Report) -> str:
    """Return the report as JSON; ASCII only, so that undecodable file names survive."""
    data = asdict(report)
    first = ("schema_version", "tool_version", "generated")
    data = {key: data[key] for key in first} | data
    return json.dumps(data, indent=1) + "\n"


def load(text: str) -> Report:
    """Return the report that `dump` wrote; raises UnreadableReport.

    A newer minor version may hold more, which is left out; a newer major version is refused.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableReport(f"not JSON: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("schema_version"), str):
        raise UnreadableReport("not a report of this tool: it has no schema_version")
    version = data["schema_version"]
    major, ours = version.partition(".")[0], SCHEMA_VERSION.partition(".")[0]
    if not major.isdecimal():
        raise UnreadableReport(f"not a report of this tool: schema_version is {version!r}")
    if int(major) > int(ours):
        raise UnreadableReport(
            f"the report has schema version {version}, newer than {SCHEMA_VERSION}, which this "
            "version of the analyzer reads: upgrade the analyzer"
        )
    report = _reader(Report)(data, "report")
    if not isinstance(report, Report):  # for the type checker: the reader is made for Report
        raise UnreadableReport("not a report")
    _check(report)
    return report


def _check(report: Report) -> None:
    """Refuse what no renderer could print: indices of no finding, words of no meaning."""
    indices = [index for cause in report.causes for index in cause.findings]
    indices += [index for path in report.paths for index in path.findings]
    indices += [index for ask in report.asks for step in ask.steps for index in step.suspects]
    for index in indices:
        if not 0 <= index < len(report.findings):
            raise UnreadableReport(f"there is no finding {index}")
    _expect_words((f.severity for f in report.findings), SEVERITIES)
    _expect_words((e.severity for e in report.timeline), SEVERITIES)
    _expect_words((o.status for o in report.outcomes), STATUSES)
    _expect_words((p.verdict for p in report.paths), VERDICTS)


def _expect_words(words: Iterable[str], known: tuple[str, ...]) -> None:
    for word in set(words).difference(known):
        raise UnreadableReport(f"{word!r} is none of {', '.join(known)}")


def _reader(kind: object) -> Reader:
    """Return a function that makes a value of this type from JSON, or raises UnreadableReport."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        item = _reader(arguments[0])
        return lambda value, where: tuple(
            item(each, f"{where}[{n}]") for n, each in enumerate(_expect(value, list, where))
        )
    if isinstance(kind, types.UnionType):
        inner = _reader(arguments[0])
        return lambda value, where: None if value is None else inner(value, where)
    if kind is bool:
        return lambda value, where: value if isinstance(value, bool) else _expect(None, bool, where)
    if kind in {str, int}:
        return lambda value, where: _expect(value, typing.cast("type[str]", kind), where)
    if kind is bool:
        return _truth
    return _object_reader(typing.cast("type[object]", kind))


def _truth(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise UnreadableReport(f"{where} is neither true nor false")
    return value


def _object_reader(kind: type[object]) -> Reader:
    hints = typing.get_type_hints(kind)
    readers = [
        (f.name, _reader(hints[f.name]), f.default is MISSING)
        for f in fields(typing.cast("type[Report]", kind))
    ]

    def read(value: object, where: str) -> object:
        data = _expect(value, dict, where)
        lacking = [name for name, _, required in readers if required and name not in data]
        if lacking:
            raise UnreadableReport(f"{where} lacks {', '.join(lacking)}")
        return kind(
            **{
                name: reader(data[name], f"{where}.{name}")
                for name, reader, _ in readers
                if name in data
            }
        )

    return read


T = typing.TypeVar("T")


def _expect(value: object, kind: type[T], where: str) -> T:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise UnreadableReport(f"{where} is not of type {kind.__name__}")
    return value


def load_if_saved(path: str) -> Report | None:
    """Return the report that a file holds, or None if it is no saved report.

    Raises UnreadableReport for a report that this version can't read.
    """
    file = Path(path)
    if path == "-" or not file.is_file():
        return None
    with file.open("rb") as opened:
        head = opened.read(64)
    if not head.lstrip().startswith(b'{\n "schema_version"'):
        return None
    return load(file.read_text(encoding="utf-8"))
