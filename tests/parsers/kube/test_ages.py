"""Ages in tables of `oc get`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parsers.kube.ages import age


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("8d", timedelta(days=8)),
        ("45s", timedelta(seconds=45)),
        ("4m12s", timedelta(minutes=4, seconds=12)),
        ("5h31m", timedelta(hours=5, minutes=31)),
        ("2y45d", timedelta(days=775)),
        ("0s", timedelta()),
        ("<unknown>", None),
        ("<invalid>", None),
        ("", None),
        (None, None),
        ("9" * 30 + "y", None),
    ],
)
def test_ages(said: str | None, expected: timedelta | None) -> None:
    assert age(said) == expected
