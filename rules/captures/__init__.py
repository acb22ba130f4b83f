"""Rules on packet captures: their evidence is frames."""
