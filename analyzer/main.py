"""The entry point: `analyze bundle.tgz` is `analyze run bundle.tgz`, and a bug of ours exits 70."""

from __future__ import annotations

import sys
from collections.abc import Sequence

COMMANDS = frozenset({"run", "batch", "query", "compare", "unredact", "rules"})
OWN_OPTIONS = frozenset({"--help", "-h", "--version", "--install-completion", "--show-completion"})

EXIT_OK = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_UNREADABLE = 3
EXIT_BUG = 70


def arguments(words: Sequence[str]) -> list[str]:
    """Put `run` before a path: a first word that is a command is one (`./rules` is a path)."""
    if words and words[0] not in COMMANDS and words[0] not in OWN_OPTIONS:
        return ["run", *words]
    return list(words) or ["--help"]


def main() -> None:
    """Run the command line; turns what the user can mend into one line, and our bugs into 70."""
    try:
        from analyzer import cli_batch, cli_compare  # so that an import that fails is our bug too
        from analyzer.cli import app

        cli_batch.add_to(app)
        cli_compare.add_to(app)
        app(arguments(sys.argv[1:]), prog_name="analyze")
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
    except Exception as bug:  # noqa: BLE001 - the last resort: say that it is ours
        import traceback  # needed only here

        traceback.print_exc()
        print(  # noqa: T201 - stderr is all that is left
            f"analyze: this is a bug of the analyzer ({type(bug).__name__}); "
            "please report it with the lines above",
            file=sys.stderr,
        )
        sys.exit(EXIT_BUG)
