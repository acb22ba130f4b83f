"""The groups of rules whose faults have symptoms in captures."""

from __future__ import annotations

DATA_PATH = ("hosts", "local", "overlay", "iptables", "services", "egress")
"""What drops, misdirects or does not translate packets."""
MTU = ("sdn-mtu-too-large", "mtu-differs-between-nodes", "mtu-jumbo-gap", "tun-mtu-mismatch")
