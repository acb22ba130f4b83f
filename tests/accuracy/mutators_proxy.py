"""Ways to break what kube-proxy does: its chains, its objects."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

from tests.accuracy import chains
from tests.accuracy.members import Host, Service
from tests.accuracy.mutation import ALL, Mutator, Place, gone, only, swap
from tests.accuracy.mutators_objects import find_service


def rewrite(at: Place, new: Service, hosts: list[Host] | None = None) -> None:
    """Let kube-proxy write its rules for a service that changed."""
    plan = copy.copy(at.bundle.plan)
    plan.services = [
        new if (s.project, s.name) == (new.project, new.name) else s for s in plan.services
    ]
    for host in hosts or plan.hosts:
        at.bundle.texts[host.name]["iptables"] = chains.save(plan, host)


def several(at: Place) -> Service | None:
    """A service of several endpoints."""
    found = [s for s in at.bundle.plan.services if s.selects and len(s.pods) > 1
             and s.pods[0].app != "router" and not s.local]  # fmt: skip
    return at.rng.choice(found) if found else None


def chosen(at: Place, service: Service) -> Place:
    return replace(at, service=service)


def no_endpoints(at: Place) -> str | None:
    """None is ready any more; kube-proxy refuses connections."""
    find_service(at, "endpoints")["subsets"] = []
    rewrite(at, replace(at.service, pods=[], unready=[]))
    return ALL


def idled(at: Place) -> str | None:
    """Scaled down on purpose."""
    if at.bundle.form == "loose":
        return None  # `oc get endpoints` prints no annotation
    no_endpoints(at)
    about = find_service(at, "endpoints")["metadata"]
    about["annotations"] = {"idling.alpha.openshift.io/idled-at": "2026-03-09T09:00:00Z"}
    for pod in (*at.service.pods, *at.service.unready):
        items = at.bundle.objects["pods"]
        items[:] = [o for o in items if o["metadata"]["name"] != pod.name]
        for texts in at.bundle.texts.values():
            own = rf"=({re.escape(pod.ip)})[ ,]"
            texts["flows"] = "\n".join(
                x for x in texts["flows"].split("\n") if not re.search(own, x)
            )
    return ALL


def endpoint_of_no_pod(at: Place) -> str | None:
    """An endpoint is an address that no pod has; kube-proxy follows it on every node."""
    old = at.service.pods[0]
    address = find_service(at, "endpoints")["subsets"][0]["addresses"][0]
    if address["ip"] != old.ip or old.on_host:
        return None
    address["ip"] = str(old.host.subnet[-5])
    rewrite(at, replace(at.service, pods=[replace(old, ip=address["ip"]), *at.service.pods[1:]]))
    return ALL


def pod_that_is_no_endpoint(at: Place) -> str | None:
    """A ready pod stands in no Endpoints; kube-proxy follows."""
    service = several(at)
    if service is None:
        return None
    subset = find_service(chosen(at, service), "endpoints")["subsets"][0]
    subset["addresses"] = [a for a in subset["addresses"] if a["ip"] != service.pods[0].ip]
    rewrite(at, replace(service, pods=service.pods[1:]))
    return ALL


def balancer_without_address(at: Place) -> str | None:
    service = next((s for s in at.bundle.plan.services if s.ingress_ip), None)
    if service is None:
        return None
    item = find_service(chosen(at, service), "services")
    item["status"]["loadBalancer"] = {}
    rewrite(at, replace(service, ingress_ip=None))
    return ALL


def one_node_port_twice(at: Place) -> str | None:
    """Two services have one nodePort."""
    first, second = (s for s in at.bundle.plan.services if s.kind == "NodePort" and not s.affinity)
    item = find_service(chosen(at, second), "services")
    item["spec"]["ports"][0]["nodePort"] = first.node_port
    return ALL


def address_outside(at: Place) -> str | None:
    """A service has an address of another network."""
    like = find_service(at, "services")
    at.bundle.objects["services"].append({
        "apiVersion": "v1", "kind": "Service", "metadata": like["metadata"] | {"name": "elsewhere", "uid": "5"},
        "spec": {"clusterIP": "172.29.4.4", "type": "ClusterIP", "ports": [{"port": 80, "protocol": "TCP"}]},
        "status": {"loadBalancer": {}}})  # fmt: skip
    return ALL


def lost_on_one_node(at: Place) -> str | None:
    """A node's kube-proxy does not know a service."""
    plan = copy.copy(at.bundle.plan)
    plan.services = [s for s in plan.services if s is not at.service]
    return at.put("iptables", chains.save(plan, at.host))


