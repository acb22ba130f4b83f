"""Findings, outcomes, inputs and facts as Parquet, a file a case, for pandas and SQL."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from analyzer.batch import fact_rows
from analyzer.batch.storage import Folder
from analyzer.render.verdict import cards
from analyzer.report import Report

if TYPE_CHECKING:
    from analyzer.ingested import Ingested

FOLDER = "store"
TEXT, NUMBER, FLAG, TEXTS = "string", "int64", "bool", "list<string>"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "cases": {
        "case": TEXT, "source": TEXT, "status": TEXT, "reason": TEXT, "cluster": TEXT, "kind": TEXT,
        "version": TEXT, "plugin": TEXT, "nodes": NUMBER, "collected": TEXT, "errors": NUMBER,
        "warnings": NUMBER, "infos": NUMBER, "signature": TEXT, "cause": TEXT, "finished": TEXT,
        "content": TEXT,
    },
    "findings": {
        "case": TEXT, "finding": NUMBER, "card": NUMBER, "root": FLAG, "rule": TEXT,
        "severity": TEXT, "node": TEXT, "subjects": TEXTS, "title": TEXT, "message": TEXT,
        "section": TEXT, "invariants": TEXTS, "signature": TEXT, "path": TEXT, "line": NUMBER,
        "text": TEXT,
    },
    "outcomes": {
        "case": TEXT, "rule": TEXT, "node": TEXT, "status": TEXT, "reason": TEXT,
        "missing": TEXTS, "gaps": TEXTS,
    },
    "inputs": {
        "case": TEXT, "path": TEXT, "kind": TEXT, "node": TEXT, "status": TEXT,
        "unread": NUMBER, "detail": TEXT,
    },
    "facts": {
        "case": TEXT, "fact": TEXT, "node": TEXT, "path": TEXT, "line": NUMBER, "text": TEXT,
        "fields": TEXT,
    },
}  # fmt: skip
"""Table -> column -> Arrow type. `facts.fields` is JSON."""

Rows = list[tuple[object, ...]]


def installed() -> bool:
    """Tell whether the library that writes Parquet is there: an extra."""
    return find_spec("pyarrow") is not None


def write(
    folder: Folder,
    case: str,
    report: Report,
    ingested: Ingested | None,
    hide: Callable[[str], str] | None,
) -> None:
    """Write the tables of one case; nothing without the extra. `hide` redacts what facts say."""
    if not installed():
        return
    rows: dict[str, Rows] = {
        "findings": finding_rows(case, report),
        "outcomes": [
            (case, o.rule, o.node, o.status, o.reason, o.missing, o.gaps) for o in report.outcomes
        ],
        "inputs": [
            (case, i.path, i.kind, i.node, i.status, i.unread, i.detail) for i in report.inputs
        ],
        "facts": [(case, *row) for row in fact_rows.rows(ingested, hide)] if ingested else [],
    }
    for table, found in rows.items():
        folder.write(f"{FOLDER}/{table}/{case}.parquet", parquet(table, found))


def finding_rows(case: str, report: Report) -> Rows:
    """Return a row a finding, with its card and its first line of evidence."""
    place = {
        index - 1: (card.number, position == 0)
        for card in cards(report)
        for position, (index, _) in enumerate((card.root, *card.consequences))
    }
    rows: Rows = []
    for index, f in enumerate(report.findings):
        card, root = place.get(index, (None, False))
        first = f.evidence[0]
        rows.append(
            (case, index + 1, card, root, f.rule, f.severity, f.node, f.subjects, f.title,
             f.message, f.section, f.invariants, f.signature, first.path, first.line, first.text)
        )  # fmt: skip
    return rows


def parquet(table: str, rows: Sequence[Sequence[object]]) -> bytes:
    """Return one table as a Parquet file; needs the extra."""
    import pyarrow as pa  # an extra, and heavy
    import pyarrow.parquet as pq

    kinds = {TEXT: pa.string(), NUMBER: pa.int64(), FLAG: pa.bool_(), TEXTS: pa.list_(pa.string())}
    schema = pa.schema([(name, kinds[kind]) for name, kind in COLUMNS[table].items()])
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [
        pa.array(map(_clean, column), field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd")
    return sink.getvalue()


def _clean(value: object) -> object:
    """Return what UTF-8 can hold: names in an archive may be of undecodable bytes."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    if isinstance(value, tuple):
        return [_clean(each) for each in value]
    return value
