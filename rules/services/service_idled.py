"""A service is idled: it has no endpoints on purpose until somebody asks for it.

Checks: which services carry the annotation of `oc idle`.
Why: the first request wakes it up, and waits until its pods run.
Symptom: the first request is slow, or fails.
Remedy: none; `oc scale` wakes the service up at once.
"""

from __future__ import annotations

from parsers.kube.endpoints import Endpoints
from rules.base import Finding, Findings, Severity, rule

IDLED = "idling.alpha.openshift.io/idled-at"


@rule(Severity.INFO, "39.5", "SV-09")
def service_idled(endpoints: Endpoints) -> Findings:
    """Look for the annotation."""
    for each in endpoints.items:
        if IDLED in each.annotations and not each.ready:
            yield Finding(
                f"service {each.full_name} is idled since {each.annotations[IDLED]}",
                subjects=(each.full_name,),
                evidence=(each.source,),
            )
