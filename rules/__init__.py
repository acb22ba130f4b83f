"""Rules: each is a function from facts to findings, and its parameters are what it needs."""
