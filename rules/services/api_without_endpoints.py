"""The service of the API leads to no master.

Checks: default/kubernetes has a ready endpoint, and its endpoints are addresses of nodes.
Why: pods and the SDN itself ask the API by this service; without it nothing starts any more.
Symptom: pods can't reach the API, the SDN's own pods restart again and again.
Remedy: look at the API servers' logs: they register themselves as these endpoints.
"""

from __future__ import annotations

from parsers.kube.endpoints import Endpoints
from parsers.kube.nodes import Nodes
from rules.base import Finding, Findings, NotApplicable, Severity, rule

NAME = ("default", "kubernetes")


@rule(Severity.ERROR, "39.5", "KP-18", explains=("service-rules-stale",))
def api_without_endpoints(endpoints: Endpoints, nodes: Nodes | None) -> Findings:
    """Look at the Endpoints that the masters write themselves."""
    found = endpoints.by_name.get(NAME)
    if found is None:
        raise NotApplicable("the Endpoints of default/kubernetes were not listed")
    if not found.ready and not found.truncated:
        yield Finding(
            "the API's service default/kubernetes has no endpoint",
            subjects=("default/kubernetes", "kubernetes"),
            evidence=(found.source,),
        )
        return
    known = {ip for node in (nodes.items if nodes else ()) for _, ip in node.addresses}
    odd = [address.ip for address in found.ready if address.ip not in known]
    if known and len(odd) == len(found.ready) and not (nodes and nodes.partial):
        yield Finding(
            f"the API's endpoints {', '.join(odd[:4])} are addresses of no node",
            subjects=("default/kubernetes", *odd),
            evidence=(found.source,),
            severity=Severity.INFO,
        )
