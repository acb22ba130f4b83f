"""Skips a test for what the machine lacks; with REQUIRE_ALL, as in CI, that is a failure."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
"""A user's PATH often lacks the folders of iptables and ip."""


def lacking(reason: str) -> NoReturn:
    """Skip the test, or fail it where nothing may be skipped."""
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(reason)
    pytest.skip(reason)


def program(*names: str) -> str:
    """Return the path of the first program that is there."""
    for name in names:
        if found := shutil.which(name, path=PATH):
            return found
    lacking(f"{' or '.join(names)} is not installed")


def root() -> None:
    """Go on as root alone: a network namespace of one's own needs it."""
    if os.geteuid() != 0:
        lacking("needs root")
