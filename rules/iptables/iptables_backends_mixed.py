"""A node may have rules in both backends of iptables.

Checks: iptables-save of the nft backend does not warn that legacy tables are present. Where the
    dump holds the chains of the SDN or of kube-proxy, the legacy tables may well be empty.
Why: the kernel asks both sets of tables, but each tool shows and changes one of them only, so that
    rules seem ignored, or apply twice.
Symptom: a rule that is listed has no effect, or traffic is dropped by a rule that is not listed.
Remedy: compare with `iptables-legacy-save`; find what uses the other backend (an old container, a
    host script) and make it use the node's.
"""

from __future__ import annotations

from parsers.iptables import IptablesSave
from rules.base import Finding, Findings, Node, Severity, rule

OURS = ("OPENSHIFT-", "KUBE-")


@rule(Severity.WARNING, "39.7.4.1", "IP-09")
def iptables_backends_mixed(node: Node, tables: IptablesSave) -> Findings:
    """Repeat the warning of the tool, which it gives as soon as the modules are loaded."""
    if tables.backend_warning is None:
        return
    here = any(name.startswith(OURS) for each in tables.tables.values() for name in each.chains)
    tail = "may hold rules" if here else "may hold the rules of the SDN: this dump has none"
    yield Finding(
        f"the legacy tables of {node} {tail}",
        subjects=("iptables-legacy", str(node)),
        evidence=(tables.backend_warning,),
        severity=Severity.INFO if here else Severity.WARNING,
    )
