"""Replaces parts of a word that together are one name, the longest run first."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def replaced(pieces: Sequence[str], longest: int, find: Callable[[str], str | None]) -> str:
    """Return the word that pieces make, each run that `find` knows in its other form.

    Pieces are parts and, between them, what separates them: "a", "-", "b". A run has `longest`
    pieces at most; a piece that is in no run stays.
    """
    result, start = [], 0
    while start < len(pieces):
        for end in range(min(len(pieces), start + longest), start, -2):
            found = find("".join(pieces[start:end]))
            if found is not None:
                result.append(found)
                break
        else:
            end = start + 1
            result.append(pieces[start])
        result += pieces[end : end + 1]
        start = end + 1
    return "".join(result)
