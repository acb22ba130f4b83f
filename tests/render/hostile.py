"""A report as an enemy would have it: markup, escapes and overlong lines wherever text can stand."""

from __future__ import annotations

from dataclasses import replace

from analyzer.report import (
    Ask,
    AskStep,
    BundleInfo,
    Cause,
    KnownCase,
    PathVerdict,
    Report,
    ReportedFinding,
    ReportedInput,
    ReportedOutcome,
    RuleInfo,
)
from analyzer.report_captures import (
    CaptureEvent,
    CapturePair,
    CaptureSummary,
    Conversation,
    DissectedFrame,
    Tally,
)
from analyzer.report_drops import Drop
from analyzer.report_timeline import Event
from parsers.base import Source

MARKUP = "<script>window.pwned = 1</script><img src=x onerror=alert(1)>"
ESCAPE = "\x1b[31mred\x1b[0m\x07"
FENCE = "```\n# heading | `code` | [link](http://example.com)"
LONG = "x" * 10_000
NODE = f"node1{MARKUP}"

PROOF = (
    Source(f"nodes/{MARKUP}/flows", 7, f"cookie=0x0 {MARKUP}"),
    Source("journal", 9, ESCAPE + FENCE),
    Source("long", 1, LONG),
)


def finding(number: int, severity: str) -> ReportedFinding:
    return ReportedFinding(
        rule="a-rule",
        severity=severity,
        node=NODE,
        subjects=(MARKUP, "10.0.0.1", ESCAPE),
        title="A pod has a hostile name",
        message=f"finding {number}: {MARKUP} {FENCE}",
        evidence=PROOF,
        remedy="delete the pod",
        section="39.7.4",
        invariants=("FP-01",),
        signature=f"{number:012x}",
        display_filter=f'dns.qry.name == "{MARKUP}"',
        capture_filter=f"host {ESCAPE}",
        context=((Source("f", 6, "before"), PROOF[0], Source("f", 8, MARKUP)), (), ()),
    )


CAPTURE = CaptureSummary(
    path=f"pcap/{MARKUP}.pcap",
    place=f"eth0 of {MARKUP}",
    node=NODE,
    reason=MARKUP,
    format="pcap, ethernet",
    frames=900,
    octets=1_234_567,
    started="2026-11-23T04:00:00.000000Z",
    milliseconds=9_000,
    protocols=(Tally("tcp", 800), Tally("arp", 100)),
    damage=(Tally("snapped", 2),),
    bars=(0, 5, 900, 1),
    events=(CaptureEvent("reset", 7, 500, MARKUP), CaptureEvent("retransmission", 9, 1000, ESCAPE)),
    events_total=90,
    conversations=(
        Conversation(
            "TCP",
            "10.0.0.1:1",
            "10.0.0.2:80",
            MARKUP,
            ESCAPE,
            3,
            0,
            180,
            7,
            2_000,
            42,
            "3 SYNs unanswered",
        ),
    ),
    conversations_total=3,
    notes=(MARKUP,),
)
PAIR = CapturePair(
    f"eth0 of {MARKUP}",
    "eth0 of node2",
    500,
    50_012,
    both_ways=False,
    grew=50,
    lost=3,
    delay=310,
    translated=(f"172.30.0.1:80 becomes {MARKUP}",),
)

REPORT = Report(
    bundle=BundleInfo(
        kind="debug.sh", root=f"/tmp/{MARKUP}.tgz", version="flow layout L6", plugin="subnet",
        nodes=(NODE, "node2"), nodes_without_data=("node2",), notes=(f"truncated: {MARKUP}",),
    ),
    findings=(finding(0, "error"), finding(1, "warning"), finding(2, "info")),
    causes=(Cause("A pod has a hostile name", (0, 1), "explains 1 more"),),
    outcomes=(
        ReportedOutcome("a-rule", NODE, "failed", "", (), ()),
        ReportedOutcome("a-rule", "node2", "not-evaluated", "not collected", (MARKUP,), ()),
        ReportedOutcome("b-rule", None, "crashed", f"Traceback {MARKUP}", (), ()),
        ReportedOutcome("c-rule", NODE, "passed", "", (), ("3 lines unread in flows",)),
    ),
    inputs=(
        ReportedInput(f"nodes/{MARKUP}/flows", "dump-flows", NODE, "gaps", 3, MARKUP),
        ReportedInput("bad\udcff\nname", "", None, "unclaimed", 0, ""),
    ),
    rules=(RuleInfo("a-rule", "error", "39.7.4", ("FP-01",), "t", "c", "w", "s", "r"),),
    paths=(PathVerdict(NODE, "pod to service", "broken", MARKUP, (0,)),),
    asks=(
        Ask((NODE,), f"there {MARKUP}", f"echo {MARKUP}\n{ESCAPE}{FENCE}",
            (AskStep(f"ip route {MARKUP}", ("a-rule",), 1, (0,), FENCE),)),
    ),
    captures=(CAPTURE, replace(CAPTURE, bars=(), events=(), conversations=(), started="", milliseconds=0)),
    capture_pairs=(PAIR,),
    frames=(DissectedFrame("journal", 9, f"###[ IP ]###\n{MARKUP}{ESCAPE}"),),
    known=(KnownCase(MARKUP, MARKUP, MARKUP, ESCAPE, None, True, (MARKUP, FENCE), 1),),
    drops=(Drop(NODE, f"filter {MARKUP}", f"-A INPUT {MARKUP}", 120, 900, MARKUP, (MARKUP, ESCAPE),
                noise=False, hot=True, count=1, source=Source(f"f {MARKUP}", 1, MARKUP)),),
    timeline=(Event("2026-11-20T11:00:00Z", 1, NODE, "log", f"{MARKUP} {ESCAPE}", "error",
                    young=True, evidence=Source(f"f {MARKUP}", 1, MARKUP)),
              Event("2026-11-20T12:00:00Z", 120, "", "collection", FENCE, "info")),
    tool_version="0.1.0",
    generated="2026-11-20T12:00:00Z",
)  # fmt: skip
