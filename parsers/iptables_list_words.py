"""What stands behind the columns of `iptables -L`, in the words of `iptables-save`.

The texts are those of the print functions of iptables' extensions/libxt_*.c and libipt_*.c. What
has no row here becomes the match `--listed`, which nothing decides: a rule with it is never held
for one that takes every packet.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from parsers.expressions import expression

PORTS = {"ssh": 22, "domain": 53, "http": 80, "https": 443, "webcache": 8080, "pcsync-https": 8443,
         "vxlan": 4789, "commplex-main": 5000,
         "ntp": 123, "sunrpc": 111, "nfs": 2049, "irdmi": 8000,
         "tproxy": 8081, "websm": 9090, "etlservicemgr": 9001, "cslistener": 9000}  # fmt: skip
"""Names that a list without -n shows, of the ports that clusters use."""
FLAGS = ("FIN", "SYN", "RST", "PSH", "ACK", "URG")
RECENT = {"SET": "--set", "CHECK": "--rcheck", "UPDATE": "--update", "REMOVE": "--remove"}


def port(said: str) -> str:
    """Return a port or a range by number."""
    return ":".join(str(PORTS.get(word, word)) for word in said.split(":"))


def flags(said: str) -> str:
    """Return the names of TCP flags given as a number."""
    if not said.startswith("0x"):
        return said
    bits = int(said, 16)
    return ",".join(name for bit, name in enumerate(FLAGS) if bits >> bit & 1) or "NONE"


def ports(match: re.Match[str]) -> str:
    """`tcp dpt:80`, `udp spts:1:2`, `tcp dpt:!80`."""
    name = "--dport" if match["which"].startswith("d") else "--sport"
    value = port(match["value"])
    if not re.fullmatch(r"\d+(?::\d+)?", value):
        return unknown(match[0])
    return f"{'! ' * bool(match['no'])}{name} {value}"


def several_ports(match: re.Match[str]) -> str:
    """`multiport dports 80,443`."""
    value = ",".join(port(word) for word in match["value"].split(","))
    if not re.fullmatch(r"[\d,:]+", value):
        return unknown(match[0])
    return f"-m multiport {'! ' * bool(match['no'])}--{match['which']} {value}"


def marked(match: re.Match[str]) -> str:
    """`mark match 0x1/0x1`, `mark match ! 0x1`."""
    return f"-m mark {'! ' * bool(match['no'])}--mark {match['value']}"


def states(match: re.Match[str]) -> str:
    """`ctstate RELATED,ESTABLISHED`, `! state NEW`."""
    module = "state" if match["name"] == "state" else "conntrack"
    return f"-m {module} {'! ' * bool(match['no'])}--{match['name']} {match['value']}"


def address_types(match: re.Match[str]) -> str:
    """`ADDRTYPE match dst-type LOCAL`, `src-type !LOCAL`."""
    words = re.findall(r"(src|dst)-type (!)?(\S+)", match[0])
    said = " ".join(f"{'! ' * bool(no)}--{side}-type {value}" for side, no, value in words)
    return f"-m addrtype {said}"


def tcp_flags(match: re.Match[str]) -> str:
    """`tcp flags:0x17/0x02` or `tcp flags:FIN,SYN,RST,ACK/SYN`."""
    return f"{'! ' * bool(match['no'])}--tcp-flags {flags(match['mask'])} {flags(match['set'])}"


def unknown(said: str) -> str:
    """Return a match that nothing decides."""
    return '-m listed --listed "' + said.replace('"', "'").replace("\\", "/").strip() + '"'


Convert = Callable[[re.Match[str]], str]

MATCHES: tuple[tuple[re.Pattern[str], Convert], ...] = (
    (expression(r"/\*(?P<said>.*?)\*/"),
     lambda m: '-m comment --comment "' + m["said"].strip().replace('"', "'") + '"'),
    (expression(r"(?<!\S)(?P<which>[ds]pts?):(?P<no>!)?(?P<value>[\w:-]+)"), ports),
    (expression(r"multiport (?P<which>[ds]?ports) (?P<no>!\s*)?(?P<value>\S+)"), several_ports),
    (expression(r"mark match (?P<no>! )?(?P<value>0x[0-9a-f]+(?:/0x[0-9a-f]+)?)"), marked),
    (expression(r"(?P<no>! )?(?P<name>ctstate|state) (?P<value>[A-Z,]+)"), states),
    (expression(r"ADDRTYPE match(?: (?:src|dst)-type !?\S+)+"), address_types),
    (expression(r"statistic mode random probability (?P<value>[\d.]+)"),
     lambda m: f"-m statistic --mode random --probability {m['value']}"),
    (expression(r"(?<!\S)flags:(?P<no>!)?(?P<mask>[\w,]+)/(?P<set>[\w,]+)"), tcp_flags),
    (expression(r"recent: (?P<what>[A-Z]+)(?P<rest>(?: \S+: \S+| reap)*?)"
                r" name: (?P<name>\S+) side: (?P<side>\w+)(?: mask: (?P<mask>\S+))?"),
     lambda m: f"-m recent {RECENT.get(m['what'], '--listed ' + m['what'])} --name {m['name']}"),
)  # fmt: skip
PROTOCOL = expression(r"(?<!\S)(?:tcp|udp|sctp)(?!\S) ?")
"""The module's name before its matches, which the column of the protocol says as well."""
MASKED = {"or": "0x{0:x}/0x{0:x}", "and": "0x0/0x{1:x}", "set": "0x{0:x}/0xffffffff"}


