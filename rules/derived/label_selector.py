"""A label selector (meta/v1) as Kubernetes applies it."""

from __future__ import annotations

from collections.abc import Mapping

from parsers.kube.objects import Data, mapping, sequence, strings, text


def is_empty(selector: Data) -> bool:
    """Return whether a selector selects everything."""
    return not mapping(selector.get("matchLabels")) and not sequence(
        selector.get("matchExpressions")
    )


def selects(selector: Data, labels: Mapping[str, str]) -> bool:
    """Return whether a selector selects something that has these labels."""
    wanted = strings(selector.get("matchLabels"))
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(_holds(mapping(each), labels) for each in sequence(selector.get("matchExpressions")))


def _holds(expression: Data, labels: Mapping[str, str]) -> bool:
    key = text(expression.get("key")) or ""
    values = {str(each) for each in sequence(expression.get("values"))}
    match text(expression.get("operator")):
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    return False
