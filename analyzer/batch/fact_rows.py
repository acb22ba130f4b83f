"""Facts as rows: one a record, with its line and its fields as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from parsers.base import Source

if TYPE_CHECKING:
    from analyzer.ingested import Ingested

Row = tuple[str, str | None, str, int, str, str]
"""fact, node, path, line, text, fields"""

DEEPEST = 4
MOST = 1_000
"""Items of one field: the rows are for questions, the stored facts are whole."""
FLOW = ("table", "priority", "match_text", "actions_text", "n_packets", "n_bytes", "cookie")
RULE = ("chain", "target", "packets", "bytes")


def rows(ingested: Ingested, hide: Callable[[str], str] | None = None) -> Iterator[Row]:
    """Yield the records of every fact of a bundle, as they were read; `hide` redacts them."""
    for read in ingested.reads:
        fact = read.parsed.fact
        name = type(fact).__name__
        for source, said in records(fact):
            text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
            path, line, said_there, node = source.path, source.line, source.text, read.node
            if hide is not None:
                path, said_there, text = hide(path), hide(said_there), hide(text)
                node = hide(node) if node else None
            yield name, node, path, line, said_there, text


def records(fact: object) -> Iterator[tuple[Source, Mapping[str, object]]]:
    """Yield the records of a fact: whatever in it knows its own line."""
    from parsers.iptables_tables import IptablesSave  # with the other parsers
    from parsers.ovs_flow_table import FlowTable

    if isinstance(fact, FlowTable):
        for flow in fact.flows:
            yield flow.source, {name: getattr(flow, name) for name in FLOW}
        return
    if isinstance(fact, IptablesSave):
        for table in fact.tables.values():
            for chain in table.chains.values():
                for rule in chain.rules:
                    said = {name: getattr(rule, name) for name in RULE}
                    yield rule.source, {"table": table.name, **said}
        return
    found = list(_held(fact))
    if found:
        for record in found:
            source = getattr(record, "source", None)
            if isinstance(source, Source):
                yield source, {k: v for k, v in _fields(record, 0).items() if v is not None}
    else:
        path = getattr(fact, "path", "")
        yield Source(str(path), 0, ""), _fields(fact, 0)


def _held(fact: object) -> Iterator[object]:
    """Yield what a fact holds in its tuples, lists and mappings."""
    for value in _members(fact).values():
        inside = value.values() if isinstance(value, Mapping) else value
        if isinstance(inside, str | bytes) or not hasattr(inside, "__iter__"):
            inside = (value,)
        yield from (each for each in inside if isinstance(getattr(each, "source", None), Source))


def _members(record: object) -> dict[str, object]:
    if is_dataclass(record):
        return {f.name: getattr(record, f.name) for f in fields(record) if hasattr(record, f.name)}
    names = getattr(type(record), "__slots__", ()) or vars(record)
    return {
        name: getattr(record, name)
        for name in names
        if not name.startswith("_") and hasattr(record, name)
    }


def plain_fields(record: object) -> dict[str, object]:
    """Return the fields of one record as JSON holds them."""
    return _fields(record, 0)


def _fields(record: object, depth: int) -> dict[str, object]:
    """Return the fields that a reader asks for: no sources, no raw object."""
    return {
        name: _plain(value, depth + 1)
        for name, value in _members(record).items()
        if name not in {"raw", "source", "path"} and "source" not in name
    }


def _plain(value: object, depth: int) -> object:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if hasattr(value, "dtype"):
        return f"{getattr(value, 'size', 0)} values"  # a column of a capture: not for reading
    if depth > DEEPEST:
        return str(value)
    if isinstance(value, Mapping):
        return {str(k): _plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(_plain(each, depth + 1)) for each in value)
    if isinstance(value, tuple | list):
        return [_plain(each, depth + 1) for each in value[:MOST]]
    if is_dataclass(value):
        return _fields(value, depth)
    return str(value)
