"""What a card says of itself: which symptoms it does not explain, and what would refute it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from parsers.base import Source
from rules.base import Finding, Node, Rule
from rules.derived.packet_paths import (
    FROM_NODE,
    NODE_TO_SERVICE,
    ORDER,
    OTHER_NODE,
    PATHS,
    SAME_NODE,
    TO_OUTSIDE,
    TO_SERVICE,
)

TRIES = {
    SAME_NODE: "two pods of one project on {node} connect to each other",
    OTHER_NODE: "a pod on {node} connects to one of its project on another node and is answered",
    TO_SERVICE: "a pod on {node} connects to a service's address",
    TO_OUTSIDE: "a pod on {node} connects to an address beyond the cluster",
    FROM_NODE: "{node} itself connects to a pod's address",
    NODE_TO_SERVICE: "{node} itself connects to a service's address",
}
ABSENT = ("not among the ", "is empty: no ", "not in this dump", "nothing here ")
"""How evidence says that a line is missing."""
OBJECTS = re.compile(r"^not among the \d+ (\w+) objects: ")
CAPTURE = "a new capture at the same place, while it is tried again, shows nothing of the kind"
LOG = "the log goes on, and a later line says that it went well"


def not_explained(rules: Sequence[str]) -> str:
    """Return what the rules of a card do not account for."""
    broken = {path for rule in rules for path in PATHS.get(rule, ())}
    if not broken:
        return "trouble beyond the symptom named here"
    left = [path for path in ORDER if path not in broken]
    if not left:
        return "trouble on other nodes, and names that do not resolve"
    return f"trouble on other paths: {', '.join(left)}"


def refuted_by(rule: Rule, finding: Finding, commands: Mapping[type, str]) -> str:
    """Return the one observation, made now, that would show the cause to be wrong.

    A packet that passes says more than any dump; where no path is known to break, it is the
    artifact itself, collected again.
    """
    where = finding.node or next(iter(finding.subjects), "the cluster")
    paths = PATHS.get(rule.name, ())
    about = finding.subjects[0] if finding.subjects else where
    if paths:
        path = OTHER_NODE if OTHER_NODE in paths and len(paths) < len(ORDER) else paths[0]
        tried = TRIES[path].format(node=where)
        return f"{tried} (it concerns {about})" if about not in tried else tried
    if rule.name.endswith("-log"):
        return LOG
    if finding.filter is not None:
        return f"{CAPTURE}: {finding.filter.display}"
    there = f" on {finding.node}" if finding.node else ""
    kind = next((found[1] for s in finding.evidence if (found := OBJECTS.search(s.text))), "")
    asked = f"`oc get {kind.lower()}s --all-namespaces -o yaml`, run again" if kind else ""
    return f"{asked or again(rule, commands) + there}, {shown(finding)}"


def again(rule: Rule, commands: Mapping[type, str]) -> str:
    """Return what collects the first fact that a rule needs."""
    known = [commands[need.fact] for need in rule.needs if need.fact in commands]
    return f"`{known[0]}`, run again" if known else "the artifact, collected again"


def shown(finding: Finding) -> str:
    """Return what the artifact would have to show."""
    lacking = next((s for s in finding.evidence if is_absence(s)), None)
    if lacking is not None:
        wanted = lacking.text.rpartition(": ")[2].rpartition("no ")[2].strip()[:120]
        return f"shows {wanted}" if wanted else "shows it"
    line = " ".join(finding.evidence[0].text.split())[:120]
    return f"lacks this line: {line}" if line else "says otherwise"


def is_absence(source: Source) -> bool:
    """Return whether evidence is of a line that is not there."""
    return any(word in source.text for word in ABSENT)


def refuted_in_general(rule: Rule, commands: Mapping[type, str]) -> str:
    """Return what would refute a rule's findings, for its page."""
    place = "the node" if any(need.fact is Node for need in rule.needs) else ""
    if PATHS.get(rule.name):
        paths = PATHS[rule.name]
        path = OTHER_NODE if OTHER_NODE in paths and len(paths) < len(ORDER) else paths[0]
        return f"{TRIES[path].format(node='a node')}."
    if rule.name.endswith("-log"):
        return f"{LOG}."
    if rule.group == "captures":
        return f"{CAPTURE}."
    return f"{again(rule, commands)}{f' on {place}' if place else ''}, says otherwise."
