"""kube-proxy's rules in iptables mode, era by era (invariants, section 3.12)."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Sequence

from tests.accuracy.members import Host, Pod, Service
from tests.accuracy.plan import Plan

PORTALS = '-m comment --comment "kubernetes service portals"'
Port = tuple[str, str, int, int]


def chain(kind: str, text: str) -> str:
    return f"KUBE-{kind}-" + b32encode(hashlib.sha256(text.encode()).digest()).decode()[:16]


def portals(plan: Plan, host: Host) -> list[str]:
    """kube-proxy's nat rules."""
    at = plan.release.number
    rules = [f"-A PREROUTING {PORTALS} -j KUBE-SERVICES", f"-A OUTPUT {PORTALS} -j KUBE-SERVICES",
             '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING']  # fmt: skip
    if at <= (4, 11):
        rules.append("-A KUBE-MARK-DROP -j MARK --set-xmark 0x8000/0x8000")
    rules.append("-A KUBE-MARK-MASQ -j MARK --set-xmark 0x1/0x1")
    needs = '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT"'
    if at >= (4, 6):
        rules += ["-A KUBE-POSTROUTING -m mark ! --mark 0x1/0x1 -j RETURN",
                  "-A KUBE-POSTROUTING -j MARK --set-xmark 0x1/0x0", f"{needs} -j MASQUERADE --random-fully"]  # fmt: skip
    else:
        rules.append(
            f"{needs} -m mark --mark 0x1/0x1 -j MASQUERADE" + " --random-fully" * (at >= (4, 3))
        )
    for service in plan.services:
        for port in service.ports:
            rules += of_port(plan, host, service, port)
    last = '"kubernetes service nodeports; NOTE: this must be the last rule in this chain"'
    rules.append(
        f"-A KUBE-SERVICES -m comment --comment {last} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS"
    )
    return rules


def named(plan: Plan, service: Service, port: Port) -> str:
    """Return what comments and hashes call a port."""
    label = f"{service.project.name}/{service.name}"
    return label + (f":{port[0]}" if port[0] or plan.release.number < (4, 7) else "")


def of_port(plan: Plan, host: Host, service: Service, port: Port) -> list[str]:
    at = plan.release.number
    _, protocol, number, target = port
    proto, label = protocol.lower(), named(plan, service, port)
    svc = chain("SVC", label + proto)
    say = f'-m comment --comment "{label}"'
    to = f'-d {service.ip}/32 -p {proto} -m comment --comment "{label} cluster IP" -m {proto} --dport {number}'
    rules = []
    if (4, 0) <= at < (4, 10):
        rules += [f"-A KUBE-SERVICES ! -s {c} {to} -j KUBE-MARK-MASQ" for c in plan.cidrs[:1]]
    if not service.pods:
        return []
    rules.append(f"-A KUBE-SERVICES {to} -j {svc}")
    if at >= (4, 10):
        rules.append(f"-A {svc} ! -i tun0 {to} -j KUBE-MARK-MASQ")
    seps = [(pod, chain("SEP", f"{label}{proto}{pod.ip}:{target}")) for pod in service.pods]
    rules += outside(plan, host, service, port, seps)
    if service.affinity:
        rules += [f"-A {svc} {say} -m recent --rcheck --seconds 10800 --reap --name {sep} --mask 255.255.255.255 --rsource -j {sep}"
                  for _, sep in seps]  # fmt: skip
    rules += shares(svc, say, [sep for _, sep in seps])
    for pod, sep in seps:
        stick = f" -m recent --set --name {sep} --mask 255.255.255.255 --rsource" * service.affinity
        rules += [f"-A {sep} -s {pod.ip}/32 {say} -j KUBE-MARK-MASQ",
                  f"-A {sep} -p {proto} {say}{stick} -m {proto} -j DNAT --to-destination {pod.ip}:{target}"]  # fmt: skip
    return rules


def shares(svc: str, say: str, seps: Sequence[str]) -> list[str]:
    """Return the jumps to endpoints, each of which gets the same share."""
    rules = []
    for index, sep in enumerate(seps):
        left = len(seps) - index
        odds = f" -m statistic --mode random --probability {1 / left:.11f}" * (left > 1)
        rules.append(f"-A {svc} {say}{odds} -j {sep}")
    return rules


