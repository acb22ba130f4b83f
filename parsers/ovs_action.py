"""The actions of a flow as `ovs-ofctl dump-flows` prints them, typed.

The text forms are those of ovs-actions(7); lib/ofp-actions.c of Open vSwitch fixes them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

NESTED = re.compile(r"(\w+)\((.*)\)$")
Value = int | str
NUMBERS = frozenset(["goto_table", "output", "group", "resubmit", "enqueue", "set_queue"])


class Action(NamedTuple):
    """An action and its argument: ("goto_table", 30), ("load", (0, "NXM_NX_REG0[]"))."""

    name: str
    value: object


class Actions(dict[str, tuple[Action, ...]]):
    """Memo of whole action lists, which repeat from flow to flow, as their parts do.

    Ports whose names are given become numbers.
    """

    __slots__ = ("part",)

    def __init__(self, ports: Mapping[str, int] | None = None) -> None:
        super().__init__({"": ()})
        self.part = Parts(ports or {}).__getitem__

    def __missing__(self, text: str) -> tuple[Action, ...]:
        parts = split(text) if "(" in text else text.strip(" ,").split(",")
        typed = self[text] = tuple(map(self.part, parts))
        return typed


class Parts(dict[str, Action]):
    """Memo of single actions."""

    __slots__ = ("ports",)

    def __init__(self, ports: Mapping[str, int]) -> None:
        super().__init__()
        self.ports = ports

    def __missing__(self, text: str) -> Action:
        typed = action(text)
        if self.ports and typed.name == "output" and typed.value in self.ports:
            typed = Action("output", self.ports[str(typed.value)])
        self[text] = typed
        return typed


def number(text: str) -> Value:
    """Return an int for a decimal or hexadecimal number, else the text without its quotes."""
    if text.isdecimal() and len(text) < 40:
        return int(text)
    if text.startswith("0x") and "/" not in text:
        try:
            return int(text, 16)
        except ValueError:
            return text
    return text.strip('"')


def split(text: str) -> list[str]:
    """Cut an action list at the commas outside parentheses."""
    text = text.strip()
    if "(" not in text:
        return [part for part in text.split(",") if part]
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part for part in parts if part]


def action(text: str) -> Action:
    """Type one action; what is unknown keeps its argument as text."""
    text = text.strip()
    name, colon, argument = text.partition(":")
    if colon and "(" not in name:
        return Action(name, written(name, argument))
    name, bracket, argument = text.partition("(")
    if bracket:
        return Action(name, enclosed(name, argument.removesuffix(")")))
    if text.isdecimal() or text in {"LOCAL", "IN_PORT"}:
        return Action("output", number(text))
    return Action(text, None)


def written(name: str, argument: str) -> object:
    """Type what follows a colon: `load:0x2a->NXM_NX_REG0[]`, `output:5`."""
    value, arrow, target = argument.partition("->")
    if arrow:
        return (number(value) if name == "load" else value), target
    if name == "note":
        return octets(argument)
    return number(argument) if name in NUMBERS else argument


def enclosed(name: str, argument: str) -> object:
    """Type what stands in parentheses: `ct(commit,table=30)`, `output(port=5,max_len=64)`."""
    if name == "ct":
        return dict(map(setting, split(argument)))
    if name in {"goto_table", "output", "group"} and "=" not in argument:
        return number(argument)
    return argument


def setting(text: str) -> tuple[str, str]:
    """Cut one argument of ct: `table=30`, `commit`, or nested, as `nat(src=0.0.0.0)`."""
    cut = NESTED.match(text)
    if cut:
        return cut[1], cut[2]
    key, _, value = text.partition("=")
    return key, value


def octets(text: str) -> bytes | str:
    """Return the bytes of a note; a cut one stays text."""
    try:
        return bytes.fromhex(text.replace(".", ""))
    except ValueError:
        return text
