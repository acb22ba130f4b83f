"""IPv4 addresses and networks as texts, which may be neither."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network


def address(said: str | None) -> IPv4Address | None:
    """Return an address, or None where none is said or the text is none."""
    try:
        return IPv4Address(said) if said else None
    except ValueError:
        return None


def is_address(said: str) -> bool:
    """Return whether a text is an address."""
    return address(said) is not None


def network(said: str) -> IPv4Network | None:
    """Return a network, with host bits taken off; None if the text is none."""
    try:
        return IPv4Network(said, strict=False)
    except ValueError:
        return None
