"""Regular expressions that are compiled when they are first used.

A run meets a few kinds of artifact out of many: compiling the expressions of all of them would take
longer than reading a small bundle.
"""

from __future__ import annotations

import re
from typing import cast

METHODS = (
    "search",
    "match",
    "fullmatch",
    "finditer",
    "findall",
    "sub",
    "split",
    "pattern",
    "flags",
)


class _Expression:
    """Stands for a pattern, and becomes it when anything of it is asked for."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name not in METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._text, self._flags)
        # From now on these are found without asking.
        self.__dict__.update({each: getattr(compiled, each) for each in METHODS})
        return getattr(compiled, name)


def expression(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return what serves as `re.compile(text, flags)`; a bad expression raises when it is used."""
    return cast("re.Pattern[str]", _Expression(text, flags))
