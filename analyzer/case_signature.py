"""Names a case by its causes, so that cases with the same fault are found to be the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.render.verdict import cards
from analyzer.report import Report


@dataclass(frozen=True, slots=True)
class CauseSignature:
    """One cause of a case, with its names abstracted."""

    signature: str
    """12 hex digits: of the root's rule and sentence."""
    severity: str
    rule: str
    title: str
    message: str
    """As this case says it, names and all."""
    chain: tuple[str, ...]
    """The root's rule, then the rules that it explains, by name."""

    @staticmethod
    def load(data: Mapping[str, object]) -> CauseSignature:
        """Return it from JSON; raises KeyError or TypeError for anything else."""
        chain = data["chain"]
        if not isinstance(chain, list):
            raise TypeError("chain")
        return CauseSignature(
            signature=str(data["signature"]),
            severity=str(data["severity"]),
            rule=str(data["rule"]),
            title=str(data["title"]),
            message=str(data["message"]),
            chain=tuple(map(str, chain)),
        )


def of_causes(report: Report) -> tuple[CauseSignature, ...]:
    """Return a signature a card of severity warning or error, in the report's order.

    It is that of the root: which consequences show depends on what was collected.
    """
    found = []
    for card in cards(report):
        if card.severity == "info" or card.of_collection:
            continue
        root = card.root[1]
        others = sorted({f.rule for _, f in card.consequences} - {root.rule})
        found.append(
            CauseSignature(
                root.signature, card.severity, root.rule, root.title, root.message,
                (root.rule, *others),
            )
        )  # fmt: skip
    return tuple(found)


def of_case(causes: Sequence[CauseSignature]) -> str:
    """Return 12 hex digits, equal for cases with the same set of causes; empty without a cause."""
    if not causes:
        return ""
    distinct = sorted({cause.signature for cause in causes})
    return hashlib.sha256("\n".join(distinct).encode()).hexdigest()[:12]
