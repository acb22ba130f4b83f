"""Rules on packet filtering and masquerading (chapter 39.7.4.1)."""