def outside(
    plan: Plan, host: Host, service: Service, port: Port, seps: Sequence[tuple[Pod, str]]
) -> list[str]:
    """Return what leads to a service from outside: external addresses, nodePorts, balancers."""
    at, label, number = plan.release.number, named(plan, service, port), port[2]
    proto, node_port = port[1].lower(), service.at_node(port)
    if not (service.external_ip or node_port or service.ingress_ip):
        return []
    svc, say = chain("SVC", label + proto), f'-m comment --comment "{label}"'
    entries = []
    for address, what in (
        (service.external_ip, "external IP"),
        (service.ingress_ip, "loadbalancer IP"),
    ):
        if address:
            entries.append(
                f'-A KUBE-SERVICES -d {address}/32 -p {proto} -m comment --comment "{label} {what}" -m {proto} --dport {number}'
            )
    if node_port:
        entries.append(f"-A KUBE-NODEPORTS -p {proto} {say} -m {proto} --dport {node_port}")
    local = [sep for pod, sep in seps if pod.host is host]
    if at >= (4, 12):
        ext = chain("EXT", label + proto)
        rules = [f"{entry} -j {ext}" for entry in entries]
        if not service.local:
            return [*rules, f'-A {ext} -m comment --comment "masquerade traffic for {label} external destinations" -j KUBE-MARK-MASQ',
                    f"-A {ext} -j {svc}"]  # fmt: skip
        svl = chain("SVL", label + proto)
        own = f"for {label} external destinations"
        rules += [f'-A {ext} -i tun0 -m comment --comment "pod traffic {own}" -j {svc}',
                  f'-A {ext} -m comment --comment "masquerade LOCAL traffic {own}" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ',
                  f'-A {ext} -m comment --comment "route LOCAL traffic {own}" -m addrtype --src-type LOCAL -j {svc}']  # fmt: skip
        return [*rules, f"-A {ext} -j {svl}", *shares(svl, say, local)] if local else rules
    if service.local:
        xlb = chain("XLB", label + proto)
        rules = [f"{entry} -j {xlb}" for entry in entries]
        pods = "-i tun0" if at >= (4, 10) else f"-s {plan.cidrs[0]}"
        return [*rules, f'-A {xlb} {pods} -m comment --comment "Redirect pods trying to reach external loadbalancer VIP to clusterIP" -j {svc}',
                f'-A {xlb} -m comment --comment "masquerade LOCAL traffic for {label} LB IP" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ',
                f'-A {xlb} -m comment --comment "route LOCAL traffic for {label} LB IP to service chain" -m addrtype --src-type LOCAL -j {svc}',
                *(balanced(xlb, label, local) if local else
                  [f'-A {xlb} -m comment --comment "{label} has no local endpoints" -j KUBE-MARK-DROP'])]  # fmt: skip
    rules = []
    for entry in entries:
        if "loadbalancer IP" not in entry:
            rules += [f"{entry} -j KUBE-MARK-MASQ", f"{entry} -j {svc}"]
            continue
        fw = chain("FW", label + proto)
        note = f'-A {fw} -m comment --comment "{label} loadbalancer IP"'
        rules += [f"{entry} -j {fw}", f"{note} -j KUBE-MARK-MASQ", f"{note} -j {svc}",
                  f"{note} -j KUBE-MARK-DROP"]  # fmt: skip
    return rules


def balanced(xlb: str, label: str, seps: Sequence[str]) -> list[str]:
    """Return the jumps to local endpoints of KUBE-XLB."""
    rules = shares(xlb, "SAY", seps)
    return [r.replace("SAY", f'-m comment --comment "Balancing rule {i} for {label}"')
            for i, r in enumerate(rules)]  # fmt: skip


def refused(plan: Plan, host: Host) -> list[str]:
    """Return the filter rules for local services without an endpoint here, from 4.12 on."""
    rules = []
    for service in plan.services:
        for port in service.ports if not service.pods else ():
            proto, label = port[1].lower(), named(plan, service, port)
            rules.append(f'-A KUBE-SERVICES -d {service.ip}/32 -p {proto} -m comment --comment "{label} has no endpoints" '
                         f"-m {proto} --dport {port[2]} -j REJECT --reject-with icmp-port-unreachable")  # fmt: skip
    for service in plan.services if plan.release.number >= (4, 12) else ():
        if service.local and not any(pod.host is host for pod in service.pods):
            for port in service.ports:
                proto, label = port[1].lower(), named(plan, service, port)
                rules.append(f'-A KUBE-EXTERNAL-SERVICES -p {proto} -m comment --comment "{label} has no local endpoints" '
                             f"-m addrtype --dst-type LOCAL -m {proto} --dport {service.at_node(port)} -j DROP")  # fmt: skip
    return rules
