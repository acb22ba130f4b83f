"""Rules on nodes, their HostSubnets and what must agree across nodes (chapter 39.6, 39.8)."""
