"""Rules on services, endpoints and the proxy (chapter 39.5, 39.11)."""
