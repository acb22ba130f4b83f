"""Says what a bundle is: kind, release, plugin mode, nodes; or that it is none of ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from analyzer.facts import Facts
from analyzer.ingested import Ingested
from analyzer.kinds import kinds_of
from analyzer.report import BundleInfo
from parsers.kube.clusternetworks import ClusterNetworks
from parsers.kube.nodes import Nodes
from rules.derived.bundle_time import BundleTime
from rules.derived.cluster import Cluster
from rules.derived.layout import Layout


class NotOurs(Exception):  # noqa: N818 - a result with its own exit code
    """Nothing in the input is of OpenShift SDN; the message says what was seen."""


def identify(
    targets: Sequence[str | Path],
    ingested: Ingested,
    facts: Facts,
    nodes: tuple[str, ...],
    notes: Sequence[str],
) -> BundleInfo:
    """Return what the report says of the whole bundle.

    Raises NotOurs for a bundle of another network plugin, or of nothing that we read.
    """
    # The folder that was given is part of no path, and its name may be the only sign.
    root = f"{Path(targets[0]).resolve().name}/" if len(targets) == 1 else ""
    kinds = kinds_of(root + entry.path for entry in ingested.inputs)
    _refuse_foreign(ingested, kinds)
    cluster = facts.known(Cluster)
    layouts = {
        layout.id: layout for node in nodes if (layout := facts.known(Layout, node)) is not None
    }
    with_data = {read.node for read in ingested.reads if read.node}
    time = facts.known(BundleTime)
    collected = time.collected if time is not None else None
    return BundleInfo(
        kind=" + ".join(kinds) or ("loose files" if len(ingested.inputs) > 1 else "single file"),
        root=" ".join(str(target) for target in targets),
        version=_version(layouts, facts),
        plugin=cluster.plugin if cluster is not None else None,
        nodes=nodes,
        nodes_without_data=tuple(n for n in nodes if n not in with_data),
        collected_to=collected.strftime("%Y-%m-%d %H:%M:%S UTC") if collected else None,
        notes=tuple(dict.fromkeys(notes)),
    )


def _version(layouts: dict[str, Layout], facts: Facts) -> str | None:
    """Say the release by kubelet's version, and the layout by the flows: each where known."""
    nodes = facts.known(Nodes)
    kubelets = {
        release(node.kubelet_version)
        for node in (nodes.items if nodes is not None else ())
        if node.kubelet_version
    }
    said = [f"OpenShift {found}" for found in sorted(filter(None, kubelets))]
    said += [
        f"flow layout {layout.id}"
        + (f", rule version {layout.version:02X}" if layout.version is not None else "")
        for layout in layouts.values()
    ]
    return "; ".join(said) or None


def release(kubelet: str) -> str | None:
    """Return the OpenShift release of a kubelet: v1.11 is of 3.11, v1.13 of 4.1, v1.21 of 4.8."""
    match = re.match(r"v?1\.(\d+)", kubelet)
    if match is None:
        return None
    minor = int(match.group(1))
    if minor <= 11:
        return f"3.{minor}"
    # 4.2 has 1.14; a release later 1.15 was left out.
    return f"4.{minor - 12 if minor <= 14 else minor - 13}"


def _refuse_foreign(ingested: Ingested, kinds: Sequence[str]) -> None:
    for read in ingested.reads:
        if isinstance(read.parsed.fact, ClusterNetworks):
            for network in read.parsed.fact.items:
                if network.network_type and "sdn" not in network.network_type.lower():
                    raise NotOurs(
                        f"this cluster's network plugin is {network.network_type}, not OpenShift "
                        f"SDN ({network.source.path}:{network.source.line}: "
                        f"{network.source.text.strip()}): nothing here is judged"
                    )
    if not ingested.reads and not ingested.failures:
        seen = Counter(entry.status for entry in ingested.inputs)
        sample = ", ".join(entry.path for entry in ingested.inputs[:5])
        raise NotOurs(
            f"nothing here is of OpenShift SDN: {len(ingested.inputs)} files "
            f"({', '.join(f'{count} {status}' for status, count in seen.items())})"
            f"{'; ' + ' + '.join(kinds) if kinds else ''}; seen: {sample or 'nothing'}"
        )
