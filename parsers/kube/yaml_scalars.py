"""Scalars of YAML 1.1, resolved as PyYAML's safe loader resolves them.

Format: https://yaml.org/spec/1.1/, chapter 5 (escapes) and 9 (folding); https://yaml.org/type/.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | datetime | None


class Unusual(ValueError):  # noqa: N818 - not an error: a form that is left to the full parser
    """Raised for YAML that the Kubernetes tools do not write."""


_WORDS: dict[str, bool | None] = {
    form: meaning
    for words, meaning in (("null", None), ("true yes on", True), ("false no off", False))
    for word in words.split()
    for form in (word, word.title(), word.upper())
}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{,30})\Z")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z\Z")
# What else PyYAML takes for a number or a date: rare, so it is left to PyYAML.
_NUMERIC = re.compile(
    r"""(?x)
    [-+]?0b[01_]+ | [-+]?0x[0-9a-fA-F_]+ | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])*
    | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])*\.[0-9_]*(?:[eE][-+][0-9]+)?
    | \.[0-9][0-9_]*(?:[eE][-+][0-9]+)?
    | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN) | = | <<
    | [0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt\ \t].*)?
    """
)
_START = re.compile(r"[^\s,\[\]{}#&*!|>'\"%@`?:-]|[?:-](?=\S)")


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> Scalar:
    """Resolve a plain scalar that stands on one line."""
    if text in _WORDS:
        return _WORDS[text]
    if text == "~":
        return None
    if (
        not _START.match(text)
        or ": " in text
        or " #" in text
        or text[-1] in " :"
        or not text.isprintable()
    ):
        raise Unusual(text)
    first = text[0]
    if first.isdigit() or first in "-+.=<":
        if _INTEGER.match(text):
            return int(text)
        if _DECIMAL.match(text):
            return float(text)
        if found := _TIME.match(text):
            return _moment(found)
        if _NUMERIC.fullmatch(text):
            raise Unusual(text)
    return text


def _moment(found: re.Match[str]) -> datetime:
    try:
        return datetime(*map(int, found.groups()), tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError as error:
        raise Unusual(found.group()) from error


_FOLD = re.compile(r"[ \t]*\n[ \t\n]*")


def _folded(found: re.Match[str]) -> str:
    breaks = found.group().count("\n")
    return "\n" * (breaks - 1) if breaks > 1 else " "


def fold(text: str) -> str:
    """Join the lines of a flow scalar: one break is a blank, n breaks are n - 1 line ends."""
    return _FOLD.sub(_folded, text) if "\n" in text else text


def folded_plain(lines: list[str]) -> str:
    """Join the lines of a plain scalar that spans several; it is a string whatever it holds."""
    for line in lines:
        part = line.strip(" ")
        if ": " in part or " #" in part or part[-1:] == ":" or part[:1] == "#":
            raise Unusual(part)
        if not part.isprintable():
            raise Unusual(part)
    return fold("\n".join(lines))


_SINGLE = re.compile(r"'((?:[^']|'')*)'\Z")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"\Z', re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:\n[ \t]*|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|[ \t]*\n[ \t\n]*",
    re.DOTALL,
)
_ESCAPED = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "\\": "\\",
    "/": "/",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
    "\t": "\t",
}


def quoted(text: str) -> str:
    """Read a quoted scalar, quotes included; its lines are joined by line ends."""
    if text[0] == "'":
        found = _SINGLE.match(text)
        if not found:
            raise Unusual(text)
        return fold(found.group(1)).replace("''", "'")
    found = _DOUBLE.match(text)
    if not found:
        raise Unusual(text)
    return _ESCAPE.sub(_unescaped, found.group(1)) if "\\" in text else fold(found.group(1))


def _unescaped(found: re.Match[str]) -> str:
    whole = found.group()
    if whole[0] != "\\":
        return _folded(found)
    if whole[1] == "\n":
        if found.string[found.end() : found.end() + 1] == "\n":
            raise Unusual(whole)
        return ""
    if found.group(4):
        if found.group(4) not in _ESCAPED:
            raise Unusual(whole)
        return _ESCAPED[found.group(4)]
    code = int(found.group(found.lastindex or 0), 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise Unusual(whole)
    return chr(code)


def closes(quote: str, line: str, *, opening: bool) -> bool:
    """Tell whether a quoted scalar ends in a line; `opening`: the line starts with the quote."""
    rest = line[1:] if opening else line
    if quote == "'":
        return rest.count("'") % 2 == 1
    return '"' in (re.sub(r"\\.", "", rest) if "\\" in rest else rest)


QUOTED_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'):(?: (.*))?\Z""")


def key_of(text: str) -> tuple[str, str]:
    """Split a line into its key and the text of its value, in full."""
    if text[:1] in {'"', "'"}:
        found = QUOTED_KEY.match(text)
        if not found:
            raise Unusual(text)
        return quoted(found.group(1)), (found.group(2) or "").strip(" ")
    key, colon, rest = text.partition(": ")
    if not colon:
        if text[-1:] != ":":
            raise Unusual(text)
        key = text[:-1]
    name = plain(key)
    if not isinstance(name, str):
        raise Unusual(text)
    return name, rest.strip(" ")
