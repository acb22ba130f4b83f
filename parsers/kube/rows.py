"""What a row of an `oc get` table becomes: the shape that the same object has in YAML.

The columns of every release: pkg/printers/internalversion and pkg/oc/cli/describe of
github.com/openshift/origin.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from parsers.kube.objects import integer

NONE = {"", "<none>", "[]", "<unknown>"}
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of table: the columns that tell it, and what a row becomes."""

    kind: str
    columns: frozenset[str]
    convert: Callable[[Row], dict[str, object]]
    exact: bool = False
    """True if further columns make it another kind's."""


def words(cell: str) -> list[str]:
    """Return the items of a cell like `[10.1.2.3]`, `["10.1.2.3"]` or `a, b`."""
    return [word.strip("\" '") for word in cell.strip("[] ").split(",") if word.strip("\" '")]


def given(cell: str | None) -> str | None:
    """Return a cell's text, or None where it is empty."""
    return None if cell is None or cell in NONE else cell


READY = {"Ready": "True", "NotReady": "False"}
PHASES = {
    word: phase
    for phase, words in {
        "Succeeded": "Completed Succeeded",
        "Failed": "Error Evicted Failed NodeAffinity NodeShutdown OutOfcpu OutOfmemory OutOfpods"
        " Preempting Shutdown Terminated UnexpectedAdmissionError",
        "Pending": "Pending ContainerCreating ImagePullBackOff ErrImagePull PodInitializing"
        " CreateContainerConfigError InvalidImageName",
        "Unknown": "Unknown NodeLost",
    }.items()
    for word in words.split()
}
"""What the STATUS column says of a pod, and the phase that it stands for; else it runs."""


CRASHES = "CrashLoopBackOff"


def _hostsubnet(row: Row) -> dict[str, object]:
    return {
        "host": row["HOST"],
        "hostIP": row["HOST IP"],
        "subnet": row["SUBNET"],
        "egressIPs": words(row.get("EGRESS IPS", "")),
        "egressCIDRs": words(row.get("EGRESS CIDRS", "")),
    }


def _netnamespace(row: Row) -> dict[str, object]:
    if integer(row["NETID"]) is None:
        raise ValueError(row["NETID"])
    return {
        "netname": row["NAME"],
        "netid": integer(row["NETID"]),
        "egressIPs": words(row.get("EGRESS IPS", "")),
    }


def _clusternetwork(row: Row) -> dict[str, object]:
    said = row.get("CLUSTER NETWORKS") or row.get("CLUSTER NETWORK") or ""
    networks: list[dict[str, object]] = []
    for word in words(said):
        cidr, _, length = word.partition(":")
        networks.append({"CIDR": cidr, "hostSubnetLength": integer(length)})
    return {
        "clusterNetworks": networks,
        "network": row.get("NETWORK"),
        "hostsubnetlength": integer(row.get("HOST SUBNET LENGTH")),
        "serviceNetwork": row.get("SERVICE NETWORK"),
        "pluginName": row.get("PLUGIN NAME"),
    }


def _node(row: Row) -> dict[str, object]:
    status = row.get("STATUS", "").split(",")
    ready = next((word for word in ("Ready", "NotReady") if word in status), "")
    address = given(row.get("INTERNAL-IP"))
    return {
        "spec": {"unschedulable": "SchedulingDisabled" in status},
        "status": {
            "conditions": [{"type": "Ready", "status": READY.get(ready, "Unknown")}],
            "addresses": [{"type": "InternalIP", "address": address}] if address else [],
            "nodeInfo": {"kubeletVersion": row.get("VERSION")},
        },
    }


def _pod(row: Row) -> dict[str, object]:
    status = row.get("STATUS") or row["REASON"]
    ready, _, wanted = row["READY"].partition("/")
    ending = {"deletionTimestamp": "?"} if status == "Terminating" else {}
    return {
        "metadata": {"age": row.get("AGE"), "shown": status, **ending},
        "spec": {"nodeName": given(row.get("NODE"))},
        "status": {
            "phase": "Pending" if status.startswith("Init:") else PHASES.get(status, "Running"),
            "podIP": given(row.get("IP")),
            "conditions": [{"type": "Ready", "status": str(ready == wanted)}],
            "containerStatuses": [
                {"name": "one of its containers", "ready": False,
                 "restartCount": integer(row.get("RESTARTS", "").partition(" ")[0]),
                 "state": {"waiting": {"reason": status}}}
            ] if status == CRASHES else [],
        },
    }  # fmt: skip


