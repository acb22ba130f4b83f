"""The flows of br0 on one node, indexed for the questions that rules ask."""

from __future__ import annotations

from functools import cached_property

from parsers.base import Source
from parsers.ovs_flow import Actions, Flow, Value
from parsers.ovs_ports import PortTable

VXLAN0, TUN0 = 1, 2
NAMED_PORTS = {"vxlan0": VXLAN0, "tun0": TUN0}


class FlowTable:
    """The flows of br0 on one node.

    `complete` is False where the command asked for some of the flows only, or the dump was cut:
    what is not in it is then not known to be absent.
    """

    def __init__(
        self, path: str, flows: tuple[Flow, ...], header_line: int, *, complete: bool = True
    ) -> None:
        self.path = path
        self.flows = flows
        self.header_line = header_line
        self.complete = complete
        self.named = False
        """True if the dump printed names for ports, so that `with_ports` has something to do."""
        self._indexes: dict[tuple[int, str], dict[Value, list[Flow]]] = {}

    def __len__(self) -> int:
        return len(self.flows)

    @cached_property
    def tables(self) -> dict[int, list[Flow]]:
        """Table number -> its flows, in the dump's order."""
        found: dict[int, list[Flow]] = {}
        for flow in self.flows:
            found.setdefault(flow.table, []).append(flow)
        return found

    def in_table(self, table: int) -> list[Flow]:
        """Return the flows of a table; none if the table has none."""
        return self.tables.get(table, [])

    def index(self, table: int, field: str) -> dict[Value, list[Flow]]:
        """Return a table's flows by the value of one field of their match; made once."""
        index = self._indexes.get((table, field))
        if index is None:
            index = self._indexes[table, field] = {}
            for flow in self.in_table(table):
                value = flow.match.get(field)
                if value is not None:
                    index.setdefault(value, []).append(flow)
        return index

    def find(self, table: int, **match: Value) -> list[Flow]:
        """Return the flows of a table whose match has these values; O(1) for each value given."""
        (first, wanted), *rest = match.items()
        found = self.index(table, first).get(wanted, [])
        for key, value in rest:
            found = [flow for flow in found if flow.match.get(key) == value]
        return found

    @cached_property
    def note(self) -> tuple[int, int] | None:
        """(plugin byte, rule version) of the version note in table 253; None if it has none.

        Development builds of 2017 wrote the two the other way round.
        """
        for flow in self.in_table(253):
            for name, value in flow.actions:
                if name == "note" and isinstance(value, bytes) and len(value) >= 2:
                    plugin, version = value[0], value[1]
                    return (version, plugin) if plugin > 2 >= version else (plugin, version)
        return None

    @cached_property
    def tunnels_from(self) -> dict[str, Flow]:
        """Outer source address -> the flow that accepts VXLAN from it."""
        return {str(flow.match["tun_src"]): flow for flow in self.flows if "tun_src" in flow.match}

    @cached_property
    def tunnels_to(self) -> dict[str, list[Flow]]:
        """Pod subnet as printed -> the flows (arp, ip) that send it through the tunnel."""
        found: dict[str, list[Flow]] = {}
        for flow in self.flows:
            target = flow.match.get("nw_dst") or flow.match.get("arp_tpa")
            if target is not None and "tun_dst" in flow.actions_text:
                found.setdefault(str(target), []).append(flow)
        return found

    def absence(self, what: str, table: int | None = None) -> Source:
        """Return the evidence that a flow is not there: its table's last flow, or the header."""
        siblings = self.flows if table is None else self.in_table(table)
        place = "of the dump" if table is None else f"of table {table}"
        line = siblings[-1].line if siblings else self.header_line
        return Source.at(self.path, line, f"not among the {len(siblings)} flows {place}: {what}")

    def with_ports(self, ports: PortTable | None) -> FlowTable:
        """Return the table with port names replaced by numbers, where a dump printed names."""
        if not self.named:
            return self
        self._indexes.clear()
        names = dict(NAMED_PORTS)
        if ports is not None:
            names |= {port.name: port.number for port in ports.ports}
        actions = Actions(names)
        for flow in self.flows:
            flow.piece.memo.lists = actions
            port = flow.match.get("in_port")
            if isinstance(port, str) and port in names:
                flow.match["in_port"] = names[port]  # type: ignore[index]
        return self
