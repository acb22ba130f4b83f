"""Why a mutation is not found, for docs/accuracy.md: by its name."""

from __future__ import annotations

EXPLAINED: dict[str, str] = {}
