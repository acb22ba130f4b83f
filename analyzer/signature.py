"""Names a fault so that it is recognised in another cluster: what is particular is taken out."""

from __future__ import annotations

import hashlib
import re

PARTICULAR = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d+)?(?::\d+)?\b"  # addresses, subnets, endpoints
    r"|\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b"  # MACs
    r"|\b0x[0-9a-f]+\b"
    r"|\bveth[0-9a-f]+\b"
    r"|\b[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.-]*"  # namespace/name
    r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+\.[a-z]{2,}\b"  # host names
    r"|\bKUBE-(?:SVC|SEP|FW|XLB|EXT|SVL)-\w+"
    r"|\b\d+\b"
)


def signature(rule: str, message: str, names: tuple[str, ...]) -> str:
    """Return 12 hex digits, equal for the same rule and the same sentence about other names."""
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 3:
            message = message.replace(name, "*")
    abstract = re.sub(r"\*(?:[ ,]+\*)+", "*", PARTICULAR.sub("*", message))
    return hashlib.sha256(f"{rule}\n{abstract}".encode()).hexdigest()[:12]
