"""A table of iptables-save that a rule may judge: it is there, to its COMMIT."""

from __future__ import annotations

from parsers.iptables import IptablesSave, Table
from rules.base import Missing, NotApplicable


def require_table(save: IptablesSave, name: str) -> Table:
    """Return a table by its name.

    Raises NotApplicable if the dump lacks it, Missing if the dump ends inside it.
    """
    table = save.tables.get(name)
    if table is None:
        raise NotApplicable(f"the dump has no {name} table")
    if not table.complete:
        raise Missing(f"the dump is cut off in its {name} table", IptablesSave)
    return table
