"""Expressions serve as compiled patterns, and none of the parsers' is bad."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import parsers
from parsers.expressions import expression


def test_it_is_compiled_when_used() -> None:
    found = expression(r"^a(?P<b>\d)", re.MULTILINE)
    assert "search" not in vars(found)
    match = found.search("x\na1")
    assert match is not None
    assert match["b"] == "1"
    assert "search" in vars(found)
    assert found.sub("-", "a1") == "-"


def test_what_a_pattern_lacks_is_no_attribute() -> None:
    with pytest.raises(AttributeError):
        expression("a").serch  # noqa: B018


def test_every_expression_of_every_parser_compiles() -> None:
    for module in pkgutil.walk_packages(parsers.__path__, "parsers."):
        for value in vars(importlib.import_module(module.name)).values():
            if type(value).__name__ == "_Expression":
                assert value.pattern
