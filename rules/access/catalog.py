"""Rules of what was tried from some machine, in causal order."""

from __future__ import annotations

from rules.access.name_unresolved import name_unresolved
from rules.access.pod_test_failed import pod_test_failed
from rules.access.target_unreachable import target_unreachable
from rules.access.wildcard_answer import wildcard_answer
from rules.base import Rule

ACCESS_RULES: tuple[Rule, ...] = (
    name_unresolved,
    wildcard_answer,
    target_unreachable,
    pod_test_failed,
)
