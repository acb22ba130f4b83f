"""One module per output format; each prints the same frozen report and none decides anything."""
