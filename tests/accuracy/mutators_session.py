"""Ways to break a node that only a command shows which somebody typed."""

from __future__ import annotations

from tests.accuracy.mutation import ALL, Mutator, Place, both, gone, swap

UNREACHABLE = "* connect to <pod> port 8080 failed: No route to host\n* Failed to connect to <pod> port 8080: No route to host\ncurl: (7) Failed to connect to <pod> port 8080: No route to host"


def curl_fails(at: Place) -> str | None:
    """curl to a pod of another node, which is not reached."""
    pod = next(p for p in at.bundle.plan.live(at.other) if not p.leaving)
    short = at.host.name.split(".", maxsplit=1)[0]
    answer = f"* About to connect() to {pod.ip} port 8080 (#0)\n*   Trying {pod.ip}...\n" + (
        UNREACHABLE.replace("<pod>", pod.ip)
    )
    text = at.text("session") or ""
    return at.put("session", f"{text}[root@{short} ~]# curl -v http://{pod.ip}:8080/\n{answer}\n")


def no_switch(at: Place) -> str | None:
    """Nothing of Open vSwitch answers any more."""
    texts = at.bundle.texts[at.host.name]
    if "vsctl" not in texts:
        return None
    for name in ("flows", "ovs-show", "groups"):
        texts.pop(name, None)
    texts["vsctl"] = (
        "ovs-vsctl: unix:/var/run/openvswitch/db.sock: database connection failed (No such file or directory)\n"
    )
    return gone("session", "^openvswitch ", every=True)(at)


def names_moved(at: Place) -> str | None:
    """DNS answers with other addresses than those of the flows."""
    if at.bundle.plan.release.mode == "SN":
        return None
    for texts in at.bundle.texts.values():
        texts["session"] = texts["session"].replace("198.18.20.1\n198.18.20.2", "198.18.99.7")
    return ALL


def typed(command: str, answer: str) -> Mutator:
    """Let somebody type one command more."""

    def mutate(at: Place) -> str | None:
        short = at.host.name.split(".", maxsplit=1)[0]
        said = at.fill(f"[root@{short} ~]# {command}\n{answer}\n", escape=False)
        return at.put("session", (at.text("session") or "") + said)

    return mutate


SESSIONS: dict[str, Mutator] = {
    "policy rule takes pods' packets": swap("session", "^32766:", "1000:\tfrom <near> lookup 77\n32766:"),
    "neighbour of a pod fails": swap("session", r"^([\d.]+ dev tun0) lladdr \S+ \w+", r"\1  FAILED"),
    "module vxlan is not loaded": both(
        gone("session", "^(vxlan|udp_tunnel|ip6_udp_tunnel) ", every=True),
        swap("addresses", r"\d+: vxlan_sys_4789: .*\n(?: .*\n)+", ""),
    ),
    "module openvswitch is not loaded": no_switch,
    "link is down": swap("session", "Link detected: yes", "Link detected: no"),
    "link is half duplex": swap("session", "Duplex: Full", "Duplex: Half"),
    "link is slower than others": swap("session", "Speed: 10000Mb/s", "Speed: 100Mb/s"),
    "tun0 is of another driver": swap("session", "driver: openvswitch", "driver: tun"),
    "packets to a node leave with another address": swap("session", "^(<other> dev ens3 src )<own>", r"\g<1>10.77.0.9"),
    "packets to a node leave by tun0": swap("session", "^(<other> dev )ens3( src <own>)", r"\g<1>tun0\2"),
    "path between nodes is narrow": swap("session", "Resume: pmtu 1500", "Resume: pmtu 1400"),
    "connections lead to an old endpoint": swap("session", r"(udp .*dport=53) src=[\d.]+( dst=[\d.]+ sport=5353 dport=\d+) \[ASSURED\]", r"\1 [UNREPLIED] src=<unused>\2"),
    "firewalld runs beside iptables": swap("session", r"(firewalld dynamic.*\n.*\n|firewalld - dynamic.*\n.*\n)   Active: inactive \(dead\)", r"\1   Active: active (running) since Mon 2026-03-02 08:14:40 UTC; 1 weeks 1 days ago"),
    "the kernel's connection table was full": typed("dmesg -T | tail -2", "[Tue Mar 10 10:37:03 2026] nf_conntrack: table full, dropping packet\n[Tue Mar 10 10:41:33 2026] nf_conntrack: table full, dropping packet"),
    "router's port is not listened on": gone("session", r"\*:443 "),
    "errors on vxlan0": swap("session", r"(port  1: .*)drop=0, errs=0", r"\g<1>drop=90100, errs=81000"),
    "name of an egress policy has other addresses": names_moved,
    "clock is off": typed("chronyc tracking", "Reference ID    : AC100001 (172.16.0.1)\nStratum         : 3\nRef time (UTC)  : Tue Mar 10 10:41:12 2026\nSystem time     : 93.204118967 seconds slow of NTP time\nLast offset     : +0.000012\nRMS offset      : 0.000031\nFrequency       : 12.331 ppm slow\nLeap status     : Normal"),
    "curl to a pod fails": curl_fails,
    "a name is not resolved": typed("curl -v http://web-svc.payments.svc:8080/", "* Could not resolve host: web-svc.payments.svc; Unknown error\n* Closing connection 0\ncurl: (6) Could not resolve host: web-svc.payments.svc; Unknown error"),
    "route's name leads to a stranger": typed("dig +short web-svc-web.apps.example.net", "<plain>"),
    "a URL without a route": typed("curl -kv http://nowhere.apps.example.net/", "* Connected to nowhere.apps.example.net (172.16.40.20) port 80 (#0)\n> GET / HTTP/1.1\n> Host: nowhere.apps.example.net\n>\n< HTTP/1.0 503 Service Unavailable\n<"),
    "a name server answers every name": typed("dig +search +short github.com", "172.16.40.20"),
}  # fmt: skip
