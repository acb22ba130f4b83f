"""The release of a cluster, told by its kubelets."""

from __future__ import annotations

import pytest

from analyzer.identity import release


@pytest.mark.parametrize(
    ("kubelet", "expected"),
    [
        ("v1.11.0+d4cacc0", "3.11"),
        ("v1.6.1+5115d708d7", "3.6"),
        ("v1.13.4+cb455d664", "4.1"),
        ("v1.14.6+c4799753c", "4.2"),
        ("v1.16.2", "4.3"),
        ("v1.21.1+8268f88", "4.8"),
        ("v1.29.5+87992f4", "4.16"),
        ("unknown", None),
    ],
)
def test_release(kubelet: str, expected: str | None) -> None:
    assert release(kubelet) == expected
