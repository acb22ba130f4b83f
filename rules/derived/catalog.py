"""Every derived fact: a function whose parameters are facts, and whose result is a fact."""

from __future__ import annotations

from collections.abc import Callable

from rules.derived.address_holders import derive_address_names
from rules.derived.attempts import derive_attempts
from rules.derived.bundle_time import derive_bundle_time
from rules.derived.capture_hops import derive_capture_hops
from rules.derived.capture_points import derive_capture_points
from rules.derived.cluster import derive_cluster
from rules.derived.dns_names import derive_dns_names
from rules.derived.egress_hosts import derive_egress_hosts
from rules.derived.layout import derive_layout
from rules.derived.local_pods import derive_local_pods
from rules.derived.own_subnet import derive_own_subnet
from rules.derived.policy_selection import derive_selection
from rules.derived.proxy_jumps import derive_proxy_jumps
from rules.derived.remote_subnets import derive_remote_subnets
from rules.derived.short_tables import derive_short_tables
from rules.derived.targets import derive_targets
from rules.derived.translations import derive_translations
from rules.derived.tries import derive_tries
from rules.derived.userspace_proxy import derive_userspace_proxy
from rules.derived.usual_layout import derive_usual_layout
from rules.derived.vnid_projects import derive_vnid_projects

DERIVED: tuple[Callable[..., object], ...] = (
    derive_bundle_time,
    derive_cluster,
    derive_egress_hosts,
    derive_layout,
    derive_own_subnet,
    derive_remote_subnets,
    derive_local_pods,
    derive_proxy_jumps,
    derive_userspace_proxy,
    derive_selection,
    derive_short_tables,
    derive_address_names,
    derive_usual_layout,
    derive_vnid_projects,
    derive_capture_points,
    derive_attempts,
    derive_dns_names,
    derive_capture_hops,
    derive_translations,
    derive_targets,
    derive_tries,
)
