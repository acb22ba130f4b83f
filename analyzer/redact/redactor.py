"""Replaces names, addresses and MACs in texts, the same everywhere, by a key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from analyzer.redact import runs
from analyzer.redact.addresses import AddressMap
from analyzer.redact.words import SUFFIXES, is_plain

OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
TOKEN = re.compile(
    r"(?P<mac>(?<![\w:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:]))"
    r"|(?P<six>(?<![\w:.])(?=[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:)(?:[0-9A-Fa-f]{0,4}:){2,7}"
    r"[0-9A-Fa-f]{0,4}(?:/\d{1,3})?(?![\w:]))"
    rf"|(?P<four>(?<![\w.])(?:{OCTET}\.){{3}}{OCTET}(?:/(?:3[0-2]|[12]?\d))?"
    r"(?![\w/]|\.\d(?!\d{0,4}(?: >|:|$))))"  # a port may follow, as tcpdump writes it
    r"|(?P<hex>\b0x[0-9a-f]{7,8}(?=->(?:NXM|OXM)_\w*(?:IP_|ARP_[ST]PA|TUN_IPV4))"
    r"|(?<=:4\] = )0x[0-9a-f]{8}\b)"
    r"|(?P<word>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)",
    re.ASCII,
)
DASHED_IP = re.compile(rf"ip-(?:{OCTET}-){{3}}{OCTET}", re.ASCII)
HOST = re.compile(r"(?=[^.]*[A-Za-z])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\.[A-Za-z]{2,}", re.ASCII)
PUBLIC = re.compile(
    r"(?:.*\.)?(?:openshift\.(?:io|com|org)|kubernetes\.io|k8s\.io|redhat\.com|quay\.io|docker\.io"
    r"|github\.com|golang\.org|cluster\.local|svc)|(?:net|kernel|fs|vm|abi|user|status|spec"
    r"|metadata|features|stats)\..*"
)
PARTS = re.compile(r"([.-])")
LONGEST = 12
"""Parts of a word, between dots and dashes, that are tried as one name."""
SIZE = 9
"""Characters of a replacement: 45 bits, so that two names don't meet."""


class Redactor:
    """One mapping: by its key, and by the names that it was told of."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        self.addresses = AddressMap(hashlib.sha256(b"addresses" + key).digest())
        self.names: set[str] = set()
        self.pairs: dict[str, str] = {}
        """Replacement -> what it stands for, of all that was replaced."""
        self._known: dict[str, str] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Take names that are to be replaced; of a host name each part is one."""
        for name in names:
            for label in name.split(".") if "." in name else (name,):
                if not is_plain(label) and not label.endswith("-"):
                    self.names.add(label.lower())

    def name(self, real: str) -> str:
        """Return the replacement of one name, whatever it is; letters' case does not matter."""
        digest = hmac.new(self.key, real.lower().encode(errors="replace"), hashlib.sha256).digest()
        fake = "n" + base64.b32encode(digest)[:SIZE].decode().lower()
        self.pairs.setdefault(fake, real)
        return fake

    def path(self, real: str) -> str:
        """Return the replacement of a path or URL: one name, and the ending that tells its kind."""
        last = real.rstrip("/").rpartition("/")[2]
        ending = re.search(r"(?:\.(?:tar|tgz|gz|xz|bz2|zst|zip|json|txt))+$", last)
        return self.name(real) + (ending.group() if ending else "")

    def text(self, text: str) -> str:
        """Return a text with everything replaced that is known or has the form of an address."""
        return TOKEN.sub(self._one, text)

    def _one(self, match: re.Match[str]) -> str:
        token = match.group()
        known = self._known.get(token)
        if known is None:
            known = self._known[token] = self._replaced(token, str(match.lastgroup))
            if known != token:
                self.pairs.setdefault(known, token)
        return known

    def _replaced(self, token: str, kind: str) -> str:
        if kind == "mac":
            return self._mac(token)
        if kind == "hex":
            address = ".".join(map(str, int(token, 16).to_bytes(4)))
            number = int.from_bytes(bytes(map(int, self.addresses.address(address).split("."))))
            return f"{number:#x}"
        if kind in {"four", "six"}:
            try:
                if "/" in token:
                    return self.addresses.network(token)
                return self.addresses.address(token)
            except ValueError:
                return token
        return self._word(token)

    def _mac(self, token: str) -> str:
        """Map a MAC: 0a:58 of OpenShift holds the pod's address, group addresses stay."""
        parts = token.lower().split(":")
        if parts[:2] == ["0a", "58"]:
            address = ".".join(str(int(part, 16)) for part in parts[2:])
            mapped = self.addresses.address(address).split(".")
            return ":".join([*parts[:2], *(f"{int(part):02x}" for part in mapped)])
        if int(parts[0], 16) & 1 or set(parts) == {"00"}:
            return token
        digest = hmac.new(self.key, token.lower().encode(), hashlib.sha256).digest()
        # Locally administered, and none that holds an address.
        return ":".join(f"{byte:02x}" for byte in (0x02, *digest[:5]))

    def _word(self, token: str) -> str:
        """Replace the known names in a word, the longest first; a host's name part by part."""
        if token.lower() in self.names:
            return self.name(token)
        if HOST.fullmatch(token) and not PUBLIC.fullmatch(token):
            *labels, last = token.split(".")
            if last not in SUFFIXES:
                return ".".join([*(self._label(label) for label in labels), last])
        pieces = PARTS.split(token)
        if len(pieces) == 1:
            return self._label(token, known_only=True)
        return runs.replaced(pieces, 2 * LONGEST, self._run)

    def _run(self, run: str) -> str | None:
        known = run.lower() in self.names or DASHED_IP.fullmatch(run)
        return self._label(run) if known else None

    def _label(self, label: str, *, known_only: bool = False) -> str:
        if DASHED_IP.fullmatch(label):
            address = label.removeprefix("ip-").replace("-", ".")
            return "ip-" + self.addresses.address(address).replace(".", "-")
        if label.lower() in self.names or not (known_only or is_plain(label)):
            return self.name(label)
        return label
