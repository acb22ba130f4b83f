"""Takes names, addresses and MACs out of what is written, so that it can leave the house."""
