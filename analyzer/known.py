"""Files that are known and hold nothing that is judged: each is named, and why it is left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A kind of file by its content, or by its path where the content says nothing."""

    kind: str
    content: re.Pattern[str] | None
    path: re.Pattern[str] | None
    why: str
    first: bool = False
    """True if a parser's command or name would match as well: this is another thing."""


def _known(kind: str, content: str, why: str, path: str = "", *, first: bool = False) -> Known:
    return Known(
        kind,
        re.compile(content, re.MULTILINE) if content else None,
        re.compile(path) if path else None,
        why,
        first,
    )


HOST = r"[A-Za-z0-9](?:[\w-]*\.)*[\w-]*[A-Za-z0-9]"
KNOWN = (
    _known(
        "ovs-dpctl",
        r"^(?:ufid:\S+, )?recirc_id\(|^system@ovs-system\b|^  lookups: hit:",
        "the kernel's datapath, not OpenFlow flows",
        first=True,
    ),
    _known(
        "version",
        r"\Aoc v\d|\AClient(?: Version)?:|\Acpe:/o:|\ARed Hat \w|\Asosreport: [\d.]+\s*\Z"
        r"|\Asos_version: "
        r"|\Aopenshift/must-gather\n|\AopenShift v|\Aopenshift v\d|\Akubernetes v\d|\ANAME=\"",
        "versions of what is installed",
        r"(?:^|/)(?:version(?:\.txt)?|oc-version|docker-version|crio-version|os-version)$",
    ),
    _known(
        "ovsdb-file",
        r"\AOVSDB (?:JSON|CLUSTER) ",
        "the database's own file; `ovs-vsctl show` says it",
    ),
    _known(
        "ovs-vsctl-list",
        r"\A_uuid +: [0-9a-f-]{36}",
        "records of the OVS database, column by column",
    ),
    _known(
        "nft-ruleset",
        r"\Atable (?:ip|ip6|inet|bridge) \w+ \{",
        "rules of nftables, which no release of the SDN writes",
    ),
    _known("uptime", r"\A ?\d\d:\d\d:\d\d up .*load average:", "how long the machine has run"),
    _known(
        "timestamp",
        r"\A\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{4} \w+",
        "when the bundle was collected",
    ),
    _known(
        "ifcfg",
        r"^(?:DEVICE|BOOTPROTO|ONBOOT|NM_CONTROLLED)=|^==> \S*ifcfg-\S+ <==",
        "how interfaces are set up at boot",
        r"(?:^|/)ifcfg(?:-[^/]+)?$",
    ),
    _known("proc-net-route", r"\AIface\s+Destination\s+Gateway", "the route table in hexadecimal"),
    _known("tunnels", r"^port \d+: \S+ \((?:vxlan|gre|geneve): ", "the tunnels that OVS knows"),
    _known(
        "service-info",
        rf"\A(?:{HOST} {HOST} \d+(?:\.\d+){{3}} (?:tcp|udp|sctp)? ?\d*\n)+",
        "debug.sh's list of services: their first ports only",
        r"(?:^|/)meta/serviceinfo$",
    ),
    _known("script", r"\A#!/(?:usr/)?bin/", "a program", r"(?:^|/)(?:debug\.sh|\S+\.sh)$"),
    _known(
        "cluster-scale",
        r"^(?:services|endpoints|pods|network polic\w+) amount: \d+",
        "how many objects there are",
        r"(?:^|/)cluster_scale$",
    ),
    _known(
        "operator-objects",
        r"",
        "objects of other operators",
        r"(?:^|/)network_logs/(?:net_attach_def|ippools|overlappingrangeip\w+|multi_networkpolicy)$",
        first=True,
    ),
    _known(
        "tcpdump-text",
        r"\A(?:tcpdump: .*\n|listening on .*\n|dropped privs .*\n)*"
        r"(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{6} (?:\S+ +(?:In|Out|P|B|M) +)?(?:IP6?|ARP)[ ,]",
        "packets as text: ask for the capture itself (tcpdump -w)",
    ),
    _known(
        "collector-log",
        "",
        "what the collector said of itself",
        r"(?:^|/)(?:must-gather|gather)\.logs$|(?:^|/)sos_logs/[^/]+$",
        first=True,
    ),
    _known(
        "health-check-result",
        r'\A\{"(?:changed|failed|msg|skipped|checks)": ',
        "what the health check said of itself",
        r"(?:^|/)sdn\.(?:log|failures)\.json$",
        first=True,
    ),
    _known("web-page", r"\A\s*<(?:!DOCTYPE|html)\b", "a page for a browser"),
    _known(
        "containers-list",
        r"\A\[\{[0-9a-f]{12,64} \[/",
        "containers as NetworkCheck prints them, without a form",
        r"(?:^|/)containers-list$",
    ),
    _known("hostname", rf"\A{HOST}\s*\Z", "the machine's name for itself"),
)
"""In the order in which they are asked; a hostname is any one word, so it comes last."""


def known(path: str, head: str, *, first: bool = False) -> Known | None:
    """Return what a file is known to be: one that no parser claims, or (`first`) may claim."""
    for each in KNOWN:
        if first and not each.first:
            continue
        if each.content and each.content.search(head):
            return each
        if each.path and each.path.search(path):
            return each
    return None
