"""Rules on what was tried from some machine: names, connections, routes (chapter 39.3 to 39.5)."""
