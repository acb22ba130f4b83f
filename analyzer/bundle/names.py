"""Names in archives: what they may be, and how they are printed."""

from __future__ import annotations

import posixpath
import re

DRIVE = re.compile(r"[A-Za-z]:[\\/]")
COMPANION = re.compile(
    r"(?:^|/)(?:__MACOSX/|\._[^/]*$|\.DS_Store$|Thumbs\.db$|desktop\.ini$)"
    r"|\.(?:md5|sha1|sha256|sha512)(?:sums?)?$"
)


def printable(name: str) -> str:
    """Make a name fit for a terminal and a page: what is not printable is escaped."""
    if name.isascii() and name.isprintable():
        return name
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in name
    )


def normal(name: str) -> str:
    """Drop what does not matter to where a name points: `./a//b` is `a/b`."""
    if name[:1] not in "./" and "//" not in name and "/./" not in name:
        return name
    parts = [part for part in name.split("/") if part not in {"", "."}]
    return ("/" if name.startswith("/") else "") + "/".join(parts)


def refusal(name: str) -> str:
    """Say why a name is not acceptable in an archive; empty if it is."""
    if name.startswith("/") or DRIVE.match(name):
        return "an absolute path"
    if ".." in name and ".." in name.split("/"):
        return "a path with `..`"
    return ""


def link_target(name: str, link: str) -> tuple[str, str]:
    """Return where a symbolic link points to in its bundle, and why it is refused, if it is."""
    if link.startswith("/") or DRIVE.match(link):
        return "", f"a link out of the bundle, to {printable(link)}"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
    if target == ".." or target.startswith("../"):
        return "", f"a link out of the bundle, to {printable(link)}"
    return target, ""


def is_companion(path: str) -> bool:
    """Tell a checksum or a file manager's leftover by its name."""
    return COMPANION.search(path) is not None
