"""Translates a redacted text back, for whoever holds the map file."""

from __future__ import annotations

import re
from collections.abc import Mapping

PIECE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9:./-]*[A-Za-z0-9])?", re.ASCII)
CUT = re.compile(r"([:./-])")
LONGEST = 40


def translated(text: str, pairs: Mapping[str, str]) -> str:
    """Return the text with every replacement turned into what it stands for."""
    return PIECE.sub(lambda match: _back(match.group(), pairs), text)


def _back(word: str, pairs: Mapping[str, str]) -> str:
    """Replace within a word, the longest run of its parts first."""
    if word in pairs:
        return pairs[word]
    pieces = CUT.split(word)
    result, start = [], 0
    while start < len(pieces):
        for end in range(min(len(pieces), start + LONGEST), start, -2):
            run = "".join(pieces[start:end])
            if run in pairs:
                result.append(pairs[run])
                break
        else:
            end = start + 1
            result.append(pieces[start])
        if end < len(pieces):
            result.append(pieces[end])
        start = end + 1
    return "".join(result)
