"""Tells which node each artifact belongs to, and keeps the reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from analyzer.ingested import Failure, Ingested, Read
from analyzer.seen_from import NODES_DIRECTORY, OC_EXEC, REMOTE, see
from analyzer.sos_roots import SosReports
from parsers.capture.fact import Captures
from parsers.ip_addr import Addresses
from parsers.journal import NodeLog
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from parsers.node_config import NodeConfig

NETWORK_LOGS = re.compile(r"(?:^|/)network_logs/(?:[^/]+/)?(?P<node>[^/_]+)_[^/]+$")
HOST_SERVICE_LOGS = re.compile(r"(?:^|/)host_service_logs/(?P<node>[^/]+)/[^/]+$")
POD_LOG = re.compile(r"(?:^|/)namespaces/(?P<namespace>[^/]+)/pods/(?P<pod>[^/]+)/")
# What is left of a loose file's name after these is taken for the node's.
ARTIFACT_WORDS = re.compile(
    r"(?i)\b(?:ovs|ofctl|vsctl|openflow13|o|dump|flows?|ports?|desc|show|list|br|br0|ip|ipaddr|a|r|addr|address"
    r"|addresses|routes?|iptables|save|nat|sysctl|journal|journalctl|session|log|txt|out|output|node|config"
    r"|yaml|conf|sdn|pod|get)\b"
)


class Attribution:
    """The names of the cluster's nodes, and every other way in which they are written."""

    def __init__(self, ingested: Ingested) -> None:
        self.names: dict[str, None] = {}
        """Nodes that the cluster's objects name, in order."""
        self.aliases: dict[str, str] = {}
        self.pods: dict[tuple[str, str], str] = {}
        self.pod_names: dict[str, str] = {}
        for read in ingested.reads:
            self._learn(read.parsed.fact)
        self._short_names()
        self.sos = SosReports(ingested, self.known)

    def _learn(self, fact: object) -> None:
        if isinstance(fact, Nodes):
            for node in fact.items:
                self._name(node.name, node.internal_ip)
        elif isinstance(fact, HostSubnets):
            for subnet in fact.items:
                self._name(subnet.host or subnet.name, subnet.host_ip)
        elif isinstance(fact, Pods):
            for pod in fact.items:
                if pod.node:
                    self.pods[pod.namespace or "", pod.name] = pod.node
                    self.pod_names[pod.name] = pod.node

    def _name(self, name: str, address: str | None) -> None:
        self.names[name] = None
        self.aliases[name.lower()] = name
        if address:
            self.aliases.setdefault(address, name)

    def _short_names(self) -> None:
        shorts: dict[str, set[str]] = defaultdict(set)
        for name in self.names:
            shorts[name.lower().split(".")[0]].add(name)
        for short, names in shorts.items():
            if len(names) == 1:
                self.aliases.setdefault(short, next(iter(names)))

    def known(self, text: str | None) -> str | None:
        """Return the node that a name, short name or address stands for."""
        if not text:
            return None
        text = text.strip().lower()
        return self.aliases.get(text) or self.aliases.get(text.split(".")[0])

    def of(self, read: Read) -> tuple[str | None, str]:
        """Return (node, reason) by the strongest sign; (None, "") if there is none."""
        path = read.input.path
        command = read.command or ""
        remote = REMOTE.search(command)
        if remote and (node := self.known(remote["node"] or remote["logs"])):
            return node, "the command says so"
        match = OC_EXEC.search(command)
        if match and (node := self.pod_names.get(match["pod"])):
            return node, f"pod {match['pod']} runs there"
        # What ran in a pod did not run where the prompt is.
        if placed := self.placed(path, None if match else read.host):
            return placed
        if match := POD_LOG.search(path):
            pod = self.pods.get((match["namespace"], match["pod"]))
            return pod, f"pod {match['pod']} runs there"
        return self.of_path(path) or self._of_content(read)

    def placed(self, path: str, host: str | None) -> tuple[str | None, str] | None:
        """Return (node, reason) by the prompt or by the collector's layout."""
        if node := self.known(host):
            return node, f"the prompt says {host}"
        for pattern, why in (
            (NODES_DIRECTORY, "directory"),
            (NETWORK_LOGS, "file name"),
            (HOST_SERVICE_LOGS, "directory"),
        ):
            if match := pattern.search(path):
                node = self.known(match["node"]) or self.pod_names.get(match["node"])
                if node or (pattern is NODES_DIRECTORY and "cluster-scoped" not in path):
                    return node or match["node"], f"{why} {match['node']}"
        if (found := self.sos.node_of(path)) is not None:
            return found
        return None

    def of_failure(self, failure: Failure) -> str | None:
        """Return the node of which an artifact was to be collected that holds nothing."""
        path = failure.input.path
        return (self.placed(path, failure.host) or self.of_path(path) or (None,))[0]

    def of_path(self, path: str) -> tuple[str, str] | None:
        """Return the node that a directory or the file's name tells."""
        *directories, name = re.split(r"/|!/", path)
        for part in reversed(directories):
            if node := self.known(part):
                return node, f"directory {part}"
        lowered = name.lower()
        best = max(
            (
                alias
                for alias in self.aliases
                if alias in lowered
                and re.search(rf"(?<![a-z0-9.]){re.escape(alias)}(?![a-z0-9])", lowered)
            ),
            key=len,
            default=None,
        )
        return (self.aliases[best], f"file name {name}") if best else None

    def _of_content(self, read: Read) -> tuple[str | None, str]:
        fact = read.parsed.fact
        if isinstance(fact, Addresses):
            for link in fact.links:
                for address in link.inet:
                    if node := self.aliases.get(address.split("/")[0]):
                        return node, f"it has the address {address}"
        elif isinstance(fact, NodeLog):
            hosts = {self.known(host) or host for host in fact.hosts}
            if len(hosts) == 1:
                (host,) = hosts
                if host in self.names or not self.names:
                    return host, f"its lines come from {host}"
        elif isinstance(fact, NodeConfig) and fact.node_name:
            return self.known(fact.node_name) or fact.node_name, "its nodeName"
        return None, ""


