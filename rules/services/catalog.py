"""Rules of services, endpoints, routes and the proxy, in causal order."""

from __future__ import annotations

from rules.base import Rule
from rules.services.api_without_endpoints import api_without_endpoints
from rules.services.endpoint_stale import endpoint_stale
from rules.services.kube_proxy_jumps_missing import kube_proxy_jumps_missing
from rules.services.load_balancer_pending import load_balancer_pending
from rules.services.masquerade_mark_differs import masquerade_mark_differs
from rules.services.name_not_of_router import name_not_of_router
from rules.services.portal_missing import portal_missing
from rules.services.proxy_mode_unfit import proxy_mode_unfit
from rules.services.route_missing import route_missing
from rules.services.route_not_admitted import route_not_admitted
from rules.services.route_without_service import route_without_service
from rules.services.router_isolated import router_isolated
from rules.services.router_port_closed import router_port_closed
from rules.services.router_shut_out import router_shut_out
from rules.services.router_without_endpoints import router_without_endpoints
from rules.services.service_address_wrong import service_address_wrong
from rules.services.service_entry_missing import service_entry_missing
from rules.services.service_idled import service_idled
from rules.services.service_of_the_past import service_of_the_past
from rules.services.service_rules_differ import service_rules_differ
from rules.services.service_rules_stale import service_rules_stale
from rules.services.service_share_wrong import service_share_wrong
from rules.services.service_without_endpoints import service_without_endpoints

SERVICE_RULES: tuple[Rule, ...] = (
    proxy_mode_unfit,
    kube_proxy_jumps_missing,
    portal_missing,
    name_not_of_router,
    route_missing,
    service_rules_stale,
    api_without_endpoints,
    masquerade_mark_differs,
    service_entry_missing,
    service_rules_differ,
    service_share_wrong,
    service_of_the_past,
    service_without_endpoints,
    service_address_wrong,
    router_without_endpoints,
    router_isolated,
    router_shut_out,
    route_not_admitted,
    route_without_service,
    endpoint_stale,
    service_idled,
    load_balancer_pending,
    router_port_closed,
)
