"""A piece of a capture in memory: the bytes of whole records, and where each packet begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SLACK = 320
"""Zero bytes behind the last record, so that headers may be gathered without a check."""


@dataclass(slots=True)
class Window:
    """Some records of a capture. All columns have one row a packet."""

    data: NDArray[np.uint8]
    start: NDArray[np.int64]
    """Where each packet's first byte lies in `data`."""
    captured: NDArray[np.int64]
    """Bytes of it that the capture holds."""
    wire: NDArray[np.int64]
    """Bytes that it had."""
    time: NDArray[np.int64]
    """ns since 1970."""
    interface: NDArray[np.uint8]
    first_frame: int

    def interfaces(self) -> list[int]:
        """Return the interfaces of its packets, in order: mostly one."""
        first = int(self.interface[0])
        if (self.interface == first).all():
            return [first]
        return [int(number) for number in np.unique(self.interface)]

    def __len__(self) -> int:
        return len(self.start)


def gather(data: NDArray[np.uint8], at: NDArray[np.int64], layout: np.dtype[np.void]) -> Block:
    """Copy a layout's bytes at each offset, and return them as its fields (big endian)."""
    size = layout.itemsize
    items: NDArray[np.void] = np.ndarray(
        (max(len(data) - size + 1, 0),), f"V{size}", buffer=data, strides=(1,)
    )
    return items[at].view(layout)


Block = NDArray[np.void]


def layout(size: int, **fields: tuple[int, str]) -> np.dtype[np.void]:
    """Return a dtype of `size` bytes with fields at offsets: name=(offset, format)."""
    return np.dtype(
        {
            "names": list(fields),
            "formats": [form for _, form in fields.values()],
            "offsets": [offset for offset, _ in fields.values()],
            "itemsize": size,
        }
    )
