"""Rules on the SDN's own pods, on the nodes, and on diagnostics (39.7.4, 39.12)."""
