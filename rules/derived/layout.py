"""Which flow layout br0 has on a node: told by the dump itself, not by the claimed release.

The version note in table 253 decides; without it, hallmarks of each layout do. Releases and rule
versions are those of pkg/network/node/ovscontroller.go through the years.
"""

from __future__ import annotations

from dataclasses import dataclass

from parsers.base import Source
from parsers.ovs_flows import FlowTable
from rules.base import NotApplicable

VERSIONS = {
    1: "L1", 3: "L2", 4: "L3", 5: "L4", 6: "L5", 7: "L6", 8: "L7", 9: "L8",
    0x0B: "L9", 0x0C: "L9", 0x0D: "L10", 0x0E: "L11",
}  # fmt: skip
ORDER = ("L0a", "L0b", "L0c", "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11")
RELEASES = {
    "L0a": "3.0", "L0b": "3.0-3.1", "L0c": "3.1.1", "L1": "3.2-3.4", "L2": "3.5", "L3": "3.6",
    "L4": "3.7", "L5": "3.9", "L6": "3.10-4.4", "L7": "4.5-4.7", "L8": "4.6-4.7", "L9": "4.8-4.9",
    "L10": "4.10-4.15", "L11": "4.16",
}  # fmt: skip
PLUGINS = {0: "subnet", 1: "multitenant", 2: "networkpolicy"}
SETTING_UP = 120.0
"""Seconds: a younger bridge without a note is still being set up."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of one node's br0, and the numbers of the tables that differ between layouts."""

    id: str
    version: int | None
    """The rule version of the note; None where there is no note."""
    plugin: str | None
    ct: bool
    """True in conntrack mode."""
    source: Source

    @property
    def rank(self) -> int:
        """The layout's place in time."""
        return ORDER.index(self.id)

    def since(self, layout: str) -> bool:
        """Return whether this is that layout or a later one."""
        return self.rank >= ORDER.index(layout)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The subject of everything that goes wrong because set-up stopped before its note."""
        return ("table 253",) if self.version is None and self.since("L1") else ()

    @property
    def release(self) -> str:
        """The OpenShift releases that have this layout."""
        return RELEASES[self.id]

    @property
    def tun_src_table(self) -> int | None:
        """The table that checks a tunnel packet's sender; None where none does."""
        return {"L0a": None, "L0b": None, "L0c": 0, "L1": 1}.get(self.id, 10)

    @property
    def arp_remote_table(self) -> int:
        """The table that sends ARP to other nodes."""
        return {"L0a": 0, "L0b": 8, "L0c": 9, "L1": 8}.get(self.id, 50)

    @property
    def ip_remote_table(self) -> int:
        """The table that sends IP to other nodes."""
        return {"L0a": 0, "L0b": 7, "L0c": 8, "L1": 8}.get(self.id, 90)

    @property
    def pod_in_table(self) -> int | None:
        """The table that checks what a pod sends."""
        return {"L0a": None, "L0b": 3, "L0c": 4, "L1": 2}.get(self.id, 20)

    @property
    def pod_arp_table(self) -> int | None:
        """The table that gives ARP to a local pod."""
        return {"L0a": 0, "L0b": None, "L0c": None, "L1": 6}.get(self.id, 40)

    @property
    def pod_ip_table(self) -> int:
        """The table that gives IP to a local pod."""
        return {"L0a": 0, "L0b": 6, "L0c": 7, "L1": 7}.get(self.id, 70)

    @property
    def routing_table(self) -> int:
        """The table that routes by destination."""
        if self.since("L10"):
            return 31
        return {"L0a": 0, "L0b": 5, "L0c": 6, "L1": 5}.get(self.id, 30)

    @property
    def service_table(self) -> int | None:
        """The table of services; None where there is none."""
        return {"L0a": None, "L0b": 4, "L0c": 5, "L1": 4}.get(self.id, 60)

    @property
    def reload_table(self) -> int | None:
        """The table that gives hairpinned service traffic its VNID back; None outside ct mode."""
        return 25 if self.ct and self.since("L3") else None


def derive_layout(flows: FlowTable) -> Layout:
    """Tell the layout of a node's dump; raises NotApplicable where nothing tells it."""
    if not flows.flows or all(flow.actions_text == "NORMAL" for flow in flows.flows):
        raise NotApplicable("br0 has no flows of the SDN")
    ct = tracks(flows)
    note = flows.note
    if note is not None:
        plugin, version = note
        layout = VERSIONS.get(version) or by_hallmarks(flows)
        return Layout(layout, version, PLUGINS.get(plugin), ct, flows.in_table(253)[0].source)
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    if max(flow.duration or SETTING_UP for flow in flows.flows) < SETTING_UP:
        raise NotApplicable("br0 was being set up when its flows were dumped")
    return Layout(by_hallmarks(flows), None, plugin_of(flows), ct, flows.flows[0].source)


def tracks(flows: FlowTable) -> bool:
    """Return whether br0 is in conntrack mode: any flow of it tells, as one may be what is lost."""
    return (
        25 in flows.tables
        or any("ct_state" in flow.match for flow in flows.in_table(0))
        or any(
            "ct(table=70" in flow.actions_text
            for table in (30, 31)
            for flow in flows.in_table(table)
        )
    )


def by_hallmarks(flows: FlowTable) -> str:
    """Tell the layout without its note: by tables and by flows that no other layout has."""
    tables = flows.tables
    if 31 in tables or 27 in tables:
        return "L10"
    if 99 in tables:
        return "L9"
    if 10 in tables:
        return _modern(flows)
    # What learns moved from table 0 to 1 when 3.1.1 put the check of the sender in front.
    if any("learn(" in flow.actions_text for table in (0, 1) for flow in flows.in_table(table)):
        return "L0c" if any("tun_src" in flow.match for flow in flows.in_table(0)) else "L0b"
    return "L1" if 1 in tables else "L0a"


def _modern(flows: FlowTable) -> str:
    # It is sent as nat(src=0.0.0.0), which Open vSwitch prints without the address.
    if any("nat(src" in flow.actions_text for flow in flows.in_table(21)):
        return "L8"
    if any("ct_state" in f.match and f.priority == 1000 for f in flows.in_table(0)):
        return "L7"
    dns = [flow.priority for table in (100, 101) for flow in flows.find(table, tp_dst=53)]
    if 200 in dns:
        return "L6"
    if 101 in flows.tables:
        masked = any("/" in str(f.match.get("arp_sha", "")) for f in flows.in_table(20))
        return "L5" if masked else "L4"
    return "L3" if dns else "L2"


def plugin_of(flows: FlowTable) -> str | None:
    """Tell the plugin mode without the note: by table 80, before 3.5 by the VNIDs of pods."""
    if 80 not in flows.tables:
        loaded = {flow.reg(0) for table in (2, 3, 4) for flow in flows.in_table(table)} - {None}
        return None if not loaded else "multitenant" if loaded - {0} else "subnet"
    for flow in flows.in_table(80):
        if flow.priority != 200:
            continue
        if not flow.match:
            return "subnet"
        if "ct_state" in flow.match:
            return "networkpolicy"
        if "reg0" in flow.match or "reg1" in flow.match:
            return "multitenant"
    return None
