"""What the parser of iptables-save must tell of every dialect."""

from __future__ import annotations

import subprocess
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from parsers import iptables
from parsers.base import Artifact, Parsed
from parsers.iptables import IptablesSave
from parsers.iptables_rule import IptRule
from tests import require

HERE = Path(__file__).parent
CLEAN = (HERE / "clean.txt").read_text()


def read(text: str, command: str | None = None) -> Parsed[IptablesSave]:
    return iptables.read(Artifact("nodes/n1/iptables", text=text, command=command))


def rules(text: str, table: str, chain: str) -> list[IptRule]:
    found = read(text).fact.chain(table, chain)
    assert found is not None
    return found.rules


def test_every_line_of_a_clean_dump_is_read() -> None:
    parsed = read(CLEAN)
    assert parsed.unread == ()
    assert parsed.notes == ()
    assert {name: len(table) for name, table in parsed.fact.tables.items()} == {
        "raw": 1, "nat": 6, "filter": 9,
    }  # fmt: skip
    assert len(parsed.fact) == 16
    lines = CLEAN.split("\n")
    for table in parsed.fact.tables.values():
        assert table.complete
        for chain in table.chains.values():
            assert lines[chain.line - 1] == chain.source.text
        for rule in table.rules():
            assert lines[rule.line - 1] == rule.text == rule.source.text


def test_chains() -> None:
    chain = read(CLEAN).fact.chain("filter", "INPUT")
    assert chain is not None
    assert (chain.policy, chain.packets, len(chain)) == ("DROP", 1, 5)
    block = read(CLEAN).fact.chain("filter", "BLOCK")
    assert block is not None
    assert block.policy is None
    absence = block.absence("-j ACCEPT")
    assert absence.text == "not among the 3 rules of filter BLOCK: -j ACCEPT"
    assert CLEAN.split("\n")[absence.line - 1] == "[6:360] -A BLOCK"


def test_matches() -> None:
    inputs = rules(CLEAN, "filter", "INPUT")
    assert inputs[0].ctstate == {"RELATED", "ESTABLISHED"}
    assert (inputs[0].packets, inputs[0].bytes) == (9, 900)
    assert inputs[1].in_iface == (True, "eth+")
    assert inputs[1].dports == ((22, 22), (9000, 10000))
    assert inputs[2].dports == ((4000, 5000),)
    assert inputs[2].dport is None, "a range is not one port"
    assert (inputs[2].protocol, inputs[2].comment) == ("udp", "VXLAN")
    assert inputs[3].matches("dport")[0].negated
    assert inputs[3].syn is True, "iptables-save spells --syn as --tcp-flags"
    assert inputs[3].unknown == ()
    assert inputs[4].unknown == ("--limit 5/min",)
    (forward,) = rules(CLEAN, "filter", "FORWARD")
    assert forward.goto
    assert (forward.target, forward.in_iface, forward.out_iface) == (
        "BLOCK", (False, "tun0"), (True, "tun0"),
    )  # fmt: skip
    block = rules(CLEAN, "filter", "BLOCK")
    assert block[0].mark is None, "the connection's mark is not the packet's"
    assert block[0].unknown == ("--connmark 0x2",)
    assert block[1].source_net == (True, IPv4Network("10.128.0.0/14"))
    assert block[1].mark == (1, 1, True)
    assert block[2].target is None


def test_nat() -> None:
    first, second = rules(CLEAN, "nat", "POSTROUTING")
    assert first.comment == "masquerade # not a comment"
    assert first.destination_net == (True, IPv4Network("10.128.0.0/14"))
    assert first.target == "MASQUERADE"
    assert second.mark == (0x1000, 0xF000, False)
    assert second.to_source == "192.168.122.46"
    _, dnat = rules(CLEAN, "nat", "KUBE-SEP-L25256BBG3NYL2QR")
    assert dnat.to_destination == "10.128.0.9:8080"
    chance, rest = rules(CLEAN, "nat", "KUBE-SVC-7CMUTGF4QCFLVUAH")
    assert chance.probability == pytest.approx(1 / 3, abs=1e-9)
    assert rest.probability is None


def test_quotes_and_escapes() -> None:
    escaped = rules(CLEAN, "filter", "INPUT")[1]
    assert escaped.comment == 'say "hi" \\ bye -j DROP'
    assert escaped.target == "ACCEPT"
    log = rules(CLEAN, "filter", "INPUT")[4]
    assert log.target == "LOG"
    assert log.target_options[0].values == ("dropped: ",)


