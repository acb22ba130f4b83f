"""Makes what a terminal or browser would obey, instead of show, visible."""

from __future__ import annotations

import re

MAX_SHOWN = 2_000
"""Characters of one value that are shown; evidence is already trimmed to this."""

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Return the text with control, direction and undecodable characters shown as escapes.

    Text of a bundle is hostile: an escape sequence would recolour the terminal, a right-to-left
    override would reorder a line, and half a surrogate pair can't be written as UTF-8.
    """
    if len(text) > MAX_SHOWN + 1:
        text = f"{text[:MAX_SHOWN]}… ({len(text) - MAX_SHOWN:,} more characters)"
    return text if text.isprintable() else _UNPRINTABLE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x09:
        return "    "
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
