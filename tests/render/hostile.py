"""A report as an enemy would have it: markup, escapes and overlong lines wherever text can stand."""

from __future__ import annotations

from analyzer.report import (
    Ask,
    AskStep,
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
        context=((Source("f", 6, "before"), PROOF[0], Source("f", 8, MARKUP)), (), ()),
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
    tool_version="0.1.0",
    generated="2026-11-20T12:00:00Z",
)  # fmt: skip
