"""Rules on br0: its ports and its flows (chapter 39.7.4)."""
