"""The Open vSwitch that loads the flows of generated clusters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.accuracy.switch import Switch, switch
from tests.require import program


@pytest.fixture(scope="module")
def one() -> Iterator[Switch]:
    """One switch for all clusters of a module, each of which replaces its flows."""
    for name in ("ovsdb-tool", "ovsdb-server", "ovs-vswitchd", "ovs-vsctl", "ovs-ofctl"):
        program(name)
    with switch() as running:
        yield running
