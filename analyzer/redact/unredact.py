"""Translates a redacted text back, for whoever holds the map file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.redact import runs

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
    return runs.replaced(CUT.split(word), LONGEST, pairs.get)
