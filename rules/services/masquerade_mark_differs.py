"""The mark that kube-proxy sets for masquerading is not the one that is asked for.

Checks: KUBE-MARK-MASQ sets the bit that KUBE-POSTROUTING masquerades, and that OPENSHIFT-MASQUERADE
    leaves to it (from 4.2 on).
Why: packets that nobody masquerades reach the endpoint with the client's address, so that replies
    take another way.
Symptom: nodePorts and hairpin connections time out; cluster addresses work.
Remedy: restart kube-proxy (the SDN pod, or the node service) on the node; make
    iptablesMasqueradeBit the same for all that run on it.
"""

from __future__ import annotations

from parsers.iptables import IptablesSave
from parsers.iptables_rule import IptRule
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.require_table import require_table


@rule(Severity.ERROR, "39.11", "KP-09", explains=("masquerade-wrong",))
def masquerade_mark_differs(node: Node, tables: IptablesSave) -> Findings:
    """Compare the bits of the chains."""
    require_table(tables, "nat")
    marking, asking = tables.chain("nat", "KUBE-MARK-MASQ"), tables.chain("nat", "KUBE-POSTROUTING")
    if marking is None or asking is None:
        raise NotApplicable("kube-proxy has no such chains on this node")
    setting = next((each for each in marking.rules if each.target == "MARK"), None)
    bit = number_of(setting) if setting else None
    if setting is None or bit is None:
        yield Finding(
            f"KUBE-MARK-MASQ on {node} sets no mark",
            subjects=("KUBE-MARK-MASQ", str(node)),
            evidence=(marking.absence("-j MARK --set-xmark 0x1/0x1"),),
        )
        return
    asked = [each for each in asking.rules if each.mark is not None]
    ours = tables.chain("nat", "OPENSHIFT-MASQUERADE")
    returns = [each for each in (ours.rules if ours else ()) if each.target == "RETURN"]
    for each in (*asked, *returns):
        mark = each.mark
        if mark is not None and mark.value != bit:
            yield Finding(
                f"KUBE-MARK-MASQ on {node} sets mark {bit:#x}, but {each.chain} asks for "
                f"{mark.value:#x}",
                subjects=("KUBE-MARK-MASQ", each.chain, f"{bit:#x}", f"{mark.value:#x}", str(node)),
                evidence=(setting.source, each.source),
            )
            return


def number_of(each: IptRule) -> int | None:
    """Return the bits that a MARK rule sets."""
    for option in each.target_options:
        if option.name in {"set-xmark", "or-mark", "set-mark"}:
            value = "".join(option.values).partition("/")[0]
            try:
                return int(value, 0)
            except ValueError:
                return None
    return None
