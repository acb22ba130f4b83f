"""A short run of the campaign that `make fuzz` runs at length."""

from __future__ import annotations

import pytest

from tests.parsers.capture.fixtures import LISTED
from tests.parsers.capture.fuzz import campaign


@pytest.mark.parametrize("name", LISTED)
def test_mutations_are_read_or_counted_as_damage(name: str) -> None:
    campaign(name, 40)