@pytest.mark.parametrize(
    "said",
    ['a" -j X', 'a" --dport 80 -j X --log-prefix "', 'a" -m comment --comment "', "a\\", '"'],
)
@pytest.mark.parametrize("end", [" -j DROP", ' -j LOG --log-prefix "b "', ""])
def test_no_comment_passes_for_a_rule(said: str, end: str) -> None:
    printed = said.replace("\\", "\\\\").replace('"', '\\"')
    first = f'-A INPUT -p tcp -m comment --comment "{printed}"{end}'
    parsed = read(f"*filter\n:INPUT ACCEPT [0:0]\n{first}\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n")
    assert parsed.unread == ()
    rule, last = parsed.fact.tables["filter"].rules()
    assert (rule.comment, rule.protocol, rule.dport, rule.unknown) == (said, "tcp", None, ())
    assert rule.target == (end.split()[1] if end else None)
    assert (last.line, last.target, last.in_iface) == (4, "ACCEPT", (False, "lo"))


def test_rules_without_a_target_and_bare_ones_end_with_their_line() -> None:
    lines = ["-A OUTPUT", "-A OUTPUT -o lo", "-A OUTPUT -p tcp", "-A OUTPUT -d 10.0.0.1/32", "-A X"]
    parsed = read("\n".join(["*filter", ":OUTPUT ACCEPT [0:0]", ":X - [0:0]", *lines, "COMMIT\n"]))
    assert parsed.unread == ()
    table = parsed.fact.tables["filter"]
    assert [rule.text for rule in table.rules()] == lines
    assert [rule.text for rule in table.chains["OUTPUT"].rules] == lines[:-1]
    facts = [
        (r.chain, r.out_iface, r.protocol, r.destination_text, r.target) for r in table.rules()
    ]
    assert facts == [
        ("OUTPUT", None, None, "", None), ("OUTPUT", (False, "lo"), None, "", None),
        ("OUTPUT", None, "tcp", "", None), ("OUTPUT", None, None, "10.0.0.1/32", None),
        ("X", None, None, "", None),
    ]  # fmt: skip


def test_without_counters_and_with_blanks_at_the_end() -> None:
    text = "*filter\n:INPUT ACCEPT\n-A INPUT -s 10.0.0.0/255.0.0.0 -p 17 -j ACCEPT \nCOMMIT\n"
    (rule,) = rules(text, "filter", "INPUT")
    assert (rule.packets, rule.protocol, rule.target) == (None, "udp", "ACCEPT")
    assert rule.source_net == (False, IPv4Network("10.0.0.0/8"))


def test_old_negation() -> None:
    text = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s ! 10.0.0.0/8 -p tcp --dport ! 80 -j DROP\nCOMMIT\n"
    (rule,) = rules(text, "filter", "INPUT")
    assert rule.source_net == (True, IPv4Network("10.0.0.0/8"))
    assert rule.matches("dport")[0].negated


def test_the_last_of_two_dumps_counts() -> None:
    older = CLEAN.replace("10.128.0.9:8080", "10.128.0.8:8080")
    parsed = read(older + CLEAN)
    _, dnat = parsed.fact.tables["nat"].chains["KUBE-SEP-L25256BBG3NYL2QR"].rules
    assert dnat.to_destination == "10.128.0.9:8080"
    assert dnat.line > older.count("\n")


def test_cut_off() -> None:
    parsed = read(CLEAN[: CLEAN.index("[2:120]")])
    assert parsed.notes == ("truncated: table filter at line 25 has no COMMIT",)
    assert not parsed.fact.tables["filter"].complete
    assert parsed.fact.tables["nat"].complete
    whole = iptables.merge([parsed.fact, read(CLEAN).fact])
    assert whole.tables["filter"].complete


def test_list_rules_takes_its_table_from_the_command_or_the_chains() -> None:
    text = "-P INPUT ACCEPT\n-P FORWARD DROP\n-P OUTPUT ACCEPT\n-N X\n-A FORWARD -i tun0 -j X\n"
    table = read(text).fact.tables["filter"]
    assert table.chains["FORWARD"].policy == "DROP"
    assert table.chains["X"].policy is None
    assert table.chains["FORWARD"].rules[0].line == 5
    named = read("-N X\n-A X -j ACCEPT\n", command="iptables -t nat -S").fact
    assert list(named.tables) == ["nat"]
    guessed = read("-P PREROUTING ACCEPT\n-P INPUT ACCEPT\n-P POSTROUTING ACCEPT\n").fact
    assert list(guessed.tables) == ["nat"]


