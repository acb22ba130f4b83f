"""Rules on what the logs say (chapter 39.10)."""
