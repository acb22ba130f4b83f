"""One file of a bundle, as the walk comes past it."""

from __future__ import annotations

from collections.abc import Iterator


class Member:
    """One file: its path in the bundle, and its bytes as long as the walk stands at it.

    `status` is empty for a file that can be read; otherwise `detail` says why in words:
    `truncated` (what came before the cut is in `chunks`; of a file above 64 kB this is known only
    once they are taken), `link` (to `target`, in this bundle), `refused`, `encrypted` and
    `companion` (a checksum or a leftover of a file manager), which have no content.
    """

    __slots__ = ("_pieces", "detail", "path", "size", "status", "target")

    def __init__(
        self,
        path: str,
        size: int | None = None,
        pieces: Iterator[bytes] | None = None,
        *,
        status: str = "",
        detail: str = "",
        target: str | None = None,
    ) -> None:
        self.path = path
        self.size = size
        """Bytes as stored, before decompression; None if the archive does not say."""
        self.status = status
        self.detail = detail
        self.target = target
        self._pieces = pieces

    def __repr__(self) -> str:
        return f"Member({self.path!r}, {self.size}, {self.status!r})"

    @property
    def readable(self) -> bool:
        """True if there is content to take."""
        return self._pieces is not None

    def chunks(self) -> Iterator[bytes]:
        """Yield the content in pieces; to be taken once, before the next member is asked for."""
        pieces, self._pieces = self._pieces, None
        if pieces is not None:
            yield from pieces

    def reads(self, pieces: Iterator[bytes] | None) -> None:
        """Replace the content: by what is inside of it, or by nothing once the walk moves on."""
        self._pieces = pieces

    def cut(self, detail: str) -> None:
        """Mark the content as ending early."""
        self.status, self.detail = "truncated", detail

    def refuse(self, detail: str, status: str = "refused") -> None:
        """Withhold the content."""
        self.status, self.detail, self._pieces = status, detail, None
