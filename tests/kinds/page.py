"""Writes docs/artifacts.md: which artifact each kind of bundle holds, as the tests hold it."""

from __future__ import annotations

from parsers.catalog import PARSERS
from parsers.kube.catalog import KINDS
from tests.kinds import tree
from tests.kinds.layouts import LAYOUTS

CHAPTER = {
    "curl -kv http://foo.example.com:8000/bar": "curl",
    "dig +short foo.example.com": "dig",
    "ping -c 3 192.168.122.202": "ping",
    "tracepath 192.168.122.202": "tracepath",
    "telnet 1.2.3.4 8000": "telnet",
    "oc get endpoints --namespace=default --selector=router": "Endpoints",
    "oc get pods --all-namespaces --selector=router --template='{{range .items}}HostIP: {{.status.hostIP}} PodIP: {{.status.podIP}}{{end}}'": "pod-hosts",
    "oc get route --all-namespaces": "Routes",
    "oc get services --all-namespaces": "Services",
    "oc get endpoints --selector=docker-registry": "Endpoints",
    "oc get hostsubnet": "HostSubnets",
    "ip route get 192.168.122.202": "ip-route-get",
    "ip a show dev ens3": "ip-addr",
    "ethtool eth0": "ethtool",
    "sysctl net.ipv4.ip_forward": "sysctl",
    "ip route": "ip-route",
    "oc get pod -n openshift-sdn -l app=ovs": "Pods",
    "oc exec -n openshift-sdn ovs-x1 -- ovs-vsctl list-br": "ovs-vsctl-list-br",
    "oc exec -n openshift-sdn ovs-x1 -- ovs-ofctl -O OpenFlow13 dump-ports-desc br0": "dump-ports-desc",
    "oc exec -n openshift-sdn ovs-x1 --  ovs-ofctl -O OpenFlow13 dump-flows br0": "dump-flows",
    "iptables-save": "iptables-save",
    "ip addr": "ip-addr",
    "oc describe configmaps node-config-infra": "node-config",
    "curl -kv github.com": "curl",
    "dig +search +noall +answer github.com": "dig",
    "cat /etc/resolv.conf": "resolv-conf",
    "journalctl -u atomic-openshift-node.service --boot": "journal",
    "iptables -t nat -L": "iptables-list",
    "oc adm diagnostics NetworkCheck": "network-check",
    "ipf-debug.sh": "ipf-debug",
    "docker logs 0123456789ab": "journal",
    "ethtool -S veth0": "ethtool-statistics",
    "ethtool -i veth0": "ethtool-driver",
}
"""Every command of the chapter, in its order -> what its output is read as."""

OWN = {"", "objects"}
"""What parsers look into that have files of their own as well."""
HEAD = """\
# What is read of each kind of bundle

Written by `python -m tests.docs` from the trees in tests/kinds, where a test holds every cell: a file
with the collector's own path and format is recognised as that artifact, read, and given to its node.
A cell is empty where the collector does not take the artifact. *transcript*: as one of many commands
in a terminal's text. *alone, unnamed*: as a single file `paste.txt`, by its content. What holds nothing to judge is named,
with the reason, and listed below.
"""


def page() -> str:
    """Return the page."""
    held = {
        kind: {name for file in tree.files(kind) for name in file.artifacts} for kind in LAYOUTS
    }
    readers = {parser.name: parser.command for parser in PARSERS if parser.beside in OWN}
    objects = {spec.fact.__name__: spec.command for spec in KINDS}
    names = [*readers, *(name for name in objects if name not in readers)]
    columns = [*LAYOUTS, "alone, unnamed"]
    lines = [HEAD, "| artifact | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for name in names:
        cells = ["x" if name in held[kind] else "" for kind in LAYOUTS]
        cells.append("" if name in tree.NAMELESS else "x")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", "## Known, not judged", "", "| what | found in |", "|---|---|"]
    others = {name for found in held.values() for name in found} - set(names)
    for name in sorted(others):
        where = ", ".join(kind for kind in LAYOUTS if name in held[kind])
        lines.append(f"| {name} | {where} |")
    lines += ["", "## What collects it", "", "| artifact | command |", "|---|---|"]
    collect = {**objects, **readers}
    lines += [f"| {name} | `{cell(collect[name])}` |" for name in names]
    lines += ["", "## The chapter's commands", "", "| command | read as |", "|---|---|"]
    lines += [f"| `{cell(command)}` | {name} |" for command, name in CHAPTER.items()]
    return "\n".join(lines) + "\n"


def cell(command: str) -> str:
    """Return a command fit for a cell of a table."""
    return command.replace("|", "\\|")
