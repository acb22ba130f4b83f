"""What may be the cause of a symptom that was seen from outside: any fault of the data path."""

FAULTS = (
    "hosts", "local", "overlay", "iptables", "services", "egress", "cluster", "captures",
    "name-unresolved", "wildcard-answer",
)  # fmt: skip
"""Groups of rules, and rules."""
