"""Facts on disk: what was read of a bundle, so that later rules judge it without the bundle.

The form is Python's pickle, compressed with zstd; it is read with an allow-list of our own record
types, since a triage folder may lie where others write.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from importlib import import_module
from typing import cast

from analyzer.ingested import Ingested

PROTOCOL = 5
OURS = ("parsers.",)
ALLOWED = frozenset(
    {
        ("analyzer.ingested", "Ingested"), ("analyzer.ingested", "Read"),
        ("analyzer.ingested", "Failure"), ("analyzer.inputs", "Input"),
        ("builtins", "set"), ("builtins", "frozenset"), ("builtins", "bytearray"),
        ("builtins", "complex"), ("builtins", "range"), ("builtins", "slice"),
        ("collections", "Counter"), ("collections", "OrderedDict"), ("collections", "defaultdict"),
        ("collections", "deque"), ("datetime", "date"), ("datetime", "datetime"),
        ("datetime", "timedelta"), ("datetime", "timezone"), ("ipaddress", "IPv4Address"),
        ("ipaddress", "IPv4Network"), ("ipaddress", "IPv4Interface"), ("ipaddress", "IPv6Address"),
        ("ipaddress", "IPv6Network"), ("ipaddress", "IPv6Interface"),
        # The columns of a capture. They can't smuggle pointers: NumPy refuses objects in buffers.
        ("numpy", "ndarray"), ("numpy", "dtype"), ("numpy._core.numeric", "_frombuffer"),
        ("numpy._core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "scalar"),
    }
)  # fmt: skip
MOST = 8 << 30
"""Bytes that stored facts may expand to."""


class Unfit(Exception):  # noqa: N818 - an outcome
    """Stored facts that this version can't read, or facts that can't be stored; says why."""


def dump(ingested: Ingested, notes: list[str]) -> bytes:
    """Return what was read of a bundle, before it was attributed to nodes; raises Unfit."""
    import zstandard  # only here

    try:
        plain = pickle.dumps((ingested, notes), PROTOCOL)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
        raise Unfit(f"{type(error).__name__}: {error}") from error
    return zstandard.compress(plain, 3)


def load(data: bytes) -> tuple[Ingested, list[str]]:
    """Return what `dump` stored; raises Unfit."""
    import zstandard  # only here

    try:
        plain = zstandard.ZstdDecompressor().decompress(data, max_output_size=MOST)
        ingested, notes = Loader(io.BytesIO(plain)).load()
    except (zstandard.ZstdError, pickle.UnpicklingError, EOFError, TypeError, ValueError) as error:
        raise Unfit(f"stored facts can't be read: {error}") from error
    except (AttributeError, ImportError, IndexError, KeyError) as error:
        raise Unfit(f"stored facts are of another version: {error}") from error
    if not isinstance(ingested, Ingested) or not isinstance(notes, list):
        raise Unfit("stored facts can't be read: not what was read of a bundle")
    return ingested, notes


class Loader(pickle.Unpickler):
    """Makes records of our own parsers and plain values, and nothing else."""

    def find_class(self, module: str, name: str) -> object:
        """Return a class that is allowed; raises UnpicklingError for anything else."""
        if (module, name) == ("builtins", "getattr"):
            return bound_method
        if (module, name) in ALLOWED:
            return getattr(import_module(module), name)
        if module.startswith(OURS):
            found = getattr(import_module(module), name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no record of ours")


def bound_method(holder: object, name: str) -> Callable[..., object]:
    """Return the one method that records hold: the reading of a memo of tokens."""
    if name != "__getitem__" or not isinstance(holder, dict):
        raise pickle.UnpicklingError(f"{name} is no part of a record")
    return cast("Callable[..., object]", holder.__getitem__)
