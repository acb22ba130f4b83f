"""What is kept of a log: messages with time and place, traces of the set-up script, one of each copy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers import journal
from parsers.base import Artifact
from parsers.journal import NodeLog

HEAD = "-- Logs begin at Sat 2026-11-21 10:39:56 UTC, end at Mon 2026-11-23 03:48:56 UTC. --"


def read(*lines: str, path: str = "nodes/n1/journal", first_line: int = 1) -> NodeLog:
    data = "".join(f"{line}\n" for line in lines).encode()
    return journal.read(Artifact(path, data, first_line=first_line)).fact


def said(clock: str, message: str, unit: str = "openshift-node[7]", host: str = "n1") -> str:
    return f"Nov 21 {clock} {host} {unit}: {message}"


def klog(clock: str, message: str) -> str:
    return said(clock, f"I1121 {clock}.500000    7 controller.go:147] {message}")


def test_a_message_is_kept_with_its_line_and_the_rest_is_counted() -> None:
    log = read(
        HEAD,
        klog("10:40:11", "Starting openshift-sdn network plugin"),
        said("10:40:12", "something else"),
        klog("10:40:13", "HostIP \"10.0.0.1\" for local subnet does not match with nodeIP \"10.0.0.2\""),
        first_line=3,
    )  # fmt: skip
    assert len(log) == 4
    assert [entry.pattern for entry in log.entries] == ["sdn-plugin-starting", "host-ip-mismatch"]
    entry = log.entries[1]
    assert entry.time == datetime(2026, 11, 21, 10, 40, 13, 500000, UTC)
    assert (entry.host, entry.unit, entry.pid) == ("n1", "openshift-node", "7")
    assert entry.groups == {"host_ip": "10.0.0.1", "node_ip": "10.0.0.2"}
    assert entry.source.line == 6
    assert entry.source.text.startswith("Nov 21 10:40:13 n1 openshift-node[7]: I1121")
    assert log.hosts == ("n1",)
    assert log.last == entry.time


TRACE = (
    klog("10:40:13", "Output of setup script:"),
    said("10:40:13", "+ ovs-vsctl del-port br0 vxlan0"),
    said("10:40:13", "ovs-vsctl: no port named vxlan0"),
    said("10:40:13", "+ true"),
    said("10:40:13", "imklog: another process", unit="rsyslogd[3]"),
    said("10:40:13", "+ brctl addif lbr0 vlinuxbr"),
    said("10:40:13", "bridge lbr0 does not exist!"),
    said("10:40:13", "+ ip route add 10.128.0.0/14 dev tun0"),
    said("10:40:13", "RTNETLINK answers: File exists"),
    said("10:40:13", "++ date"),
    klog("10:40:14", "Output of adding table=0,actions=drop:  (<nil>)"),
    said("10:40:15", "+ not part of it"),
)


def test_the_trace_of_the_setup_script() -> None:
    (run,) = read(HEAD, *TRACE).setup
    assert [command.text for command in run.commands] == [
        "ovs-vsctl del-port br0 vxlan0",
        "true",
        "brctl addif lbr0 vlinuxbr",
        "ip route add 10.128.0.0/14 dev tun0",
        "date",
    ]
    assert run.complete
    (failed,) = run.failed
    assert failed.source.line == 7
    assert [error.line for error in failed.errors] == [8]
    assert failed.messages == ("bridge lbr0 does not exist!",)


def test_a_trace_without_heads_and_one_cut_off() -> None:
    (run,) = read(
        "I1130 22:37:38.940693   16004 controller.go:39] Output of setup script:",
        "+ brctl addif lbr0 vlinuxbr",
        "can't add vlinuxbr to bridge lbr0: Invalid argument",
    ).setup
    assert not run.complete
    assert [command.text for command in run.failed] == ["brctl addif lbr0 vlinuxbr"]


def trace(*lines: str) -> list[str]:
    """The commands that failed, of a trace with these lines."""
    log = read(
        HEAD,
        klog("10:40:13", "Output of setup script:"),
        *(said("10:40:13", line) for line in lines),
        klog("10:40:14", "next"),
    )
    return [command.text for run in log.setup for command in run.failed]


REMOVAL = ("+ ip link del vlinuxbr", 'Cannot find device "vlinuxbr"')


@pytest.mark.parametrize(
    "lines",
    [
        (*REMOVAL, "+ true"),
        (*REMOVAL, "+ return 1", "+ true"),
        (*REMOVAL, "+ ip link add vlinuxbr type veth peer name vovsbr"),
        ("+ set +e", "+ brctl addif lbr0 x", "bridge lbr0 does not exist!", "+ set -e", "+ date"),
        ("+ ip addr add 10.1.2.1/24 dev tun0", "RTNETLINK answers: File exists", "+ date"),
        ("+ printf 'local host has subnet'", "local host has subnet 10.1.2.0/24"),
    ],
)
def test_a_failure_that_the_script_does_not_mind(lines: tuple[str, ...]) -> None:
    assert trace(*lines) == []


@pytest.mark.parametrize(
    ("lines", "failed"),
    [
        (REMOVAL, "ip link del vlinuxbr"),  # the script ended here
        (("+ ovs-vsctl add-br br0", "ovs-vsctl: unix:/x: database connection failed", "+ date"),
         "ovs-vsctl add-br br0"),
        (("+ ip link set tun0 up", 'Cannot find device "tun0"', "+ date"), "ip link set tun0 up"),
        (("+ brctl addbr lbr0", "openshift-sdn-setup.sh: line 9: brctl: command not found"),
         "brctl addbr lbr0"),
        (("+ set +e", "+ set -e", "+ ip route add 10.128.0.0/14 dev tun0",
          "RTNETLINK answers: Network is unreachable", "+ date"),
         "ip route add 10.128.0.0/14 dev tun0"),
    ],
)  # fmt: skip
def test_a_failure_that_leaves_something_undone(lines: tuple[str, ...], failed: str) -> None:
    assert trace(*lines) == [failed]


def test_a_trace_that_a_block_ends_within(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(HEAD, *TRACE)
    monkeypatch.setattr(journal, "blocks", lambda chunks: iter(b"".join(chunks).splitlines(True)))
    cut = read(HEAD, *TRACE)
    assert cut.setup == whole.setup
    assert [e.source for e in cut.entries] == [e.source for e in whole.entries]


def test_a_log_collected_backwards() -> None:
    lines = [HEAD, *(said(f"10:3{i}:00", "x") for i in range(6)), *TRACE]
    forward = read(*lines)
    back = read(*lines[::-1])
    assert back.reversed
    assert not forward.reversed
    assert [e.pattern for e in back.entries] == [e.pattern for e in forward.entries]
    total = len(lines) + 1
    assert [e.source.line for e in back.entries] == [total - e.source.line for e in forward.entries]
    (run,) = back.setup
    assert [command.text for command in run.failed] == ["brctl addif lbr0 vlinuxbr"]
    assert run.failed[0].source.line == total - 13


def test_a_trace_within_one_second_is_not_taken_for_a_log_backwards() -> None:
    """klog's fraction of a second stands before the next record of journald, which has none."""
    log = read(HEAD, *TRACE[:10])
    assert not log.reversed
    assert [command.text for run in log.setup for command in run.failed] == ["brctl addif lbr0 vlinuxbr"]  # fmt: skip