def attribute(ingested: Ingested) -> tuple[str, ...]:
    """Give every per-node read its node; return the nodes, those of the objects first."""
    who = Attribution(ingested)
    found: dict[str, None] = dict(who.names)
    lost: list[Read] = []
    for read in _by_host(ingested, who):
        node, reason = who.of(read)
        if node is None:
            lost.append(read)
            continue
        found[node] = None
        _give(read, node, reason)
    for failure in ingested.failures:
        if failure.per_node and (node := failure.input.node or who.of_failure(failure)):
            failure.input.node = node
            found[node] = None
    _by_neighbours(ingested.reads, lost)
    see(ingested.reads, who, found)
    for read in lost:
        if read.input.node is not None:
            found[read.input.node] = None
        elif not who.names and not isinstance(read.parsed.fact, Captures):
            name = read.host or _name_from(read.input.path)
            found[name] = None
            _give(read, name, "no object names the nodes")
        elif len(who.names) == 1:
            _give(read, next(iter(who.names)), "the cluster's only node")
        else:
            read.input.becomes(read.input.status, "of no known node: not judged by node")
    return tuple(found)


def _by_host(ingested: Ingested, who: Attribution) -> list[Read]:
    """Return the reads that belong to nodes; a log of several hosts is cut into one for each."""
    whole: list[Read] = []
    for read in [each for each in ingested.reads if each.per_node]:
        fact = read.parsed.fact
        if not isinstance(fact, NodeLog) or len(fact.hosts) < 2 or who.of(read)[0]:
            whole.append(read)
            continue
        ingested.reads.remove(read)
        parts = [
            replace(read, parsed=replace(read.parsed, fact=part), host=host)
            for host, part in fact.by_host().items()
        ]
        ingested.reads.extend(parts)
        whole.extend(parts)
    return whole


def _give(read: Read, node: str, reason: str) -> None:
    read.node = node
    read.input.node = node if read.input.node in {None, node} else read.input.node
    read.input.becomes(read.input.status, f"node by {reason}" if "directory" not in reason else "")


def _by_neighbours(reads: Iterable[Read], lost: Sequence[Read]) -> None:
    """Give a file that says nothing the node of its directory, if that has just one."""
    directories: dict[str, set[str]] = defaultdict(set)
    for read in reads:
        if read.per_node and read.node:
            directories[read.input.path.rpartition("/")[0]].add(read.node)
    for read in lost:
        nodes = directories.get(read.input.path.rpartition("/")[0], set())
        if len(nodes) == 1:
            _give(read, next(iter(nodes)), "the other files of its folder")


def _name_from(path: str) -> str:
    """Return a name for the node of a file that nothing names: its file's or folder's."""
    *directories, name = re.split(r"/|!/", path)
    words = ARTIFACT_WORDS.sub(" ", re.sub(r"[_\-.]+", " ", name)).split()
    if words and any(re.search(r"\d", word) for word in words):
        return "-".join(words)
    return directories[-1] if directories else "node"
