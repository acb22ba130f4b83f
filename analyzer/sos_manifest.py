"""Reads a sosreport's sos_reports/manifest.json (sos 4.0+): what was run, and how it ended.

A file's name is made of its command, lossily; the manifest holds the command itself. What sos cut
is marked: a dump without its end proves no absence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from analyzer.inputs import Input

PATH = "sos_reports/manifest.json"


@dataclass(frozen=True, slots=True)
class Collected:
    """One command of the manifest."""

    path: str
    """In the bundle."""
    command: str
    return_code: int | None
    truncated: bool


def read(path: str, text: str) -> list[Collected]:
    """Return the commands; nothing of what is no manifest."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return []
    root = path.removesuffix(PATH)
    found: list[Collected] = []
    for plugin in values(said, "components", "report", "plugins"):
        commands = plugin.get("commands") if isinstance(plugin, dict) else None
        for each in commands if isinstance(commands, list) else ():
            if isinstance(each, dict) and isinstance(each.get("filepath"), str):
                code = each.get("return_code")
                found.append(
                    Collected(
                        root + each["filepath"],
                        str(each.get("exec") or each.get("command") or ""),
                        code if isinstance(code, int) else None,
                        each.get("truncated") is True,
                    )
                )
    return found


def values(said: object, *keys: str) -> Iterable[object]:
    """Return the values of a mapping below some keys."""
    for key in keys:
        said = said.get(key) if isinstance(said, dict) else None
    return said.values() if isinstance(said, dict) else ()


def tell(inputs: Iterable[Input], collected: Iterable[Collected]) -> None:
    """Tell each input what the manifest says of it."""
    by_path = {each.path: each for each in collected}
    for entry in inputs:
        if each := by_path.get(entry.path):
            if each.truncated:
                entry.becomes("truncated", f"sos cut the output of `{each.command}`")
            if each.return_code:
                entry.becomes(entry.status, f"`{each.command}` ended with {each.return_code}")