def test_copies_of_a_line_are_kept_once_with_the_smaller_log_as_evidence() -> None:
    unit = read(HEAD, klog("10:40:11", "waiting for OVS to start"), *TRACE, path="n/journal-unit")
    full = read(
        HEAD,
        *(said("10:40:09", f"boot {i}", unit="kernel") for i in range(9)),
        klog("10:40:11", "waiting for OVS to start"),
        klog("10:40:12", "waiting for OVS to start"),
        *TRACE,
        path="n/journal-full",
    )
    both = NodeLog.merge([full, unit])
    waited = both.of("ovs-waited-for")
    assert [entry.source.path for entry in waited] == ["n/journal-unit", "n/journal-full"]
    assert [run.source.path for run in both.setup] == ["n/journal-unit"]
    assert len(both) == len(unit) + len(full)


def test_a_log_without_year_takes_that_of_its_neighbour() -> None:
    pod = read(
        "I1121 10:40:11.500000    7 controller.go:147] waiting for OVS to start", path="n/sdn.log"
    )
    assert not pod.dated
    both = NodeLog.merge([pod, read(HEAD, klog("10:40:11", "waiting for OVS to start"))])
    assert [entry.time for entry in both.entries] == [
        datetime(2026, 11, 21, 10, 40, 11, 500000, UTC)
    ]
    assert both.dated


