"""br0's flows as the SDN sends them to the switch, from templates of the invariants' section 2."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.accuracy import policies
from tests.accuracy.members import SERVICES, Host, Pod, uid
from tests.accuracy.plan import Plan
from tests.accuracy.releases import Release

SEND = "move:NXM_NX_REG0[]->NXM_NX_TUN_ID[0..31]"


@cache
def template(layout: str) -> tuple[tuple[str, str, str, str], ...]:
    name = {"L7": "L6", "L8": "L6", "L11": "L10"}.get(layout, layout)
    text = (Path(__file__).parent / "templates" / f"{name}.txt").read_text()
    rows = [line.split("|") for line in text.splitlines() if line and line[0] != "#"]
    return tuple((a.strip(), b.strip(), c.strip(), d.strip()) for a, b, c, d in rows)


def holds(words: str, release: Release) -> bool:
    mine = release.words | {release.mode, release.layout}
    return all((w[1:] not in mine) if w[0] == "!" else w in mine for w in words.split())


def static(plan: Plan, host: Host) -> Iterator[str]:
    """The flows that every node has."""
    values = {"L": str(host.subnet), "G": host.gateway, "S": str(SERVICES), "N": host.ip,
              "NIC": host.mac, "TUN0": host.tun0}  # fmt: skip
    for words, place, match, actions in template(plan.release.layout):
        if not holds(words, plan.release):
            continue
        table, priority = place.split()
        head = f"table={table},priority={priority}"
        cidrs = plan.cidrs if "{C}" in match else plan.cidrs[:1]
        for c in cidrs:
            for d in plan.cidrs if "{D}" in match else plan.cidrs[:1]:
                text = ",".join(filter(None, (head, match))).format(C=c, D=d, **values)
                yield f"{text},actions={actions.format(**values) if '{' in actions else actions}"
    mode = ("SN", "MT", "NP").index(plan.release.mode)
    yield f"table=253,actions=note:{mode:02x}.{plan.release.version:02x}.00.00"


def cookie(owner: str) -> str:
    """First 4 bytes of SHA-256 of the HostSubnet's uid."""
    return "0x" + hashlib.sha256(uid(owner).encode()).hexdigest()[:8]


def remote(ip: str, subnet: object, owner: str, number: int | None = None) -> Iterator[str]:
    """Three flows for the HostSubnet of another node."""
    head = f"cookie={cookie(owner)}"
    tag = SEND if number is None else f"load:{number}->NXM_NX_TUN_ID[0..31]"
    to = f"actions={tag},set_field:{ip}->tun_dst,output:1"
    yield f"{head},table=10,priority=100,tun_src={ip},actions=goto_table:30"
    yield f"{head},table=50,priority=100,arp,arp_tpa={subnet},{to}"
    yield f"{head},table=90,priority=100,ip,nw_dst={subnet},{to}"


def of_pod(plan: Plan, pod: Pod) -> Iterator[str]:
    """Four flows for a pod; five with conntrack."""
    after = 30 if plan.release.new else 21
    to_ip = 27 if plan.release.new else 21
    load = f"load:{plan.vnid(pod.project)}->NXM_NX_REG"
    sha = "00:00" + pod.mac[5:]
    yield (
        f"table=20,priority=100,in_port={pod.port},arp,arp_spa={pod.ip},"
        f"arp_sha={sha}/00:00:ff:ff:ff:ff,actions={load}0[],goto_table:{after}"
    )
    yield (
        f"table=20,priority=100,in_port={pod.port},ip,nw_src={pod.ip},"
        f"actions={load}0[],goto_table:{to_ip}"
    )
    if plan.release.ct:
        again = 27 if plan.release.new else 30
        yield f"table=25,priority=100,ip,nw_src={pod.ip},actions={load}0[],goto_table:{again}"
    yield f"table=40,priority=100,arp,arp_tpa={pod.ip},actions=output:{pod.port}"
    yield (
        f"table=70,priority=100,ip,nw_dst={pod.ip},"
        f"actions={load}1[],load:{pod.port}->NXM_NX_REG2[],goto_table:80"
    )


def of_services(plan: Plan) -> Iterator[str]:
    """Without conntrack each service has flows of its own."""
    for service in plan.services if not plan.release.ct else ():
        to = f"load:{plan.vnid(service.project)}->NXM_NX_REG1[],load:2->NXM_NX_REG2[],goto_table:80"
        yield f"table=60,priority=100,ip,nw_dst={service.ip},nw_frag=later,actions={to}"
        for _, protocol, port, _ in service.ports:
            yield f"table=60,priority=100,{protocol.lower()},nw_dst={service.ip},tp_dst={port},actions={to}"


def wanted(plan: Plan, host: Host) -> list[str]:
    """All of a node's flows, as `ovs-ofctl add-flows` takes them."""
    lines = list(static(plan, host))
    senders = []
    for other in plan.hosts:
        if other is not host:
            lines += remote(other.ip, other.subnet, f"hostsubnet {other.name}")
            senders.append(other.ip)
    if plan.f5:
        lines += remote(*plan.f5, "hostsubnet f5", 7 if plan.release.mode != "SN" else None)
        senders.append(plan.f5[0])
    copies = "".join(f"set_field:{ip}->tun_dst,output:1," for ip in sorted(senders))
    lines.append(
        f"table=111,priority=100,actions={SEND + ',' if copies else ''}{copies}goto_table:120"
    )
    pods = plan.live(host)
    for pod in pods:
        lines += of_pod(plan, pod)
    lines += of_services(plan)
    lines += policies.isolation(plan, pods)
    lines += policies.firewall(plan)
    lines += policies.egress(plan, host)
    lines += policies.multicast(plan, pods)
    return lines
