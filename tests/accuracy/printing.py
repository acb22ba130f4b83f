"""Objects as the tables that `oc get -o wide` prints."""

from __future__ import annotations

JSON_ONLY = ("networkpolicies", "egressnetworkpolicies", "namespaces", "clusternetworks", "nodes",
             "routes", "clusteroperators", "events", "podnetworkconnectivitychecks")  # fmt: skip
"""Kinds whose tables leave out what matters."""


def table(kind: str, items: list[dict]) -> str:
    """Columns parted by blanks, as wide as their widest cell; rows in the order of their keys."""
    items = sorted(items, key=lambda item: "/".join(filter(None, (
        item["metadata"].get("namespace"), item["metadata"]["name"]))))  # fmt: skip
    rows = {"pods": pods, "services": services, "endpoints": endpoints, "hostsubnets": hostsubnets,
            "netnamespaces": netnamespaces}[kind](items)  # fmt: skip
    widths = [max(len(row[i]) for row in rows) + 3 for i in range(len(rows[0]))]
    lines = ["".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def pods(items: list[dict]) -> list[list[str]]:
    rows = [["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE"]]
    for item in items:
        phase = item["status"]["phase"]
        done = phase == "Succeeded"
        ready = any(
            c["type"] == "Ready" and c["status"] == "True"
            for c in item["status"].get("conditions", ())
        )
        status = item["status"].get("reason") or ("Completed" if done else phase)
        states = [
            c["state"].get("waiting", {}) for c in item["status"].get("containerStatuses", ())
        ]
        status = next((state["reason"] for state in states if "reason" in state), status)
        if "deletionTimestamp" in item["metadata"]:
            status = "Terminating"
        rows.append([item["metadata"]["namespace"], item["metadata"]["name"], f"{int(ready)}/1",
                     status, "0", "8d", item["status"].get("podIP", "<none>"),
                     item["spec"]["nodeName"]])  # fmt: skip
    return rows


def services(items: list[dict]) -> list[list[str]]:
    rows = [
        ["NAMESPACE", "NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE", "SELECTOR"]
    ]
    for item in items:
        spec = item["spec"]
        ports = ",".join(
            f"{p['port']}{':' + str(p['nodePort']) if 'nodePort' in p else ''}/{p['protocol']}"
            for p in spec.get("ports", ())
        )
        selector = ",".join(f"{k}={v}" for k, v in spec.get("selector", {}).items()) or "<none>"
        balancer = item["status"]["loadBalancer"].get("ingress", ())
        addresses = [*(each["ip"] for each in balancer), *spec.get("externalIPs", ())]
        none = "<pending>" if spec["type"] == "LoadBalancer" else "<none>"
        outside = spec.get("externalName") or ",".join(addresses) or none
        rows.append([item["metadata"]["namespace"], item["metadata"]["name"], spec["type"],
                     spec.get("clusterIP", "<none>"), outside, ports or "<none>", "8d", selector])  # fmt: skip
    return rows


def endpoints(items: list[dict]) -> list[list[str]]:
    rows = [["NAMESPACE", "NAME", "ENDPOINTS", "AGE"]]
    for item in items:
        every = [
            f"{a['ip']}:{p['port']}"
            for s in item["subsets"]
            for p in s["ports"]
            for a in s["addresses"]
        ]
        shown = ",".join(every[:3]) + (f" + {len(every) - 3} more..." if len(every) > 3 else "")
        rows.append(
            [item["metadata"]["namespace"], item["metadata"]["name"], shown or "<none>", "8d"]
        )
    return rows


def hostsubnets(items: list[dict]) -> list[list[str]]:
    rows = [["NAME", "HOST", "HOST IP", "SUBNET", "EGRESS CIDRS", "EGRESS IPS"]]
    for item in items:
        eips = "[" + ", ".join(f'"{ip}"' for ip in item.get("egressIPs", ())) + "]"
        rows.append(
            [item["metadata"]["name"], item["host"], item["hostIP"], item["subnet"], "[]", eips]
        )
    return rows


def netnamespaces(items: list[dict]) -> list[list[str]]:
    rows = [["NAME", "NETID", "EGRESS IPS"]]
    for item in items:
        eips = "[" + ", ".join(f'"{ip}"' for ip in item.get("egressIPs", ())) + "]"
        rows.append([item["metadata"]["name"], str(item["netid"]), eips])
    return rows
