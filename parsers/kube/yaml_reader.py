"""The YAML that oc and kubectl write, read line by line: many times faster than a full parser.

Block style only, as sigs.k8s.io/yaml and go-yaml emit it. Whatever else YAML allows raises
`Unusual`, so that a full parser can take over; what is read is what PyYAML reads.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import TypeAlias

from parsers.kube.yaml_scalars import (
    QUOTED_KEY,
    Scalar,
    Unusual,
    closes,
    folded_plain,
    key_of,
    plain,
    quoted,
)

Value: TypeAlias = "Scalar | list[Value] | dict[str, Value]"

END = "\0"
"""The line after the last: starts nothing and continues nothing."""

# A value that is a string on sight: no indicator, no number, no comment, nothing to fold.
_STRING = re.compile(r"[A-Za-z/][\w./@+=,;$()-]*\Z", re.ASCII).match
_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off"])
_BLOCK = {"|": "clip", "|-": "strip", "|+": "keep"}
_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")


@lru_cache(maxsize=1 << 12)
def _is_plain_key(key: str) -> bool:
    return _STRING(key) is not None and key.lower() not in _WORDS


class Reader:
    """Reads values out of the lines of one document.

    `skip`: keys whose nested values nobody asks for; they are passed over and read as None.
    """

    __slots__ = ("_lines", "_skip")

    def __init__(self, lines: list[str], skip: Collection[str] = ()) -> None:
        self._lines = lines if lines and lines[-1] == END else [*lines, END]
        self._skip = skip

    def mapping(
        self,
        at: int,
        indent: int,
        line: str,
        keys: dict[str, int] | None = None,
        prefix: str = "",
    ) -> tuple[dict[str, Value], int]:
        """Read a mapping whose first key stands at column `indent` of `line`, the line `at`.

        `keys`, if given, receives the line of each key, and of each key in those: `spec.nodeName`.
        """
        lines, skip = self._lines, self._skip
        pad = " " * indent
        result: dict[str, Value] = {}
        while True:
            text = line[indent:] if indent else line
            key, colon, rest = text.partition(": ")
            if not colon and text[-1:] == ":":
                key = text[:-1]
            elif not colon or not rest:
                key = ""
            if not _is_plain_key(key):
                key, rest = key_of(text)
            if keys is not None:
                keys[prefix + key] = at
            at += 1
            if not rest:
                line = lines[at]
                if key in skip:
                    deeper = (pad + " ", pad + "-")
                    while line.startswith(deeper) or not line:
                        at += 1
                        line = lines[at]
                    result[key] = None
                elif keys is not None and not prefix and line[indent : indent + 1] == " ":
                    result[key], at = self._nested(at, indent, keys, key + ".")
                    line = lines[at]
                else:
                    result[key], at = self._nested(at, indent)
                    line = lines[at]
            elif rest[0] == rest[-1] == '"' and rest.count('"') == 2 and "\\" not in rest:
                result[key] = rest[1:-1]
                line = lines[at]
            elif _STRING(rest) and rest.lower() not in _WORDS:
                result[key] = rest
                line = lines[at]
                if line.startswith(pad) and line[indent : indent + 1] in {"", " "}:
                    result[key], at = self._scalar(rest, at, indent)
                    line = lines[at]
            else:
                result[key], at = self._scalar(rest, at, indent)
                line = lines[at]
            if not line.startswith(pad):
                return result, at
            first = line[indent : indent + 1]
            if first in " -#%\0." and self._ends(at, indent, first):
                return result, at

    def _ends(self, at: int, indent: int, first: str) -> bool:
        """Tell whether a line that does not look like a key ends the mapping."""
        line = self._lines[at]
        if indent == 0 and (first == "\0" or line.startswith(("---", "..."))):
            return True
        if first == "." or (first == "-" and not line.startswith("- ", indent) and len(line) > 1):
            return False
        if self._is_over(at):
            return True
        raise Unusual(line)

    def _is_over(self, at: int) -> bool:
        """Tell whether nothing but blank lines follow."""
        while not self._lines[at].strip(" "):
            at += 1
        return self._lines[at] == END

    def sequence(self, at: int, indent: int, line: str) -> tuple[list[Value], int]:
        """Read a sequence whose first dash stands at column `indent` of `line`, the line `at`."""
        lines = self._lines
        dash = " " * indent + "- "
        inner = indent + 2
        result: list[Value] = []
        item: Value
        while True:
            text = line[inner:]
            if text.startswith("- "):
                item, at = self.sequence(at, inner, line)
            elif QUOTED_KEY.match(text) or (
                (": " in text or text.endswith(":")) and text[:1] not in "\"'{[|>"
            ):
                item, at = self.mapping(at, inner, line)
            elif text:
                item, at = self._scalar(text, at + 1, indent)
            else:
                raise Unusual(line)
            result.append(item)
            line = lines[at]
            if not line.startswith(dash):
                if line.startswith(dash[:-1]) and line[indent:] == "-":
                    raise Unusual(line)
                return result, at

    def _nested(
        self, at: int, indent: int, keys: dict[str, int] | None = None, prefix: str = ""
    ) -> tuple[Value, int]:
        """Read the value below a key at column `indent`: null if nothing is nested."""
        line = self._lines[at]
        inner = len(line) - len(line.lstrip(" "))
        if inner > indent and line[inner:]:
            if line.startswith("- ", inner):
                return self.sequence(at, inner, line)
            return self.mapping(at, inner, line, keys, prefix)
        if inner == indent and line.startswith("- ", indent):
            return self.sequence(at, indent, line)
        if line[inner:] in {"", "-"} and not self._is_over(at):
            raise Unusual(line)
        return None, at

    def _scalar(self, text: str, at: int, indent: int) -> tuple[Value, int]:
        """Read a scalar that starts with `text` and may go on at the line `at`, further right."""
        first = text[0]
        if first == "|":
            return self._block(text, at, indent)
        if first in "{[":
            if text == "{}":
                return {}, at
            if text == "[]":
                return [], at
            raise Unusual(text)
        if first in "\"'":
            parts = [text]
            open_ = not closes(first, text, opening=True)
            while open_:
                line = self._lines[at]
                if line == END or (line and not line.startswith(" " * (indent + 1))):
                    raise Unusual(line)
                parts.append(line)
                open_ = not closes(first, line, opening=False)
                at += 1
            return quoted("\n".join(parts)), at
        parts = [text]
        while True:
            line = self._lines[at]
            if line and (line == END or not line.startswith(" " * (indent + 1))):
                break
            parts.append(line)
            at += 1
        while not parts[-1].strip(" "):
            parts.pop()
            at -= 1
        if len(parts) == 1:
            return plain(text), at
        plain(text)  # refuses what no plain scalar may start with
        return folded_plain(parts), at

    def _block(self, header: str, at: int, indent: int) -> tuple[str, int]:
        """Read a literal block scalar."""
        chomp = _BLOCK.get(header)
        if chomp is None:
            raise Unusual(header)
        lines = self._lines
        start = at
        while not lines[at]:
            at += 1
        line = lines[at]
        inner = len(line) - len(line.lstrip(" "))
        if inner <= indent or not line[inner:] or "\t" in line[inner : inner + 1]:
            raise Unusual(line)
        pad = " " * inner
        content = [""] * (at - start)
        while line.startswith(pad) or not line.strip(" "):
            content.append(line[inner:])
            at += 1
            line = lines[at]
        if line != END and len(line) - len(line.lstrip(" ")) > indent:
            raise Unusual(line)
        text = "\n".join(content)
        if line == END and content[-1]:
            return text, at  # the text ends here, without a line end to keep
        if chomp == "keep":
            return text + "\n", at
        text = text.rstrip("\n")
        return text if chomp == "strip" else text + "\n", at


def read_yaml(text: str, skip: Collection[str] = ()) -> Value:
    """Read one document of the canonical form; raises `Unusual` for any other."""
    if not text.isascii() and _BREAKS.search(text):
        raise Unusual("a line break that is no line end")
    lines = text.split("\n")
    start = 1 if lines[0] == "---" else 0
    reader = Reader(lines, skip)
    read = reader.sequence if lines[start].startswith("- ") else reader.mapping
    value, end = read(start, 0, lines[start])
    if any(line.strip(" ") for line in lines[end:]):
        raise Unusual(lines[end])
    return value
