"""Rules on what leaves the cluster: EgressNetworkPolicies and egress IPs."""
