"""Writes the generated pages again: `make docs`."""

from __future__ import annotations

from pathlib import Path

from analyzer import rule_pages

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    (ROOT / "rules/README.md").write_text(rule_pages.readme(), encoding="utf-8")
