"""Finds files of single objects that were cut to nothing: of their kind not all were read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.ingested import Ingested
from parsers.base import Parsed
from parsers.kube.objects import Described, Objects

SINGLE = re.compile(r"(?:^|/)cluster-scoped-resources/[^/]+/[a-z]+/[^/]+\.(?:yaml|json)$")


def cut_objects(ingested: Ingested) -> Iterator[tuple[type[Objects[Described]], Parsed[object]]]:
    """Yield (kind of fact, an empty partial list) for each such file.

    `oc adm inspect` writes an object a file, in a directory a kind: what lies beside the others
    and holds no object of theirs was one of them.
    """
    kinds: dict[str, type[Objects[Described]]] = {}
    read: set[str] = set()
    for one in ingested.reads:
        path = one.input.path
        if isinstance(one.parsed.fact, Objects) and SINGLE.search(path):
            read.add(path)
            kinds[path.rpartition("/")[0]] = type(one.parsed.fact)
    for entry in ingested.inputs:
        kind = kinds.get(entry.path.rpartition("/")[0])
        if kind is not None and entry.path not in read and SINGLE.search(entry.path):
            yield kind, Parsed(kind((), entry.path, partial=True, cut=frozenset({entry.path})))