def api_lost(at: Place) -> str | None:
    service = next(s for s in at.bundle.plan.services if s.name == "kubernetes")
    find_service(chosen(at, service), "endpoints")["subsets"] = []
    rewrite(at, replace(service, pods=[]))
    return ALL


def router_lost(at: Place) -> str | None:
    service = next(s for s in at.bundle.plan.services if s.pods[0].app == "router")
    each = find_service(chosen(at, service), "endpoints")
    (subset,) = each["subsets"]
    subset["notReadyAddresses"] = subset.pop("addresses")
    subset["addresses"] = []
    rewrite(at, replace(service, pods=[], unready=service.pods))
    return ALL


def share(at: Place) -> str | None:
    return swap(
        "iptables", r"(-A KUBE-SVC-\S+ .*--probability )0\.(?:5|3)\d+", r"\g<1>0.20000000000"
    )(at)


PROXY: dict[str, Mutator] = {
    "service without endpoints": no_endpoints,
    "service is idled": idled,
    "endpoint of no pod": endpoint_of_no_pod,
    "ready pod is no endpoint": pod_that_is_no_endpoint,
    "balancer has no address": balancer_without_address,
    "one nodePort of two services": one_node_port_twice,
    "service with an address outside": address_outside,
    "all rules of a service deleted": lost_on_one_node,
    "API without endpoints": api_lost,
    "router without endpoints": router_lost,
    "external address has no entry": gone("iptables", "-A KUBE-SERVICES -d 198.18.7.7/32 .*-j KUBE-(SVC|EXT)-", every=True),
    "balancer's address has no entry": gone("iptables", "-A KUBE-SERVICES -d 198.18.8.8/32 .*-j KUBE-(SVC|EXT|FW)-", every=True),
    "shares are uneven": share,
    "endpoint does not mark itself": gone("iptables", "-A KUBE-SEP-\\S+ -s .*-j KUBE-MARK-MASQ"),
    "affinity is forgotten": gone("iptables", "-A KUBE-SVC-.*--rcheck", every=True),
    "rules of a service that is gone": swap("iptables", r"^(\[\d+:\d+\] -A KUBE-SERVICES )-d <service>/32( .*\n)", r'\1-d <service>/32\2\1-d 172.30.200.200/32 -p tcp -m comment --comment "shop/former cluster IP" -m tcp --dport 80 -j KUBE-SVC-AAAABBBBCCCCDDDD\n[0:0] -A KUBE-SVC-AAAABBBBCCCCDDDD -m comment --comment "shop/former" -j KUBE-SEP-AAAABBBBCCCCDDDD\n[0:0] -A KUBE-SEP-AAAABBBBCCCCDDDD -s <endpoint>/32 -j KUBE-MARK-MASQ\n[0:0] -A KUBE-SEP-AAAABBBBCCCCDDDD -p tcp -m tcp -j DNAT --to-destination <endpoint>:8080\n'),
    "kube-proxy sets another mark": swap("iptables", r"(-A KUBE-MARK-MASQ -j MARK --set-xmark )0x1/0x1", r"\g<1>0x4000/0x4000"),
    "somebody translates services": swap("iptables", r"^(\[\d+:\d+\] -A PREROUTING .*KUBE-SERVICES)", r"[7:420] -A PREROUTING -d <services> -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.0.2.9:3128\n\1"),
    "canary is gone": only("!SN !L6", gone("iptables", "OPENSHIFT-SDN-CANARY", every=True)),
    "two backends of iptables": swap("iptables", r"\A", "# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n"),
}  # fmt: skip
