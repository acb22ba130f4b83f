"""Of which projects all objects of a kind were collected: what is absent there is not there."""

from __future__ import annotations

import re
from typing import TypeVar

from parsers.kube.objects import Described, Objects

T = TypeVar("T", bound=Described)
OF_PROJECT = re.compile(r"(?:^|/)namespaces/(?P<namespace>[^/]+)/[^/]+/[a-z]+\.yaml$")


def whole_in(objects: Objects[T], namespace: str) -> bool:
    """Return whether a list holds all objects of a project.

    `oc get pods -n web -l app=x` holds some; a must-gather's `namespaces/web/core/pods.yaml` all.
    """
    if not objects.partial:
        return True
    for item in objects.items:
        if item.raw.path in objects.cut:
            continue
        match = OF_PROJECT.search(item.raw.path)
        if match and match["namespace"] == namespace:
            return True
    return False
