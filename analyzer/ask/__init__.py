"""What to ask the customer for next: the fewest commands that decide what is open."""