def _service(row: Row) -> dict[str, object]:
    ports = []
    for word in words(row.get("PORT(S)", "")):
        number, _, protocol = word.partition("/")
        port, _, node_port = number.partition(":")
        ports.append({"port": integer(port), "protocol": protocol or "TCP",
                      "nodePort": integer(node_port)})  # fmt: skip
    address = row.get("CLUSTER-IP") or row.get("CLUSTER_IP") or row.get("IP(S)") or ""
    outside = row.get("EXTERNAL-IP") or row.get("EXTERNAL_IP") or ""
    spec: dict[str, object] = {
        "clusterIP": given(address),
        "ports": ports,
        "type": row.get("TYPE", "ClusterIP"),
        "externalIPs": [word for word in words(outside) if word[0].isdigit()],
    }
    if "SELECTOR" in row:
        pairs = (word.partition("=") for word in words(given(row["SELECTOR"]) or ""))
        spec["selector"] = {key: value for key, _, value in pairs}
    shown = {"age": row.get("AGE"), "shown": outside}
    return {"metadata": shown, "spec": spec}


def _endpoints(row: Row) -> dict[str, object]:
    cell = row["ENDPOINTS"]
    truncated = re.search(r"\+ \d+ more", cell) is not None
    subsets: dict[str, dict[str, None]] = {}
    for word in words(re.sub(r"\+ \d+ more\.*", "", cell) if given(cell) else ""):
        address, _, port = word.rpartition(":")
        subsets.setdefault(port, {})[address] = None
    return {
        "truncated": truncated,
        "subsets": [
            {"addresses": [{"ip": address} for address in addresses],
             "ports": [{"port": integer(port)}]}
            for port, addresses in subsets.items()
        ],
    }  # fmt: skip


def _route(row: Row) -> dict[str, object]:
    port = given(row.get("PORT"))
    host = row["HOST/PORT"]
    refused = host if host in {"HostAlreadyClaimed", "RouteNotAdmitted"} else None
    return {
        "spec": {
            "host": None if refused else host.split(" ")[0],
            "path": given(row.get("PATH")),
            "to": {"name": (row.get("SERVICES") or row.get("SERVICE") or "").split(":")[0]},
            "port": {"targetPort": port if port != "<all>" else None},
        },
        "status": {"ingress": [{"conditions": [
            {"type": "Admitted", "status": "False", "reason": refused}]}]} if refused else {},
    }  # fmt: skip


def _by_status(row: Row) -> dict[str, object]:
    """Nodes and namespaces had the same columns until nodes showed their version."""
    if row["STATUS"] in {"Active", "Terminating"}:
        return {"kind": "Namespace", "status": {"phase": row["STATUS"]}}
    if set(row["STATUS"].split(",")) & {"Ready", "NotReady", "Unknown"}:
        return {"kind": "Node", **_node(row)}
    raise ValueError(row["STATUS"])


def _project(row: Row) -> dict[str, object]:
    return {"status": {"phase": row["STATUS"]}}


def _plain(_: Row) -> dict[str, object]:
    return {}


TABLES = (
    Table("HostSubnet", frozenset({"HOST", "HOST IP", "SUBNET"}), _hostsubnet),
    Table("NetNamespace", frozenset({"NETID"}), _netnamespace),
    Table("ClusterNetwork", frozenset({"CLUSTER NETWORKS"}), _clusternetwork),
    Table("ClusterNetwork", frozenset({"CLUSTER NETWORK"}), _clusternetwork),
    Table("ClusterNetwork", frozenset({"NETWORK", "HOST SUBNET LENGTH"}), _clusternetwork),
    Table("Endpoints", frozenset({"ENDPOINTS"}), _endpoints),
    Table("Route", frozenset({"HOST/PORT"}), _route),
    Table("Service", frozenset({"PORT(S)"}), _service),
    Table("Pod", frozenset({"READY", "STATUS", "RESTARTS"}), _pod),
    Table("Pod", frozenset({"READY", "REASON", "RESTARTS"}), _pod),
    Table("NetworkPolicy", frozenset({"POD-SELECTOR"}), _plain),
    Table("Node", frozenset({"STATUS", "VERSION"}), _node),
    Table("Project", frozenset({"DISPLAY NAME", "STATUS"}), _project),
    Table("", frozenset({"NAME", "STATUS", "AGE"}), _by_status, exact=True),
    Table("", frozenset({"NAME", "LABELS", "STATUS"}), _by_status, exact=True),
    Table("", frozenset({"NAME", "LABELS", "STATUS", "AGE"}), _by_status, exact=True),
)
