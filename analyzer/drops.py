"""Collects what every node drops, with its counters: the drop ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.facts import Facts
from analyzer.report_drops import Drop
from parsers.iptables import IptablesSave
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.derived.drop_rules import dropping, meaning_of_rule, policies
from rules.derived.drop_words import Meaning, meaning
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.derived.remote_subnets import RemoteSubnets

HOT, SHARE = 100, 0.01
MOST = 200
"""Entries of one node with packets; the rest is summed up."""


def drops(facts: Facts) -> tuple[Drop, ...]:
    """Return the ledger: node by node, flows before rules, each table by table."""
    found: list[Drop] = []
    for node in facts.nodes:
        flows, layout = facts.known(FlowTable, node), facts.known(Layout, node)
        if flows is not None and layout is not None:
            found += summed(of_bridge(facts, node, flows, layout))
        save = facts.known(IptablesSave, node)
        if save is not None:
            found += summed(of_firewall(node, save))
    return tuple(found)


def summed(every: Iterable[Drop]) -> Iterator[Drop]:
    """Yield what was hit, and what was not once for each meaning."""
    rest: dict[tuple[str, str], list[Drop]] = {}
    shown = 0
    for each in every:
        if each.packets and shown < MOST:
            shown += 1
            yield each
        else:
            rest.setdefault((each.place, each.words), []).append(each)
    for those in rest.values():
        first = those[0]
        yield Drop(
            first.node,
            first.place,
            first.rule,
            total(each.packets for each in those),
            total(each.bytes for each in those),
            first.words,
            first.senders if first.packets else (),
            first.noise,
            hot=any(each.hot for each in those),
            count=len(those),
            source=first.source,
        )


def total(numbers: Iterable[int | None]) -> int | None:
    """Add counters; unknown if one of them is."""
    found = [*numbers]
    return None if None in found else sum(number or 0 for number in found)


def of_bridge(facts: Facts, node: str, flows: FlowTable, layout: Layout) -> Iterator[Drop]:
    """Yield each drop flow of br0."""
    for flow in flows.flows:
        if "drop" not in flow.actions_text or not flow.is_drop:
            continue
        said = meaning(flow, layout)
        counted = flow.duration is not None
        traffic = 0
        if flow.n_packets > HOT and not said.noise:
            traffic = sum(each.n_packets for each in flows.in_table(flow.table))
        yield Drop(
            node,
            f"br0 table {flow.table}",
            flow.text,
            flow.n_packets if counted else None,
            flow.n_bytes if counted else None,
            said.words,
            tuple(senders(facts, node, flow, said, layout)) if flow.n_packets else (),
            said.noise,
            hot=bool(traffic) and flow.n_packets > SHARE * traffic,
            count=1,
            source=flow.source,
        )


def senders(facts: Facts, node: str, flow: Flow, said: Meaning, layout: Layout) -> Iterator[str]:
    """Yield who sent what a flow dropped, or who should get it: what lacks its flow here."""
    flows = facts.known(FlowTable, node)
    assert flows is not None
    if said.role in {"sender", "subnet", "arp subnet"}:
        remotes = facts.known(RemoteSubnets, node)
        table, field = {
            "sender": (layout.tun_src_table, "tun_src"),
            "subnet": (layout.ip_remote_table, "nw_dst"),
            "arp subnet": (layout.arp_remote_table, "arp_tpa"),
        }[said.role]
        if remotes is None or table is None:
            return
        for remote in remotes.items:
            key = remote.host_ip if field == "tun_src" else remote.subnet_text
            if key and not flows.index(table, field).get(key):
                yield f"{remote.host or remote.name} ({key})"
    elif said.role in {"pod", "arp pod"}:
        pods = facts.known(LocalPods, node)
        field = "nw_dst" if said.role == "pod" else "arp_tpa"
        for pod in pods.items if pods else ():
            if pod.pod_ip and not flows.index(flow.table, field).get(pod.pod_ip):
                yield f"{pod.full_name} ({pod.pod_ip})"


def of_firewall(node: str, save: IptablesSave) -> Iterator[Drop]:
    """Yield each rule that drops or rejects, and each built-in chain that does."""
    for rule in dropping(save):
        said = meaning_of_rule(rule)
        yield Drop(
            node,
            f"{rule.table.name} {rule.chain}",
            rule.text.partition("] ")[2] if rule.text.startswith("[") else rule.text,
            rule.packets,
            rule.bytes,
            said.words,
            (),
            said.noise,
            hot=False,
            count=1,
            source=rule.source,
        )
    for name, chain in policies(save):
        yield Drop(
            node,
            f"{name} {chain.name}",
            f"policy of {chain.name}: DROP",
            chain.packets,
            None,
            "the chain drops what no rule of it accepted",
            (),
            noise=False,
            hot=False,
            count=1,
            source=chain.source,
        )
