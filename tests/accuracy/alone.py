"""Reads a healthy bundle in a process of its own: what it takes is the analyzer's, not the maker's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.accuracy.campaign import Desk, alarms

TOP = Path(__file__).parents[2]


def read(folder: Path) -> tuple[list[str], int]:
    """Return the alarms that a bundle makes, and the peak memory of reading it in megabytes."""
    done = subprocess.run([sys.executable, "-m", "tests.accuracy.alone", str(folder)], cwd=TOP,
                          check=True, stdout=subprocess.PIPE, text=True)  # fmt: skip
    found, megabytes = json.loads(done.stdout)
    return found, megabytes


def peak() -> int:
    """Return the most memory that this program had, in megabytes.

    Not ru_maxrss: Linux lets a program begin with that of the process that started it.
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) // 1024


if __name__ == "__main__":
    said = alarms(Desk(Path(sys.argv[1])).analyze())
    print(json.dumps([said, peak()]))
