"""Two bundles of one cluster compared by what they mean: findings, state, counters."""
