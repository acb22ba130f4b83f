"""One typescript with a prompt of every form: each command is read as if collected alone."""

from __future__ import annotations

from pathlib import Path

from analyzer import analysis
from tests.kinds.samples import SAMPLES, fixture

N1, N2 = "node1.example.com", "node2.example.com"


def session() -> str:
    """A session of an engineer who follows the chapter, from a master, node by node."""
    return "\n".join([
        "Script started on Mon 23 Nov 2026 03:44:48 AM UTC",
        "[root@master ~]# oc get nodes -o yaml", SAMPLES["nodes"],
        "[root@master ~]# ",
        "[root@master ~]# oc get pods --all-namespaces -o yaml", SAMPLES["pods"],
        "# oc get pods --selector=router \\",
        "    --template='{{range .items}}HostIP: {{.status.hostIP}}   PodIP: {{.status.podIP}}{{end}}{{\"\\n\"}}'",
        SAMPLES["pod-hosts"],
        "[root@master ~]# oc exec -n openshift-sdn ovs-aaaaa -- ovs-vsctl list-br",
        "Defaulted container \"openvswitch\" out of: openvswitch", "br0",
        "[root@master ~]# oc exec -n openshift-sdn ovs-bbbbb -- ovs-vsctl list-br",
        "command terminated with exit code 1",
        "[root@master ~]# oc debug node/node2.example.com",
        "Starting pod/node2examplecom-debug ...", "To use host binaries, run `chroot /host`",
        "sh-4.4# chroot /host",
        "sh-4.4# ip route", fixture("ip_route"),
        "sh-4.4# exit", "Removing debug pod ...",
        "[root@master ~]# ssh node1",
        "[root@node1 ~]# ip addr", SAMPLES["addresses"],
        "[root@node1 ~]# iptables -t nat -L -n -v", fixture("iptables_list"),
        "[root@node1 ~]# ping -c 3 10.130.0.10",
        "PING 10.130.0.10 (10.130.0.10) 56(84) bytes of data.", "",
        "3 packets transmitted, 0 received, 100% packet loss, time 2000ms",
        "[root@node1 ~]# ethtool -S veth26a1676a", fixture("ethtool_details"),
        "[root@node1 ~]# head -3 /etc/resolv.conf /etc/hosts",
        "==> /etc/resolv.conf <==", fixture("resolv_conf"),
        "==> /etc/hosts <==", fixture("hosts_file"),
        "[user@laptop ~]$ curl -kv http://foo.example.com:8000/bar    # But replace the argument with your URL",
        fixture("curl"),
        "$ telnet 1.2.3.4 8000", fixture("telnet"),
        "+ dig +short foo.example.com", "1.2.3.4",
        "> tracepath 192.168.122.202", fixture("tracepath"),
        "-sh-4.2$ c", "-sh: c: comando não encontrado",
        "Script done on Mon 23 Nov 2026 04:00:00 AM UTC", "",
    ])  # fmt: skip


def as_terminal(text: str) -> bytes:
    """What `script` records: returns, colours and a title in every prompt."""
    lines = [
        f"\x1b]0;{line[1:12]}\x07\x1b[01;32m{line}\x1b[0m" if line.startswith("[root@") else line
        for line in text.split("\n")
    ]
    return "\r\n".join(lines).encode()


def test_every_command_of_a_typescript(tmp_path: Path) -> None:
    (tmp_path / "typescript").write_bytes(as_terminal(session()))
    ingested, _ = analysis.read([tmp_path / "typescript"], analysis.Options())
    analysis.attribution.attribute(ingested)
    (entry,) = ingested.inputs
    found = {(type(read.parsed.fact).__name__, read.node) for read in ingested.reads}
    for expected in (
        ("Nodes", None), ("Pods", None), ("PodHosts", None), ("Bridges", N1), ("RouteTable", N2),
        ("Addresses", N1), ("IptablesSave", N1), ("Pings", None), ("Statistics", N1),
        ("Resolver", N1), ("HostsFile", N1), ("Requests", None), ("Connections", None),
        ("Lookups", None), ("TracePaths", None),
    ):  # fmt: skip
        assert expected in found or expected[0] == "Bridges", (expected, sorted(map(str, found)))
    bridges = [r for r in ingested.reads if r.command and "list-br" in r.command]
    assert [read.node for read in bridges] == [N1]
    (ping,) = next(r.parsed.fact for r in ingested.reads if type(r.parsed.fact).__name__ == "Pings")
    assert (ping.seen.node, ping.answered) == (N1, False)
    (curl,) = next(
        r.parsed.fact for r in ingested.reads if type(r.parsed.fact).__name__ == "Requests"
    )
    assert (curl.seen.node, curl.seen.host, curl.path) == (None, "laptop", "/bar")
    (dig,) = next(
        r.parsed.fact for r in ingested.reads if type(r.parsed.fact).__name__ == "Lookups"
    )
    assert (dig.name, dig.addresses) == ("foo.example.com", ("1.2.3.4",))
    lines = session().split("\n")
    assert lines[dig.sources[0].line - 1] == "1.2.3.4"
    assert [f.why for f in ingested.failures] == []
    assert entry.unread == 0, entry.details


def test_a_failed_command_in_a_session_is_a_failure_of_its_artifact(tmp_path: Path) -> None:
    text = (
        "[root@node1 ~]# ovs-ofctl -O OpenFlow13 dump-flows br0\n-bash: ovs-ofctl: command not found\n"
        "[root@node1 ~]# ip route\n" + fixture("ip_route")
    )
    (tmp_path / "session.log").write_text(text)
    ingested, _ = analysis.read([tmp_path / "session.log"], analysis.Options())
    (failure,) = ingested.failures
    assert failure.fact.__name__ == "FlowTable"
    assert failure.host == "node1"
    assert "command not found" in failure.why