def test_of_a_thousand_repetitions_the_first_and_the_last_are_kept() -> None:
    lines = [klog(f"10:{i // 60:02}:{i % 60:02}", "waiting for OVS to start") for i in range(1_000)]
    log = read(HEAD, *lines)
    assert [entry.source.line for entry in log.entries] == [2, 1_001]
    assert log.counts == {"ovs-waited-for": 1_000}


def test_thousands_of_objects_are_bounded() -> None:
    lines = [klog("10:40:11", f"CNI_ADD web/p-{i} failed: no") for i in range(2_000)]
    log = read(HEAD, *lines)
    assert len(log.entries) <= 1_002
    assert log.entries[-1].source.line == 2_001
    assert log.counts["pod-not-added"] == 2_000


def test_a_file_with_the_journals_of_several_hosts_is_taken_apart() -> None:
    log = read(
        HEAD,
        said("10:40:11", "waiting for OVS to start", host="n1"),
        said("12:40:11", "x", host="n1"),
        HEAD.replace("10:39:56", "09:00:00"),
        said("09:40:11", "SDN healthcheck unable to ping OVS server", host="n2"),
    )
    parts = log.by_host()
    assert list(parts) == ["n1", "n2"]
    assert [entry.pattern for entry in parts["n2"].entries] == ["ovs-unreachable"]
    assert parts["n1"].last == datetime(2026, 11, 21, 12, 40, 11, tzinfo=UTC)


def test_what_another_component_quotes_is_not_said_by_this_node() -> None:
    log = read(
        "2021-08-03T09:20:28.280Z I0803 09:20:28.280456       1 event.go:282] Event(v1.ObjectReference"
        '{Kind:"Node"}): message: cni config uninitialized',
        "2021-08-03T09:20:28.280Z I0803 09:20:28.280456       1 status.go:211] clusteroperator/etcd"
        ' diff {"status":"cni config uninitialized"}',
        '2021-08-03T09:20:28.280Z {"level":"warn","msg":"net/http: TLS handshake timeout"}',
    )
    assert log.entries == ()


GARBLED = (
    b"\xff\xfe\x00",
    b"\x00" * 64,
    b"-- Logs begin at 9999-99-99 --\nNov 31 99:99:99 n1 a[1]: waiting for OVS to start\n",
    b'{"log":"waiting for OVS to start\n',
    b"2026-99-99T10:00:00Z waiting for OVS to start",
    b"Output of setup script:\n",
    b"Output of setup script:\nOutput of setup script:\n+ x",
)


@pytest.mark.parametrize("data", GARBLED)
def test_garbled_logs_are_read_without_a_crash(data: bytes) -> None:
    log = journal.read(Artifact("x.log", data)).fact
    assert all(entry.source.line >= 1 for entry in log.entries)


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        "Dec 11 08:06:45 192.168.105.4 openshift-node[12773]: x",
        "Aug 03 09:15:58.534491 ip-10-0-195-177 kernel: x",
        "I0506 13:01:54.414116  135002 sdn_controller.go:139] x",
        "2021-05-06T13:01:54.414206178Z I0506 13:01:54.414116  135002 a.go:139] x",
        "2026-11-20T16:23:52.337Z|00001|vlog|INFO|opened log file",
        '{"log":"x\\n","stream":"stderr","time":"2021-05-06T13:01:54.414206178Z"}',
    ],
)
def test_it_is_known_by_its_content(head: str) -> None:
    assert journal.PARSER.content.search(f"> some command\n\n{head}\n")


@pytest.mark.parametrize(
    "head",
    [
        "OFPST_FLOW reply (OF1.3) (xid=0x2):",
        " cookie=0x0, duration=9.1s, table=0, n_packets=0, n_bytes=0, actions=drop",
        "apiVersion: v1\nkind: List",
        "# Generated by iptables-save v1.4.21 on Fri Nov 20 12:00:09 2026",
        "default via 192.168.122.1 dev eth0",
        "NAME   READY   STATUS    RESTARTS   AGE",
        "net.ipv4.ip_forward = 1",
        "  creationTimestamp: 2026-11-20T12:00:00Z",
    ],
)
def test_other_artifacts_are_not_taken_for_logs(head: str) -> None:
    assert not journal.PARSER.content.search(head)