def mark_set(match: re.Match[str]) -> str:
    """`MARK or 0x8000` as `--set-xmark 0x8000/0x8000`."""
    if match["how"] == "xset":
        return f"--set-xmark {match['value']}"
    bits = int(match["value"].partition("/")[0], 16)
    return "--set-xmark " + MASKED[match["how"]].format(bits, ~bits & 0xFFFFFFFF)


def options_of(target: str) -> tuple[tuple[re.Pattern[str], Convert], ...]:
    """Return how a target's own options are printed."""
    to = "--to-source" if target == "SNAT" else "--to-destination"
    return (
        (expression(r"(?<!\S)to:(?P<value>\S+)"), lambda m: f"{to} {m['value']}"),
        (expression(r"reject-with (?P<value>\S+)"), lambda m: f"--reject-with {m['value']}"),
        (expression(r"(?:MARK|CONNMARK) (?P<how>or|and|set|xset) (?P<value>0x\S+)"), mark_set),
        (expression(r"masq ports: (?P<value>\S+)"), lambda m: f"--to-ports {m['value']}"),
        (expression(r"redir ports (?P<value>\S+)"), lambda m: f"--to-ports {m['value']}"),
        (expression(r"(?<!\S)random(?:-fully)?(?!\S)"), lambda m: f"--{m[0]}"),
        # What it writes decides nothing.
        (expression(r"LOG (?:flags \S+ )?level \S+(?: prefix (?:\".*?\"|`.*?'))?"), lambda _: ""),
        (expression(r"(?<!\S)persistent(?!\S)"), lambda _: "--persistent"),
    )


def translate(said: str, target: str) -> tuple[str, str]:
    """Return (matches, options of the target) of what stands behind a row's columns."""
    found: list[str] = []
    for pattern, convert in MATCHES:
        found += [convert(match) for match in pattern.finditer(said)]
        said = pattern.sub(" ", said)
    after: list[str] = []
    for pattern, convert in options_of(target):
        after += [convert(match) for match in pattern.finditer(said)]
        said = pattern.sub(" ", said)
    said = " ".join(said.split())
    said = PROTOCOL.sub("", said)
    if said:
        found.append(unknown(said))
    return " ".join(found), " ".join(after)
