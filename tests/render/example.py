"""A report made by hand: two causes, three nodes and a name from hell."""

from __future__ import annotations

from dataclasses import replace

from analyzer.report import (
    BundleInfo,
    Cause,
    PathVerdict,
    Report,
    ReportedFinding,
    ReportedInput,
    ReportedOutcome,
    RuleInfo,
)
from parsers.base import Source

NODES = tuple(f"node{n}.example.com" for n in (1, 2, 3))
EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">`|*_[x](javascript:alert(3))'
ANSI = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \u202egnp.exe"
LONG = "x" * 10_000
FLOWS = "openshift-sdn-debug/nodes/node1.example.com/flows"
OFCTL = "ovs-ofctl -O OpenFlow13 dump-flows br0"
TUN_SRC = " cookie=0x0, duration=8123.4s, table=10, n_packets=12, n_bytes=984, priority=100,tun_src={} actions=goto_table:30"

RULES = (
    ("vxlan-from-node-dropped", "error", "39.7.4", "FH-01"),
    ("pods-unreachable-from-node", "warning", "39.7.4", "FH-03"),
    ("pod-without-flows", "error", "39.7.4", "FP-01"),
    ("ip-forwarding-off", "error", "39.7.3.1", "LN-01"),
    ("cluster-route-missing", "error", "39.7.3.2", "LN-03"),
    ("tun0-mtu-too-large", "warning", "39.8.1", "MT-02"),
    ("forward-chain-drops-pods", "error", "39.7.4.1", "IP-04"),
    ("service-rules-missing", "error", "39.11", "KP-01"),
    ("sdn-setup-failed", "warning", "39.10", "LG-02"),
    ("node-clock-jumped", "info", "39.10", "LG-09"),
)


def rule(name: str, severity: str, section: str, invariant: str) -> RuleInfo:
    return RuleInfo(
        name=name,
        severity=severity,
        section=section,
        invariants=(invariant,),
        title=name.replace("-", " ").capitalize(),
        checks="br0 accepts VXLAN from the address of every other node.",
        why="Table 10 drops what comes from an address that no flow names, without a counter.",
        symptom="Connections from that node's pods to pods here time out; the other way works.",
        remedy="Restart the SDN pod of the node; it installs the flows as it starts.",
    )


def finding(number: int, node: str | None, message: str, *evidence: Source) -> ReportedFinding:
    name, severity, section, invariant = RULES[number]
    return ReportedFinding(
        rule=name,
        severity=severity,
        node=node,
        subjects=("192.168.122.202", "node3.example.com"),
        title=name.replace("-", " ").capitalize(),
        message=message,
        evidence=evidence,
        remedy="Restart the SDN pod of the node: oc delete pod -n openshift-sdn -l app=sdn",
        section=section,
        invariants=(invariant,),
        signature=f"{name}:remote-node",
    )


def absent_flow() -> ReportedFinding:
    proof = Source(FLOWS, 14, "not among the 2 flows of table 10: tun_src=192.168.122.202")
    owner = Source("master/hostsubnets", 41, "    hostIP: 192.168.122.202")
    context = (
        (
            Source(owner.path, 40, "    host: node3.example.com"),
            owner,
            Source(owner.path, 42, "    kind: HostSubnet"),
        ),
        (
            Source(FLOWS, 13, TUN_SRC.format("192.168.122.18")),
            Source(FLOWS, 14, TUN_SRC.format("192.168.122.201")),
            Source(FLOWS, 15, " cookie=0x0, table=10, priority=0 actions=drop"),
        ),
    )
    message = "node1.example.com drops VXLAN from 192.168.122.202, the address of node3.example.com"
    return replace(finding(0, NODES[0], message, owner, proof), context=context)


