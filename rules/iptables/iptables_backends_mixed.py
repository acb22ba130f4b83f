"""A node has rules in both backends of iptables.

Checks: iptables-save of the nft backend does not warn that legacy tables are present.
Why: the kernel asks both sets of tables, but each tool shows and changes one of them only, so that
    rules seem ignored, or apply twice.
Symptom: a rule that is listed has no effect, or traffic is dropped by a rule that is not listed.
Remedy: compare with `iptables-legacy-save`; find what uses the other backend (an old container, a
    host script) and make it use the node's.
"""

from __future__ import annotations

from parsers.iptables import IptablesSave
from rules.base import Finding, Findings, Node, Severity, rule


@rule(Severity.WARNING, "39.7.4.1", "IP-09")
def iptables_backends_mixed(node: Node, tables: IptablesSave) -> Findings:
    """Repeat the warning of the tool."""
    if tables.backend_warning is not None:
        yield Finding(
            f"{node} has rules in the legacy tables as well, which this dump does not show",
            subjects=("iptables-legacy", str(node)),
            evidence=(tables.backend_warning,),
        )
