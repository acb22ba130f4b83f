"""Writes what a run leaves for all cases of a triage folder: the index, the CSV, the case table."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analyzer.batch import records, tables
from analyzer.batch.records import Record
from analyzer.batch.storage import Folder
from analyzer.render import triage_index

CASES = "cases"


def write(folder: Folder, done: Collection[str]) -> list[Record]:
    """Write them from the rows that lie in the folder; returns those of the cases named."""
    rows = list(records.read_all(folder))
    folder.write("index.html", triage_index.render(rows).encode())
    if rows:
        folder.write("cases.csv", csv(rows))
        if tables.installed():
            folder.write(f"{tables.FOLDER}/cases.parquet", tables.parquet(CASES, case_rows(rows)))
    wanted = set(done)
    return [row for row in rows if row.name in wanted]


def case_rows(rows: Sequence[Record]) -> list[tuple[object, ...]]:
    """Return the rows of the table of cases, in the order of its columns."""
    return [
        (r.name, r.source, r.status, r.reason, r.cluster, r.kind, r.version, r.plugin, r.nodes,
         r.collected,
         r.errors, r.warnings, r.infos, r.signature, r.causes[0].message if r.causes else "",
         r.finished, r.content)
        for r in rows
    ]  # fmt: skip


def csv(rows: Sequence[Record]) -> bytes:
    """Return the table of cases as CSV."""
    import pandas as pd  # heavy

    columns = pd.Index(list(tables.COLUMNS[CASES]))
    frame = pd.DataFrame([[*map(_inert, row)] for row in case_rows(rows)], columns=columns)
    text: str = frame.to_csv(index=False)
    return text.encode(errors="replace")


def _inert(value: object) -> object:
    """Return text that no spreadsheet takes for a formula: a bundle's text is hostile."""
    return (
        f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
    )