def findings() -> tuple[ReportedFinding, ...]:
    evil = Source(f"pods/{EVIL}", 7, f"{EVIL} {ANSI} {LONG}")
    return (
        absent_flow(),
        finding(1, NODES[0], "Pods of node3 can't reach 10.128.0.4", Source(FLOWS, 3, "x")),
        finding(1, NODES[0], "Pods of node3 can't reach 10.128.0.7", Source(FLOWS, 4, "y")),
        finding(5, NODES[1], f"tun0 of node2 has MTU 1500; pod {EVIL} {ANSI}", evil),
        finding(9, None, "The clocks of two nodes differ by 4 s", Source("journal", 0, "")),
    )


def outcomes() -> tuple[ReportedOutcome, ...]:
    broken = {(0, 0), (1, 0), (5, 1)}
    unknown = {(7, 2): ("iptables-save",), (6, 2): ("iptables-save",), (3, 2): ("sysctl -a",)}
    made = []
    for number, (name, *_) in enumerate(RULES[:9]):
        for index, node in enumerate(NODES):
            missing = unknown.get((number, index), ())
            status = "failed" if (number, index) in broken else "passed"
            status = "not-evaluated" if missing else status
            gaps = (f"3 lines unread in {FLOWS}",) if (number, index) == (2, 0) else ()
            reason = "not collected" if missing else ""
            made.append(ReportedOutcome(name, node, status, reason, missing, gaps))
    made[24] = ReportedOutcome(RULES[8][0], NODES[0], "not-applicable", "4.x only", (), ())
    made[25] = ReportedOutcome(RULES[8][0], NODES[1], "crashed", f"KeyError: {EVIL}", (), ())
    made.append(ReportedOutcome(RULES[9][0], None, "passed", "", (), ()))
    return tuple(made)


def inputs() -> tuple[ReportedInput, ...]:
    plain = [
        ReportedInput(f"openshift-sdn-debug/nodes/{node}/{name}", kind, node, "read", 0)
        for node in NODES
        for name, kind in (("flows", "ovs-flows"), ("iptables", "iptables"), ("routes", "ip-route"))
    ]
    return (
        *plain,
        ReportedInput(FLOWS, "ovs-flows", NODES[0], "gaps", 3, "line 9: garbled"),
        ReportedInput("nodes/x/sysctl", "sysctl", None, "collector-error", 0, "command not found"),
        ReportedInput(f"pods/{EVIL}", "", None, "unclaimed", 0, ANSI),
        ReportedInput("journal", "journal", NODES[2], "truncated", 0, "the archive ends here"),
    )


def report() -> Report:
    return Report(
        bundle=BundleInfo(
            kind="debug.sh",
            root=f"/cases/{EVIL}.tgz",
            version="3.11 (rule version 07)",
            plugin="multitenant",
            nodes=NODES,
            nodes_without_data=("node4.example.com",),
            collected_from="2026-11-24T02:59:58+00:00",
            collected_to="2026-11-24T03:12:07+00:00",
            notes=(f"2 files are encrypted: {EVIL} {ANSI}",),
        ),
        findings=findings(),
        causes=(
            Cause("node1 drops VXLAN from node3", (0, 1, 2), "It explains 2 unreachable pods"),
            Cause("tun0 is larger than the network allows", (3,), ""),
            Cause("Clocks differ", (4,), ""),
        ),
        outcomes=outcomes(),
        inputs=inputs(),
        rules=tuple(rule(*row) for row in RULES),
        paths=(
            PathVerdict(NODES[0], "pod to pod on another node", "broken", "no tun_src flow", (0,)),
            PathVerdict(NODES[1], "pod to pod on another node", "allowed", ""),
            PathVerdict(NODES[2], "pod to external", "unknown", "iptables-save is missing"),
        ),
        tool_version="0.1.0",
        generated="2026-11-24T03:15:00+00:00",
    )


def healthy() -> Report:
    """Return a report without any doubt."""
    whole = report()
    bundle = replace(whole.bundle, nodes_without_data=(), notes=())
    held = (ReportedOutcome(RULES[0][0], NODES[0], "passed", "", (), ()),)
    return replace(whole, bundle=bundle, findings=(), causes=(), outcomes=held, inputs=(), paths=())
