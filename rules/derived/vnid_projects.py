"""Which projects have each VNID, and whether VNIDs keep projects apart."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.base import Source
from parsers.kube.netnamespaces import NetNamespaces
from rules.base import Missing
from rules.derived.cluster import Cluster


@dataclass(frozen=True)
class VnidProjects:
    """VNID -> its projects, and project -> its VNID."""

    projects: dict[int, tuple[str, ...]]
    vnids: dict[str, int]
    sources: dict[str, Source]
    """Project -> the line of its netid."""
    plugin: str | None

    def __len__(self) -> int:
        return len(self.vnids)

    @property
    def isolating(self) -> bool:
        """True if projects of different VNIDs can't reach each other."""
        return self.plugin == "multitenant"

    def says(self, vnid: int) -> str:
        """Return a VNID with its projects: `VNID 15024027 (shop)`."""
        names = self.projects.get(vnid, ())
        if not names:
            return f"VNID {vnid}"
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return f"VNID {vnid} ({', '.join(names[:3])}{more})"

    def isolated(self, one: str | None, other: str | None) -> bool:
        """Return whether two projects can't reach each other by design."""
        if not self.isolating or one is None or other is None or one == other:
            return False
        a, b = self.vnids.get(one), self.vnids.get(other)
        return a is not None and b is not None and a != b and 0 not in {a, b}


def derive_vnid_projects(networks: NetNamespaces, cluster: Cluster | None) -> VnidProjects:
    """Turn the NetNamespaces round; raises Missing where none has a netid."""
    projects: dict[int, dict[str, None]] = {}
    vnids: dict[str, int] = {}
    sources: dict[str, Source] = {}
    for each in networks.items:
        name = each.netname or each.name
        if each.netid is not None:
            projects.setdefault(each.netid, {})[name] = None
            vnids[name] = each.netid
            sources[name] = each.source_of("netid")
    if not vnids:
        raise Missing(NetNamespaces)
    return VnidProjects(
        {vnid: tuple(names) for vnid, names in projects.items()},
        vnids,
        sources,
        cluster.plugin if cluster else None,
    )
