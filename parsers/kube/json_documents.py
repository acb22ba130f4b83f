"""Finds the objects in JSON: Lists, single objects, the bare arrays of the 3.11 health check."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from parsers.base import MAX_SOURCE_TEXT
from parsers.kube.object_set import Fields, ObjectSet
from parsers.kube.objects import Data, RawObject, mapping

KIND = re.compile(r'"kind":\s*"(\w+)"')
BLANK = re.compile(r"[\s,]*")
COLON = re.compile(r"\s*:\s*")
OPEN = re.compile(r"\{(\s*)\"")
SMALL = 1 << 16

Item = tuple[int, int, Data]
"""(start, end, what stands between)."""


def read_json_objects(
    path: str, text: str, first_line: int, wanted: Mapping[str, Fields]
) -> ObjectSet:
    """Read the objects of the wanted kinds; of a cut file, those before the cut."""
    found = ObjectSet()
    if len(text) > SMALL:
        kinds = set(KIND.findall(text))
        if not any(kind.removesuffix("List") in wanted for kind in kinds):
            found.kinds = kinds
            return found
    line, position = first_line, 0
    for start, end, data in _items(text, found):
        kind = str(data.get("kind") or "")
        found.kinds.add(kind)
        if kind not in wanted:
            continue
        line += text.count("\n", position, start)
        position = start
        lines = {}
        for name, steps in wanted[kind].items():
            at = _field(text, start, end, steps)
            if at >= 0:
                lines[name] = (line + text.count("\n", start, at), _line(text, at))
        found.objects.append(RawObject(kind, data, path, lines))
    return found


def _items(text: str, found: ObjectSet) -> Iterator[Item]:
    """Yield the objects of every document in a text; a cut ends it."""
    decoder = json.JSONDecoder()
    start = position = _after(BLANK, text, 0)
    whole = 0
    try:
        while text[position : position + 1] in {"{", "["}:
            items: list[Item] = []
            top: dict[str, object] = {}
            start = position
            try:
                if text[position] == "[":
                    position = _array(decoder, text, position, items)
                    top["items"] = None
                else:
                    position = _members(decoder, text, position, top, items)
            finally:
                # Even where the text ends here: these are whole.
                if items or "items" in top:
                    whole += len(items)
                    yield from _named(items, top, found)
            if "items" not in top:
                yield start, position, top
            position = _after(BLANK, text, position)
    except (ValueError, RecursionError):
        found.lost = True
        if named := KIND.search(text, start):
            found.kinds.add(named[1])
        found.notes.append(f"truncated: {whole} whole objects before the cut")


def _named(items: list[Item], top: dict[str, object], found: ObjectSet) -> Iterator[Item]:
    own = str(top.get("kind") or "")
    if own:
        found.kinds.add(own)
    for start, end, data in items:
        kind = data.get("kind") or own.removesuffix("List")
        yield start, end, data if data.get("kind") else {**data, "kind": kind}


def _array(decoder: json.JSONDecoder, text: str, position: int, items: list[Item]) -> int:
    """Read an array of objects item by item; return where it ends."""
    while True:
        position = _after(BLANK, text, position + 1 if not items else position)
        if text[position : position + 1] == "]":
            return position + 1
        item, end = decoder.raw_decode(text, position)
        items.append((position, end, mapping(item)))
        position = end


def _members(
    decoder: json.JSONDecoder, text: str, start: int, top: dict[str, object], items: list[Item]
) -> int:
    """Read an object's members, those of `items` one by one; return where it ends."""
    position = _after(BLANK, text, start + 1)
    while text[position : position + 1] != "}":
        key, position = decoder.raw_decode(text, position)
        position = _after(COLON, text, position)
        if key == "items" and text[position : position + 1] == "[":
            top["items"] = None
            position = _array(decoder, text, position, items)
        else:
            top[str(key)], position = decoder.raw_decode(text, position)
        position = _after(BLANK, text, position)
    return position + 1


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _field(text: str, start: int, end: int, steps: tuple[str, ...]) -> int:
    """Return where a field's key stands; -1 if it is not there."""
    at = start
    for step in steps:
        below = OPEN.search(text, at, end)
        if below is None:
            return -1
        # The blanks before the first key stand before each of its siblings.
        key = f'{below[1]}"{step}":'
        at = text.find(key, below.start(), end)
        if at < 0:
            return -1
        at += len(below[1])
    return at


def _line(text: str, at: int) -> str:
    """Return the line around a position; of a line as long as the file, what follows it."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    end = end if end >= 0 else len(text)
    return text[start:end] if end - start <= MAX_SOURCE_TEXT else text[at : at + 200]
