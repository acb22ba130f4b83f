"""The SDN's set-up script failed at a command.

Checks: no command in the last trace of the script (`Output of setup script:`, releases 3.0 and
    3.1) printed an error that the script did not itself ignore (`|| true`), and the script did
    not end with `Error executing setup script`; what later made up for it is taken into account.
Why: the script makes the bridge, its ports, the addresses and the routes; what a failed command
    was to make is missing until the next set-up.
Symptom: the pods of the node do not reach other nodes, services or the outside: the command
    tells.
Remedy: find out why the command fails (run it by hand on the node), then restart
    atomic-openshift-node, which runs the script again; the command's effect can be made by hand.
"""

from __future__ import annotations

import re

from parsers.base import Source
from parsers.ip_route import RouteTable
from parsers.journal import NodeLog, SetupRun
from parsers.setup_script import SetupCommand
from rules.base import Finding, Findings, Node, Severity, rule
from rules.logs.standing import RESTARTED, report

OBJECT = re.compile(
    r"^(?:\d{1,3}(?:\.\d{1,3}){3}(?:/\d+)?|(?:tun|vxlan|l?br|veth|vlinuxbr|vovsbr|docker|eth|en)\w*"
    r"|table=\d+|[A-Z-]{4,})$"
)
ROUTE_ADD = re.compile(r"^ip r(?:oute)? (?:add|replace) (?P<to>\S+)")
SET_UP_AGAIN = (*RESTARTED, "sdn-setup-not-required", "sdn-already-set-up", "sdn-setup-required")


@rule(
    Severity.ERROR,
    "39.10",
    "CH-08",
    explains=(
        "cluster-route-missing",
        "service-route-missing",
        "tun0-missing",
        "vxlan-device-missing",
        "bridge-missing",
        "lbr0-detached",
        "sdn-port-wrong",
        "masquerade-wrong",
        "openshift-rules-missing",
    ),
)
def setup_script_failed(node: Node, log: NodeLog, routes: RouteTable | None) -> Findings:
    """Judge the last run of the script; earlier ones were made up for by it."""
    if routes is not None and not routes.complete:
        routes = None
    for run in log.setup[-1:]:
        failed = [command for command in run.failed if not made_up_for(command, routes)]
        if failed:
            over = set_up_later(log, run) if not still_missing(failed, routes) else None
            yield failure(node, failed, routes, over)
    after = log.setup[-1].time if log.setup and log.setup[-1].complete else None
    for finding in report(node.name, log, ("setup-script-error",), ends=SET_UP_AGAIN):
        said = log.of("setup-script-error")[-1].time
        if said and after and said < after:  # the script ran again, and its trace was judged
            continue
        yield finding


def failure(
    node: Node,
    failed: list[SetupCommand],
    routes: RouteTable | None,
    over: Source | None,
) -> Finding:
    """Say which commands failed, and with what error."""
    first = failed[0]
    error = first.messages[first.output.index(first.errors[0])]
    more = f", and {len(failed) - 1} more commands" if len(failed) > 1 else ""
    history = "; it was set up again later" if over else ""
    evidence = [source for each in failed for source in (each.source, *each.errors)]
    missing = [to for each in failed if (to := unrouted(each, routes))]
    if routes is not None and missing:
        evidence[8:] = [routes.absence(f"no route to {to}") for to in missing[:2]]
    return Finding(
        f"{node}: the SDN's set-up script failed at `{first.text}`: {error}{more}{history}",
        subjects=(node.name, *(word for each in failed for word in objects(each))),
        evidence=(*evidence, *([over] if over else [])),
        severity=Severity.INFO if over else None,
    )


def objects(command: SetupCommand) -> list[str]:
    """Return the addresses, networks, interfaces, tables and chains that a command names."""
    return [word for word in re.split(r"[\s,'\"]+", command.text) if OBJECT.match(word)]


def made_up_for(command: SetupCommand, routes: RouteTable | None) -> bool:
    """Return whether the route that a command was to add is there."""
    match = ROUTE_ADD.match(command.text)
    if not match or routes is None:
        return False
    names = {match["to"], f"{match['to']}/32"}
    return any(str(route.destination) in names for route in routes.routes)


def unrouted(command: SetupCommand, routes: RouteTable | None) -> str | None:
    """Return the destination of a route that was not added and is not there."""
    match = ROUTE_ADD.match(command.text)
    return match["to"] if match and routes is not None else None


def still_missing(failed: list[SetupCommand], routes: RouteTable | None) -> bool:
    """Return whether the node's routes prove that nothing made up for a failed command."""
    return routes is not None and any(unrouted(command, routes) for command in failed)


def set_up_later(log: NodeLog, run: SetupRun) -> Source | None:
    """Return the line that says that the SDN was set up again after a run."""
    for entry in log.of(*SET_UP_AGAIN):
        if run.time and entry.time and entry.time > run.time:
            return entry.source
    return None