def test_what_grep_left_or_a_single_chain_is_no_whole_table() -> None:
    piece = (
        "-A OPENSHIFT-MASQUERADE -s 10.128.0.0/14 -m mark --mark 0x1 -j SNAT --to-source 1.2.3.4\n"
    )
    table = read(piece).fact.tables["nat"]
    assert not table.complete
    assert table.chains["OPENSHIFT-MASQUERADE"].rules[0].to_source == "1.2.3.4"
    piped = read(CLEAN, command="iptables-save -c | grep -v DOCKER").fact
    assert not any(table.complete for table in piped.tables.values())
    assert (
        read("-P INPUT ACCEPT\n-P FORWARD DROP\n-P OUTPUT ACCEPT\n").fact.tables["filter"].complete
    )


def test_another_network_namespace_is_not_the_node() -> None:
    parsed = read(CLEAN, command="ip netns exec 5d2f iptables-save")
    assert parsed.fact.tables == {}
    assert parsed.notes


def test_ipv6_is_left_out_and_said() -> None:
    v6 = "# Generated by ip6tables-save v1.8.4 on x\n*filter\n:INPUT DROP [0:0]\nCOMMIT\n"
    parsed = read(CLEAN + v6)
    assert parsed.fact.tables["filter"].chains["INPUT"].rules
    assert "IPv6 is not judged" in parsed.notes[0]
    plain = "*filter\n:INPUT DROP [0:0]\n-A INPUT -s fe80::/10 -j ACCEPT\nCOMMIT\n"
    assert read(plain).fact.tables == {}


def test_the_tool_and_its_warning() -> None:
    text = CLEAN.replace("iptables-save v1.8.9", "iptables-nft-save v1.8.9 (nf_tables)")
    warning = "# Warning: iptables-legacy tables present, use iptables-legacy-save to see them"
    save = read(text + warning + "\n").fact
    assert save.tool == "iptables-nft"
    assert save.backend_warning is not None
    assert save.backend_warning.text == warning
    assert read(CLEAN).fact.backend_warning is None


def test_garbled() -> None:
    parsed = read((HERE / "garbled.txt").read_text())
    assert [(source.line, source.text) for source in parsed.unread] == [
        (1, "iptables-save: command output follows"),
        (8, '-A INPUT -m comment --comment "left open -j ACCEPT'),
        (10, "sed: couldn't write 3 items to stdout"),
    ]
    inputs = parsed.fact.tables["filter"].chains["INPUT"].rules
    assert [rule.line for rule in inputs] == [7, 8, 9, 11]
    assert inputs[1].unknown, "nobody knows what it matches"
    assert inputs[2].target is None
    assert inputs[3].target == "DROP"


def test_a_rule_of_an_undeclared_chain_is_kept() -> None:
    save = read("*nat\n-A KUBE-SEP-X -j RETURN\nCOMMIT\n").fact
    assert save.tables["nat"].chains["KUBE-SEP-X"].rules[0].target == "RETURN"


@pytest.mark.parametrize("backend", ["legacy", "nft"])
@pytest.mark.parametrize("name", ["clean.txt", "openshift.txt"])
def test_real_iptables_tells_the_same(backend: str, name: str) -> None:
    """Load the fixture into a network namespace of its own and save it again."""
    tool = require.program(f"iptables-{backend}-restore")
    unshare = require.program("unshare")
    require.root()
    text = (HERE / name).read_text()
    script = f"{tool} -c && {tool.replace('-restore', '-save')} -c"
    saved = subprocess.run(
        [unshare, "-n", "sh", "-c", script],
        input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if saved.returncode and "Permission denied" in saved.stderr:
        require.lacking("this machine lets nobody change iptables, not even in a namespace")
    assert saved.returncode == 0, saved.stderr
    assert facts(saved.stdout) == facts(text)


def facts(text: str) -> dict[str, list[tuple[object, ...]]]:
    parsed = read(text)
    assert parsed.unread == ()
    return {
        f"{table.name} {chain.name}": [
            (
                chain.policy, rule.packets, rule.bytes, rule.source_net, rule.destination_net,
                rule.in_iface, rule.out_iface, rule.protocol, rule.dports, rule.ctstate, rule.mark,
                rule.comment, rule.probability, rule.target, rule.goto, rule.to_destination,
                rule.to_source, rule.target_options, rule.syn,
            )
            for rule in chain.rules
        ]
        for table in parsed.fact.tables.values()
        for chain in table.chains.values()
        if len(chain)
    }  # fmt: skip
