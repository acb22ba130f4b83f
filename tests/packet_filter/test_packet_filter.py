"""The walk of a packet through chains, against rules thought out and against the kernel."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from parsers import iptables
from parsers.base import Artifact
from rules.derived.packet_filter import End, PacketFilter, Walk
from rules.derived.packet_match import NIC, Packet
from tests import require

POD, PEER, OUTSIDE = map(IPv4Address, ("10.128.0.9", "192.0.2.7", "198.51.100.1"))


def filter_of(*rules: str, chains: str = "", policy: str = "ACCEPT") -> PacketFilter:
    declared = "".join(f":{name} - [0:0]\n" for name in chains.split())
    text = f"*filter\n:INPUT {policy} [0:0]\n{declared}" + "".join(f"-A {r}\n" for r in rules)
    return PacketFilter(iptables.read(Artifact("iptables", text=text + "COMMIT\n")).fact)


def walk(packets: PacketFilter, packet: Packet) -> Walk:
    return packets.walk("filter", "INPUT", packet)


def verdicts(found: Walk) -> list[tuple[str, str | None]]:
    return [(end.verdict, end.rule.text if end.rule else None) for end in found.ends]


UDP = Packet("eth0", None, PEER, IPv4Address("192.0.2.1"), "udp", 40_000, 4789, to_local=True)


def test_the_first_rule_that_matches_decides() -> None:
    packets = filter_of("INPUT -s 192.0.2.0/24 -j DROP", "INPUT -p udp -j ACCEPT")
    assert verdicts(walk(packets, UDP)) == [("DROP", "-A INPUT -s 192.0.2.0/24 -j DROP")]
    assert walk(packets, UDP).blocked


def test_the_policy_decides_at_the_end() -> None:
    assert verdicts(walk(filter_of(policy="DROP"), UDP)) == [("DROP", None)]
    assert verdicts(walk(filter_of("INPUT -p tcp -j DROP"), UDP)) == [("ACCEPT", None)]


def test_jumps_return_and_gotos_return_to_the_caller_of_the_caller() -> None:
    jumping = filter_of("INPUT -j A", "INPUT -j DROP", "A -j RETURN", "A -j ACCEPT", chains="A")
    assert walk(jumping, UDP).certain == "DROP"
    going = filter_of("INPUT -g A", "INPUT -j DROP", "A -p tcp -j DROP", chains="A")
    assert walk(going, UDP).certain == "ACCEPT", "the policy: the goto never comes back"
    nested = filter_of(
        "INPUT -j A", "INPUT -j DROP", "A -g B", "A -j ACCEPT", "B -p tcp -j ACCEPT", chains="A B"
    )
    assert walk(nested, UDP).certain == "DROP", "B's end returns to INPUT"


def test_what_is_not_known_leaves_both_ways_open() -> None:
    limited = filter_of("INPUT -m limit --limit 5/min -j ACCEPT", "INPUT -j DROP")
    assert [end.verdict for end in walk(limited, UDP).ends] == ["ACCEPT", "DROP"]
    assert walk(limited, UDP).certain is None
    assert not walk(limited, UDP).blocked
    returning = filter_of(
        "INPUT -j A", "INPUT -j ACCEPT", "A -m set --match-set x src -j RETURN", "A -j DROP",
        chains="A",
    )  # fmt: skip
    assert {end.verdict for end in walk(returning, UDP).ends} == {"DROP", "ACCEPT"}


def test_a_card_has_no_name_but_is_not_virtual() -> None:
    packets = filter_of("INPUT -i lo -j ACCEPT", "INPUT -i tun0 -j ACCEPT", "INPUT -j DROP")
    packet = Packet(NIC, None, PEER, None, "udp", 1, 4789)
    assert walk(packets, packet).blocked
    named = filter_of("INPUT -i eth0 -j ACCEPT", "INPUT -j DROP")
    assert not walk(named, packet).blocked


def test_marks() -> None:
    packets = filter_of(
        "INPUT -j MARK --set-xmark 0x8000/0x8000",
        "INPUT -m mark --mark 0x8000/0x8000 -j DROP",
    )
    assert walk(packets, UDP).blocked
    assert not walk(filter_of("INPUT -m mark --mark 0x1/0x1 -j DROP"), UDP).blocked


def test_states() -> None:
    packets = filter_of("INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT", "INPUT -j DROP")
    assert walk(packets, UDP).blocked


def test_a_loop_ends() -> None:
    looping = filter_of("INPUT -j A", "A -j B", "B -j A", "B -j DROP", chains="A B")
    assert walk(looping, UDP).ends


CHAINS = ("INPUT", "A", "B")


def random_rule(chance: random.Random, chain: str) -> str:
    words = [f"-A {chain}"]
    protocol = chance.choice(("", "", "udp", "tcp"))
    for option, values in (
        ("-s", ("192.0.2.0/24", "192.0.2.7/32", "10.0.0.0/8", "198.51.100.0/25")),
        ("-d", ("192.0.2.1/32", "192.0.0.0/16")),
        ("-i", ("v0", "v+", "lo", "tun0")),
    ):
        if chance.random() < 0.4:
            words.append(chance.choice(("", "! ")) + f"{option} {chance.choice(values)}")
    if protocol:
        words.append(f"-p {protocol}")
        if chance.random() < 0.7:
            words.append(
                chance.choice(("--dport 53", "--dport 50:80", "! --dport 53",
                               "-m multiport --dports 53,4000:5000", "--sport 1024:65535"))
            )  # fmt: skip
        if protocol == "tcp" and chance.random() < 0.3:
            words.append("--syn")
    if chance.random() < 0.25:
        words.append(
            chance.choice(("-m conntrack --ctstate NEW", "-m state --state ESTABLISHED",
                           "-m mark --mark 0x1/0x1", "-m mark ! --mark 0x1/0x1",
                           "-m addrtype --dst-type LOCAL"))
        )  # fmt: skip
    below = [f"-j {name}" for name in CHAINS[CHAINS.index(chain) + 1 :]]
    below += [f"-g {name}" for name in CHAINS[CHAINS.index(chain) + 1 :]]
    targets = ["-j DROP", "-j ACCEPT", "-j REJECT", "-j MARK --set-xmark 0x1/0x1", *below]
    if chain != "INPUT":
        targets.append("-j RETURN")
    return " ".join((*words, chance.choice(targets)))


def random_packet(chance: random.Random, sport: int) -> dict[str, str | int]:
    return {
        "src": chance.choice(("192.0.2.7", "192.0.2.9", "10.1.2.3", "198.51.100.200")),
        "dst": "192.0.2.1",
        "proto": chance.choice(("udp", "tcp")),
        "sport": sport,
        "dport": chance.choice((53, 60, 80, 4789)),
    }


@pytest.mark.parametrize("seed", range(8))
def test_the_kernel_agrees(seed: int) -> None:
    """Random rules, random packets: the rule whose counter rose last is the walk's end."""
    for tool in ("iptables-legacy-restore", "unshare", "ip"):
        require.program(tool)
    require.root()
    chance = random.Random(seed)
    lines = [random_rule(chance, chain) for chain in CHAINS for _ in range(7)]
    declared = f":INPUT {chance.choice(('ACCEPT', 'DROP'))} [0:0]\n:A - [0:0]\n:B - [0:0]\n"
    text = f"*filter\n{declared}" + "".join(f"{line}\n" for line in lines) + "COMMIT\n"
    sent = [random_packet(chance, 2000 + 7 * number) for number in range(25)]
    task = {"tool": "iptables-legacy", "rules": text, "packets": sent}
    answer = subprocess.run(
        ["unshare", "-n", sys.executable, str(Path(__file__).with_name("kernel.py"))],
        input=json.dumps(task), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "Operation not permitted" in answer.stderr or "Permission denied" in answer.stderr:
        require.lacking("this machine allows no network namespace")
    assert answer.returncode == 0, answer.stderr
    packets = PacketFilter(iptables.read(Artifact("iptables", text=text)).fact)
    for packet, raised in zip(sent, json.loads(answer.stdout), strict=True):
        found = walk(
            packets,
            Packet(
                "v0", None, IPv4Address(packet["src"]), IPv4Address(packet["dst"]),
                str(packet["proto"]), int(packet["sport"]), int(packet["dport"]), to_local=True,
            ),
        )  # fmt: skip
        assert len(found.ends) == 1, "nothing is unknown here"
        assert place(found.ends[0], packets) in raised, (packet, text)


def place(end: End, packets: PacketFilter) -> str:
    """Return the counter of an end, as kernel.py names it."""
    if end.rule is None:
        return f"{end.chain.name} policy"
    lines = [rule.line for rule in end.chain.rules]
    return f"{end.chain.name} {lines.index(end.rule.line)}"
