"""The map file: the key of a redaction, and what each replacement stands for. Whoever has it reads.

One JSON object a line: the key first, then the pairs in the order in which they were made. Several
processes add to it at once, each line whole.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

FORMAT = "openshift-sdn-analyzer redaction 1"


class BadMap(Exception):  # noqa: N818 - a usage error with its message
    """The file is no map file, or can't be read or written."""


def open_map(path: str) -> bytes:
    """Return the key of a map file; makes the file, for its owner alone, where there is none."""
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return load(path, pairs=False)[0]
    except OSError as error:
        raise BadMap(f"can't write {path}: {error.strerror}") from error
    key = secrets.token_bytes(32)
    with os.fdopen(made, "w") as opened:
        opened.write(json.dumps({"format": FORMAT, "key": key.hex()}) + "\n")
    return key


def load(path: str, *, pairs: bool = True) -> tuple[bytes, dict[str, str]]:
    """Return the key, and replacement -> what it stands for; raises BadMap."""
    try:
        with Path(path).open(encoding="utf-8") as opened:
            head = json.loads(opened.readline())
            rest = opened.read().splitlines() if pairs else []
        if head["format"] != FORMAT:
            raise BadMap(f"{path} is no map file of a redaction")
        known = {}
        for line in rest:
            pair = json.loads(line)
            known[str(pair["fake"])] = str(pair["real"])
        return bytes.fromhex(head["key"]), known
    except OSError as error:
        raise BadMap(f"can't read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadMap(f"{path} is no map file of a redaction") from error


def add(path: str, pairs: Mapping[str, str]) -> None:
    """Add pairs that the file has not yet."""
    with Path(path).open("r+", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        _, known = load(path)
        opened.seek(0, os.SEEK_END)
        opened.write(
            "".join(
                json.dumps({"fake": fake, "real": real}) + "\n"
                for fake, real in pairs.items()
                if fake not in known
            )
        )
        opened.flush()
