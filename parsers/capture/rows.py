"""Copies rows of structured arrays as plain bytes.

numpy copies a structured row field by field, which takes some forty times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Rows: TypeAlias = "NDArray[np.int64] | NDArray[np.bool_] | slice"


def plain(table: NDArray[np.void]) -> NDArray[np.void]:
    """Return the same rows as bytes without fields: what is written there is in the table."""
    return table.view(f"V{table.dtype.itemsize}")


def take(table: NDArray[np.void], rows: Rows) -> NDArray[np.void]:
    """Return a copy of some rows."""
    return plain(table)[rows].view(table.dtype)


def put(table: NDArray[np.void], rows: Rows, values: NDArray[np.void]) -> None:
    """Write rows of the same layout in the place of others."""
    plain(table)[rows] = plain(values)
