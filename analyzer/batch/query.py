"""Answers SQL over a triage folder: DuckDB reads the Parquet files where they lie."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from analyzer.batch import finish, records, tables
from analyzer.batch.storage import Remote, filesystem, open_folder
from analyzer.batch.task import EXTRA, Unusable
from analyzer.render.visible import visible

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pandas import DataFrame

SQL_TYPES = {
    tables.TEXT: "VARCHAR", tables.NUMBER: "BIGINT", tables.FLAG: "BOOLEAN",
    tables.TEXTS: "VARCHAR[]",
}  # fmt: skip
WIDEST = 120
"""Characters of one value in a printed table."""


def query(sql: str, root: str) -> DataFrame:
    """Return the answer; the tables are cases, findings, outcomes, inputs and facts.

    Raises Unusable for what the user can mend: no such folder, wrong SQL, a missing extra.
    """
    if find_spec("duckdb") is None or not tables.installed():
        raise Unusable(f"SQL needs DuckDB and PyArrow: {EXTRA}")
    import duckdb  # an extra, and heavy

    with duckdb.connect() as connection:
        tell(connection, root)
        try:
            answer = connection.sql(sql)
            if answer is None:
                raise Unusable("the statement gives no table")
            frame: DataFrame = answer.df()
        except duckdb.Error as error:
            raise Unusable(str(error)) from error
    return frame


def tell(connection: DuckDBPyConnection, root: str) -> None:
    """Make the tables of a triage folder known to a connection."""
    folder = open_folder(root)
    rows = list(records.read_all(folder))
    if not rows:
        raise Unusable(f"{root} holds no cases: is it the --out of `analyze batch`?")
    place = folder.root
    if isinstance(folder, Remote):
        connection.register_filesystem(filesystem(root)[0])
    for table, columns in tables.COLUMNS.items():
        names = ", ".join(f'"{name}" {SQL_TYPES[kind]}' for name, kind in columns.items())
        if table == finish.CASES:
            # From the rows: a run that was killed wrote no table of cases.
            connection.execute(f"CREATE TABLE cases ({names})")
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"INSERT INTO cases VALUES ({marks})",  # noqa: S608 - our own names
                [list(row) for row in finish.case_rows(rows)],
            )
        elif folder.names(f"{tables.FOLDER}/{table}"):
            files = f"{place}/{tables.FOLDER}/{table}/*.parquet".replace("'", "''")
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{files}')")  # noqa: S608
        else:
            connection.execute(f"CREATE TABLE {table} ({names})")


def printed(frame: DataFrame, form: str) -> str:
    """Return the answer as `table`, `csv` or `json`."""
    if form == "csv":
        return str(frame.to_csv(index=False))
    if form == "json":
        return f"{frame.to_json(orient='records', indent=1)}\n"
    shown = [
        [visible(str(name)) for name in frame.columns],
        *([_cell(value) for value in row] for row in frame.itertuples(index=False)),
    ]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = (
        "  ".join(map(str.ljust, row, widths)).rstrip() for row in shown
    )  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def _cell(value: object) -> str:
    text = visible("" if value is None else str(value))
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
