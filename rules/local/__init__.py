"""Rules on one node: interfaces, routes, sysctl, MTU (chapter 39.7.1 to 39.7.3, 39.8.1)."""
