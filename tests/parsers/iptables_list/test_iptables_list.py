"""`iptables -L`: the same rules as `iptables-save` prints, cited as they stand."""

from __future__ import annotations

import json
import subprocess
import sys
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from parsers import iptables
from parsers.base import Artifact
from parsers.iptables import IptablesSave
from parsers.iptables_list import PARSER, read
from parsers.iptables_rule import IptRule
from tests import require

HERE = Path(__file__).parent


def tables(text: str, command: str) -> IptablesSave:
    parsed = read(Artifact("x", text=text, command=command))
    assert parsed.unread == ()
    return parsed.fact


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    save = tables(text, "iptables -t nat -L -n -v")
    nat = save.tables["nat"]
    assert nat.complete
    (jump,) = nat.chains["PREROUTING"].rules
    assert (jump.target, jump.packets, jump.bytes) == ("KUBE-SERVICES", 12_000, 720_000)
    assert jump.comment == "kubernetes service portals"
    assert (jump.line, jump.source.text) == (3, text.split("\n")[2].rstrip())
    masquerade, counts = nat.chains["POSTROUTING"].rules
    assert masquerade.source_net == (False, IPv4Network("10.128.0.0/14"))
    assert masquerade.destination_net == (True, IPv4Network("10.128.0.0/14"))
    assert masquerade.out_iface == (True, "tun0")
    assert masquerade.unknown == ()
    assert counts.target is None
    (service,) = nat.chains["KUBE-SERVICES"].rules
    assert service.destination_net == (False, IPv4Network("172.30.243.225/32"))
    assert (service.protocol, service.dport) == ("tcp", 5000)
    (chance,) = nat.chains["KUBE-SVC-ECTPRXTXBM34L34Q"].rules
    assert chance.probability == 0.5
    back, dnat = nat.chains["KUBE-SEP-AAAAAAAAAAAAAAAA"].rules
    assert back.source_net == (False, IPv4Network("10.128.2.2/32"))
    assert (dnat.to_destination, dnat.line) == ("10.128.2.2:5000", 24)
    assert [rule.line for rule in nat.rules()] == [3, 10, 11, 15, 19, 23, 24, 28]
    assert nat.chains["PREROUTING"].policy == "ACCEPT"
    assert nat.chains["PREROUTING"].packets == 100
    assert nat.chains["KUBE-SERVICES"].source.text == "Chain KUBE-SERVICES (1 references)"
    assert PARSER.content.search(text)


def test_without_interfaces_a_rule_decides_nothing() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes(), command="iptables -L"))
    save = parsed.fact
    accept, _, reject = save.tables["filter"].chains["INPUT"].rules
    assert accept.target == "ACCEPT"
    assert accept.unknown
    assert reject.unknown
    assert not save.tables["filter"].complete
    assert [source.line for source in parsed.unread] == [5]


def test_a_list_that_lost_its_end_is_not_whole() -> None:
    text = (HERE / "clean.txt").read_text().partition("Chain KUBE-MARK-MASQ")[0]
    assert not tables(text, "iptables -t nat -L -nv").tables["nat"].complete


def test_names_of_hosts_and_ports() -> None:
    text = (
        "Chain KUBE-SERVICES (1 references)\n"
        "target     prot opt source               destination         \n"
        "KUBE-SVC-A  tcp  --  anywhere             kubernetes.default   /* default/kubernetes:https"
        " cluster IP */ tcp dpt:https\n"
        "KUBE-SVC-B  tcp  --  anywhere             172.30.1.1           tcp dpt:frobnicate\n"
    )
    known, strange = tables(text, "iptables -t nat -L").tables["nat"].chains["KUBE-SERVICES"].rules
    assert known.dport == 443
    assert known.destination_net is None
    assert known.unknown  # nobody knows which address that name had
    assert strange.unknown


def test_the_table_is_told_by_its_chains() -> None:
    text = (HERE / "clean.txt").read_text()
    assert list(read(Artifact("paste.txt", text=text)).fact.tables) == ["nat"]
    assert list(tables(text, "iptables --table nat -nvL").tables) == ["nat"]


def test_two_tables_in_one_paste() -> None:
    text = (HERE / "clean.txt").read_text()
    more = (
        "Chain INPUT (policy DROP 1 packets, 60 bytes)\n pkts bytes target     prot opt in     out "
        "    source               destination         \n\nChain FORWARD (policy ACCEPT 0 packets, "
        "0 bytes)\n\nChain OUTPUT (policy ACCEPT 0 packets, 0 bytes)\n"
    )
    save = read(Artifact("paste.txt", text=text + "\n" + more)).fact
    assert sorted(save.tables) == ["filter", "nat"]
    assert save.tables["filter"].chains["INPUT"].policy == "DROP"


@pytest.mark.parametrize(
    ("command", "is_list"),
    [
        ("iptables -t nat -L", True), ("iptables -t nat -nvL", True), ("iptables -L -n", True),
        ("iptables -vnxL", True), ("iptables --list -n", True), ("iptables-save", False),
        ("iptables -t nat -S", False), ("ip6tables -L", False), ("iptables -A INPUT -j LOG", False),
    ],
)  # fmt: skip
def test_commands(command: str, is_list: bool) -> None:
    assert bool(PARSER.commands.search(command)) is is_list


def said(rule: IptRule) -> tuple[object, ...]:
    """All that a rule's properties tell."""
    return (
        rule.chain, rule.target, rule.source_net, rule.destination_net, rule.in_iface,
        rule.out_iface, rule.protocol, rule.dports, rule.mark, rule.ctstate, rule.to_destination,
        rule.to_source, rule.probability, rule.comment, rule.packets,
        [option.values for option in rule.target_options if option.name == "set-xmark"],
    )  # fmt: skip


LOAD = """
import json, subprocess, sys
def run(*words, text=""):
    return subprocess.run(words, input=text, capture_output=True, text=True, check=True).stdout
tool = sys.argv[1]
run(tool + "-restore", text=sys.stdin.read())
said = {"save": run(tool + "-save", "-c")}
for table in ("nat", "filter"):
    said[table] = run(tool, "-t", table, "-nvxL")
print(json.dumps(said))
"""


def test_a_real_list_says_what_the_real_dump_says() -> None:
    require.root()
    tool = require.program("iptables-legacy", "iptables")
    ended = subprocess.run(
        [require.program("unshare"), "-n", sys.executable, "-c", LOAD, tool],
        input=(HERE / "rules.txt").read_text(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    printed = json.loads(ended.stdout)
    dump = iptables.read(Artifact("save", text=printed["save"])).fact
    for name in ("nat", "filter"):
        listed = tables(printed[name], f"iptables -t {name} -nvxL").tables[name]
        assert listed.complete
        assert list(listed.chains) == list(dump.tables[name].chains)
        for chain, whole in dump.tables[name].chains.items():
            assert [said(rule) for rule in listed.chains[chain].rules] == [
                said(rule) for rule in whole.rules
            ]
            assert [rule.unknown == () for rule in listed.chains[chain].rules] == [
                rule.unknown == () for rule in whole.rules
            ]
